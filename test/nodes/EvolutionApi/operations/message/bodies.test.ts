import type { IDataObject } from 'n8n-workflow';

import { messageToAna as message, runOperation } from '../../../../support/run';
import { arrived, useSimulator } from '../../../../support/simulator';
import { SAMPLE_FILES } from '../../../../support/sampleFiles';

const simulator = useSimulator({ version: '2.4.0' });

const ANA = '5511988887777';

const replies = (count: number) => ({
	button: Array.from({ length: count }, (_, n) => ({ type: 'reply', displayText: `Reply ${n}` })),
});
const card = (title: string) => ({ title, body: 'New', buttons: replies(1) });
const sentCard = (body: string) => ({
	body,
	buttons: [{ type: 'reply', displayText: 'Reply 0', id: 'Reply 0' }],
});
const URL_SOURCE = { mediaSource: 'url', mediaUrl: 'https://example.com/a' };
const { mp4, png, webp } = SAMPLE_FILES;

describe('Message: the request has the form that Evolution API expects:', () => {
	const cases: Array<[what: string, operation: string, values: IDataObject, body: object]> = [
		[
			'a number as people write it',
			'sendText',
			{ recipient: '+55 (11) 98888-7777', text: 'Hi' },
			{ number: ANA, text: 'Hi' },
		],
		[
			'a LID as it is',
			'sendText',
			{ recipient: '123456789012345@lid', text: 'Hi' },
			{ number: '123456789012345@lid', text: 'Hi' },
		],
		[
			'text with every option',
			'sendText',
			{
				text: 'Hi @5511977776666',
				options: {
					typingIndicator: { values: { seconds: 0.01 } },
					linkPreview: false,
					mentions: { values: { members: '+55 11 97777-6666' } },
					replyTo: { values: { messageId: 'A1' } },
					messageId: 'B2',
				},
			},
			{
				number: ANA,
				text: 'Hi @5511977776666',
				delay: 10,
				linkPreview: false,
				mentioned: ['5511977776666'],
				quoted: { key: { id: 'A1' } },
				messageId: 'B2',
			},
		],
		[
			'a picture by its address',
			'sendMedia',
			{ ...URL_SOURCE, mediaType: 'image', options: { caption: 'Look' } },
			{ number: ANA, mediatype: 'image', media: 'https://example.com/a', caption: 'Look' },
		],
		[
			'a video that plays as a GIF',
			'sendMedia',
			{ ...URL_SOURCE, mediaType: 'video', options: { gifPlayback: true } },
			{
				number: ANA,
				mediatype: 'video',
				media: 'https://example.com/a',
				gifPlayback: 'true',
			},
		],
		[
			'Base64 without the data URI',
			'sendMedia',
			{
				mediaType: 'image',
				mediaSource: 'base64',
				mediaBase64: `data:image/png;base64,${png.slice(0, 9)} ${png.slice(9)}`,
			},
			{
				number: ANA,
				mediatype: 'image',
				media: png,
				mimetype: 'image/png',
				fileName: 'image.png',
			},
		],
		[
			'a voice note that is not converted',
			'sendVoiceNote',
			{ mediaUrl: 'https://example.com/a.ogg', options: { convertAudio: false } },
			{ number: ANA, audio: 'https://example.com/a.ogg', encoding: false },
		],
		[
			'a video note',
			'sendVideoNote',
			{
				mediaSource: 'base64',
				mediaBase64: mp4,
				options: { mentions: { values: { members: '5511977776666' } } },
			},
			{ number: ANA, video: mp4, mentioned: ['5511977776666'] },
		],
		[
			'a sticker',
			'sendSticker',
			{ mediaUrl: 'https://example.com/a.png' },
			{ number: ANA, sticker: 'https://example.com/a.png' },
		],
		[
			'a sticker that is not converted',
			'sendSticker',
			{ mediaSource: 'base64', mediaBase64: webp, options: { alreadyWebp: true } },
			{ number: ANA, sticker: webp, notConvertSticker: true },
		],
		[
			'a GIF with its source',
			'sendMedia',
			{
				...URL_SOURCE,
				mediaType: 'video',
				options: { gifPlayback: true, gifAttribution: '2' },
			},
			{
				number: ANA,
				mediatype: 'video',
				media: 'https://example.com/a',
				gifPlayback: 'true',
				gifAttribution: '2',
			},
		],
		[
			'audio with a MIME type gets no file name, since the server would take the type from the name',
			'sendMedia',
			{ ...URL_SOURCE, mediaType: 'audio', options: { mimeType: 'audio/mp4', fileName: 'a.mp3' } },
			{
				number: ANA,
				mediatype: 'audio',
				media: 'https://example.com/a',
				mimetype: 'audio/mp4',
			},
		],
		[
			'a video loses a file name without an extension, since the server would make the type "false" of it',
			'sendMedia',
			{ ...URL_SOURCE, mediaType: 'video', options: { fileName: 'party' } },
			{ number: ANA, mediatype: 'video', media: 'https://example.com/a' },
		],
		[
			'a location without name and address',
			'sendLocation',
			{ latitude: -23.5, longitude: -46.6 },
			{ number: ANA, latitude: -23.5, longitude: -46.6, name: '', address: '' },
		],
		[
			'a location',
			'sendLocation',
			{ latitude: -23.5, longitude: -46.6, placeName: 'Shop', address: 'Av 1' },
			{ number: ANA, latitude: -23.5, longitude: -46.6, name: 'Shop', address: 'Av 1' },
		],
		[
			'contact cards',
			'sendContact',
			{ contacts: { contact: [{ fullName: 'Ana', phoneNumber: '+55 11 98888-7777', email: '' }] } },
			{ number: ANA, contact: [{ fullName: 'Ana', phoneNumber: '+55 11 98888-7777', wuid: ANA }] },
		],
		[
			'a poll with any number of choices',
			'sendPoll',
			{ question: 'When?', pollOptions: ' A \n\nB', selectableCount: 0 },
			{ number: ANA, name: 'When?', values: ['A', 'B'], selectableCount: 0 },
		],
		[
			'a list without a footer, whose rows have no IDs',
			'sendList',
			{
				title: 'T',
				buttonText: 'B',
				sections: { section: [{ title: 'S', rows: { row: [{ title: 'A' }] } }] },
			},
			{
				number: ANA,
				title: 'T',
				buttonText: 'B',
				footerText: '',
				sections: [{ title: 'S', rows: [{ title: 'A', rowId: 'A' }] }],
			},
		],
		[
			'reply buttons without IDs',
			'sendButtons',
			{ title: 'T', buttons: replies(1), options: { footer: 'F' } },
			{
				number: ANA,
				title: 'T',
				footer: 'F',
				buttons: [{ type: 'reply', displayText: 'Reply 0', id: 'Reply 0' }],
			},
		],
		[
			'a PIX button',
			'sendButtons',
			{
				buttons: {
					button: [
						{
							type: 'pix',
							name: 'Ana',
							keyType: 'random',
							key: '123e4567-e89b-12d3-a456-426614174000',
							currency: 'BRL',
						},
					],
				},
			},
			{
				number: ANA,
				buttons: [
					{
						type: 'pix',
						name: 'Ana',
						keyType: 'random',
						key: '123e4567-e89b-12d3-a456-426614174000',
						currency: 'BRL',
					},
				],
			},
		],
		[
			'a copy and a call button',
			'sendButtons',
			{
				title: 'T',
				buttons: {
					button: [
						{ type: 'copy', displayText: 'C', copyCode: 'X' },
						{ type: 'call', displayText: 'D', phoneNumber: '55 11 98888-7777' },
					],
				},
			},
			{
				number: ANA,
				title: 'T',
				buttons: [
					{ type: 'copy', displayText: 'C', copyCode: 'X' },
					{ type: 'call', displayText: 'D', phoneNumber: '+5511988887777' },
				],
			},
		],
		[
			'a URL button',
			'sendButtons',
			{
				title: 'T',
				buttons: { button: [{ type: 'url', displayText: 'E', url: 'https://example.com' }] },
			},
			{
				number: ANA,
				title: 'T',
				buttons: [{ type: 'url', displayText: 'E', url: 'https://example.com' }],
			},
		],
		[
			'cards, their titles as the first line of their texts',
			'sendCarousel',
			{ text: 'Offers', cards: { card: [card('Hat'), card('Lamp')] } },
			{
				number: ANA,
				body: 'Offers',
				cards: [sentCard('*Hat*\n\nNew'), sentCard('*Lamp*\n\nNew')],
			},
		],
		[
			'a single card without a picture has the text of the carousel in its own text, since the server would leave it out',
			'sendCarousel',
			{ text: 'Offers', cards: { card: [card('Hat')] } },
			{ number: ANA, body: 'Offers', cards: [sentCard('Offers\n\n*Hat*\n\nNew')] },
		],
		[
			'a reaction',
			'sendReaction',
			{ messageId: 'A1', fromMe: false, emoji: '❤️' },
			{ key: { remoteJid: `${ANA}@s.whatsapp.net`, id: 'A1', fromMe: false }, reaction: '❤️' },
		],
		[
			'a reaction taken back',
			'sendReaction',
			{ messageId: 'A1', fromMe: false, removeReaction: true },
			{ key: { remoteJid: `${ANA}@s.whatsapp.net`, id: 'A1', fromMe: false }, reaction: '' },
		],
		[
			'a deletion of somebody else’s message',
			'delete',
			{
				recipient: '120363020202020202@g.us',
				messageId: 'A1',
				fromMe: false,
				participant: '5511977776666',
			},
			{
				remoteJid: '120363020202020202@g.us',
				id: 'A1',
				fromMe: false,
				participant: '5511977776666@s.whatsapp.net',
			},
		],
		[
			'an edit',
			'edit',
			{ messageId: 'A1', newText: 'New' },
			{
				number: `${ANA}@s.whatsapp.net`,
				text: 'New',
				key: { id: 'A1', remoteJid: `${ANA}@s.whatsapp.net`, fromMe: true },
			},
		],
	];
	it.each(cases)('%s', async (_what, operation, values, body) => {
		await runOperation(simulator.current, message(operation, values));
		// The node first looks up a quoted message, which must be from the same chat.
		const sends = arrived(simulator.current).filter(
			({ path }) => !path.startsWith('/chat/findMessages'),
		);
		expect(sends.map((request) => request.body)).toEqual([body]);
	});

	it('Edit, Send Reaction and Delete accept the chat and message ID that Send Text outputs', async () => {
		const sent = await runOperation(simulator.current, message('sendText', { text: 'First' }));
		const key = { recipient: '={{ $json.chat }}', messageId: '={{ $json.messageId }}' };
		const { items } = sent;
		const next = async (operation: string, values: IDataObject) =>
			await runOperation(simulator.current, {
				...message(operation, { ...key, ...values }),
				items,
			});
		expect((await next('edit', { newText: 'Second' })).error).toBeUndefined();
		expect((await next('sendReaction', { emoji: '👍', fromMe: true })).error).toBeUndefined();
		expect((await next('delete', {})).items[0].json).toEqual({
			deleted: true,
			messageId: sent.items[0].json.messageId,
			chat: `${ANA}@s.whatsapp.net`,
		});
	});

	it('Send Template of a WHATSAPP-BUSINESS instance sends name, language and components', async () => {
		const made = await runOperation(simulator.current, {
			resource: 'instance',
			operation: 'create',
			values: {
				instanceName: 'business',
				integration: 'WHATSAPP-BUSINESS',
				phoneNumberId: '123456',
				accessToken: 'EAA',
			},
		});
		expect(made.error).toBeUndefined();
		const values = { templateName: 'hello', language: 'en_US', components: '[{"type":"body"}]' };
		const sent = await runOperation(
			simulator.current,
			message('sendTemplate', values, { instance: 'business' }),
		);
		expect(sent.error).toBeUndefined();
		expect(arrived(simulator.current).at(-1)?.body).toEqual({
			number: ANA,
			name: 'hello',
			language: 'en_US',
			components: [{ type: 'body' }],
		});
	});

	it('Edit of a message that does not exist gives an error that it cannot be edited', async () => {
		const { error } = await runOperation(
			simulator.current,
			message('edit', { messageId: 'NONE', newText: 'New' }),
		);
		expect(error?.message).toBe('This message cannot be edited');
	});
});
