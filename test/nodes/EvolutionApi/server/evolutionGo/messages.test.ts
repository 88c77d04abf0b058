import type { IDataObject } from 'n8n-workflow';

import { asksForVersion, TOKEN } from './support/goStandIn';
import { runGo, useGo } from './support/runGo';

const server = useGo();

const CHAT = '5511900000001@s.whatsapp.net';
const PNG =
	'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

const send = async (operation: string, values: IDataObject, resource = 'message') =>
	await runGo(server, { resource, operation, values });

const asked = () => {
	const own = server.asked.filter((request) => !asksForVersion(request));
	expect(own).toHaveLength(1);
	return own[0];
};
const body = () => asked().body as IDataObject;

const to = { recipient: '5511900000001' };

describe('Evolution Go: an operation asks the documented route with the documented body:', () => {
	const sent: Array<
		readonly [operation: string, values: IDataObject, path: string, body: IDataObject]
	> = [
		[
			'sendPoll',
			{ ...to, question: 'When?', pollOptions: 'Morning\nEvening', selectableCount: 1 },
			'/send/poll',
			{ question: 'When?', options: ['Morning', 'Evening'], maxAnswer: 1 },
		],
		[
			'sendLocation',
			{ ...to, latitude: -23.5, longitude: -46.6 },
			'/send/location',
			{ latitude: -23.5, longitude: -46.6, name: '\u00a0', address: '\u00a0' },
		],
		[
			'sendContact',
			{ ...to, contacts: { contact: [{ fullName: 'Ana', phoneNumber: '+55 11 98888-7777' }] } },
			'/send/contact',
			{ vcard: { fullName: 'Ana', phone: '5511988887777' } },
		],
		[
			'sendContact',
			{ ...to, contacts: { contact: [{ fullName: 'Ana', phoneNumber: '+55 41 98888-7777' }] } },
			'/send/contact',
			{ vcard: { fullName: 'Ana', phone: '554188887777' } },
		],
		[
			'sendMedia',
			{
				...to,
				mediaType: 'image',
				mediaSource: 'url',
				mediaUrl: 'https://example.org/a.jpg',
				options: { caption: 'A' },
			},
			'/send/media',
			{ url: 'https://example.org/a.jpg', type: 'image', caption: 'A' },
		],
		[
			'sendVoiceNote',
			{ ...to, mediaSource: 'url', mediaUrl: 'https://example.org/a.mp3' },
			'/send/media',
			{ url: 'https://example.org/a.mp3', type: 'audio' },
		],
		[
			'sendVideoNote',
			{ ...to, mediaSource: 'url', mediaUrl: 'https://example.org/a.mp4' },
			'/send/media',
			{ url: 'https://example.org/a.mp4', type: 'ptv' },
		],
		[
			'sendSticker',
			{ ...to, mediaSource: 'url', mediaUrl: 'https://example.org/a.png' },
			'/send/sticker',
			{ sticker: 'https://example.org/a.png' },
		],
	];

	it.each(sent)('%s', async (operation, values, path, expected) => {
		const { error, items } = await send(operation, values);
		expect(error).toBeUndefined();
		expect(asked()).toMatchObject({ path, key: TOKEN });
		expect(body()).toEqual({
			number: CHAT,
			formatJid: false,
			id: expect.stringMatching(/^3EB0/),
			...expected,
		});
		expect(items[0].json).toMatchObject({ messageId: expect.any(String), fromMe: true });
	});

	it('sends a file as an upload, which every version accepts', async () => {
		const { error } = await send('sendMedia', {
			...to,
			mediaType: 'image',
			mediaSource: 'base64',
			mediaBase64: PNG,
			options: { caption: 'A', typingIndicator: { values: { seconds: 1 } } },
		});
		expect(error).toBeUndefined();
		const [{ type, body: form }] = server.asked;
		expect(type).toContain('multipart/form-data');
		for (const [name, value] of Object.entries({
			number: CHAT,
			type: 'image',
			caption: 'A',
			delay: '1000',
		})) {
			expect(form).toContain(`name="${name}"\r\n\r\n${value}\r\n`);
		}
		expect(form).toMatch(/name="id"\r\n\r\n3EB0/);
		expect(form).toContain('name="file"');
	});

	it('a file with a mention goes as Base64', async () => {
		const { error } = await send('sendMedia', {
			recipient: '120363000000000001@g.us',
			mediaType: 'image',
			mediaSource: 'base64',
			mediaBase64: PNG,
			options: { mentions: { values: { mention: 'everyone' } } },
		});
		expect(error).toBeUndefined();
		expect(body()).toMatchObject({ url: PNG, type: 'image', mentionAll: true });
	});

	it('buttons are sent without a message ID, and with blank texts where the server requires a text', async () => {
		const { error } = await send('sendButtons', {
			...to,
			title: 'Right?',
			buttons: { button: [{ type: 'reply', displayText: 'Yes', id: 'yes' }] },
		});
		expect(error).toBeUndefined();
		expect(asked().path).toBe('/send/button');
		expect(body()).toEqual({
			number: CHAT,
			formatJid: false,
			title: 'Right?',
			description: '*Right?*',
			footer: '\u00a0',
			buttons: [{ type: 'reply', displayText: 'Yes', id: 'yes' }],
		});
	});

	it('a list message goes to /send/list with sections and rows', async () => {
		const sections = {
			section: [{ title: 'Orders', rows: { row: [{ title: 'Where?', rowId: 'where' }] } }],
		};
		const { error } = await send('sendList', {
			...to,
			title: 'What?',
			buttonText: 'Choose',
			sections,
		});
		expect(error).toBeUndefined();
		expect(server.asked[0].path).toBe('/send/list');
		expect(body()).toMatchObject({
			title: 'What?',
			footerText: '\u00a0',
			sections: [{ title: 'Orders', rows: [{ title: 'Where?', rowId: 'where' }] }],
		});
	});

	it('a carousel goes out with pictures and buttons in the form of Evolution Go', async () => {
		const card = {
			title: 'Hat',
			body: 'Straw',
			imageUrl: 'https://example.org/hat.jpg',
			buttons: { button: [{ type: 'reply', displayText: 'Buy', id: 'hat' }] },
		};
		const { error } = await send('sendCarousel', { ...to, text: 'New', cards: { card: [card] } });
		expect(error).toBeUndefined();
		expect(body()).toEqual({
			number: CHAT,
			formatJid: false,
			body: 'New',
			cards: [
				{
					header: { imageUrl: 'https://example.org/hat.jpg' },
					body: { text: '*Hat*\n\nStraw' },
					buttons: [{ type: 'REPLY', displayText: 'Buy', id: 'hat' }],
				},
			],
		});
	});

	const status = { statusType: 'text', text: 'Open', backgroundColor: '#0e9f6e', font: 1 };

	it('a text status goes to /send/status/text without color and font, and its chat is status@broadcast', async () => {
		const { error, items } = await send('send', { ...status, audience: 'allContacts' }, 'status');
		expect(error).toBeUndefined();
		expect(server.asked[0].path).toBe('/send/status/text');
		expect(body()).toEqual({ text: 'Open', id: expect.any(String) });
		expect(items[0].json.chat).toBe('status@broadcast');
	});

	it('a status with a picture goes to /send/status/media with the URL of the picture', async () => {
		const values = {
			statusType: 'image',
			mediaSource: 'url',
			mediaUrl: 'https://example.org/a.jpg',
			audience: 'allContacts',
		};
		const { error } = await send('send', values, 'status');
		expect(error).toBeUndefined();
		expect(server.asked[0].path).toBe('/send/status/media');
		expect(body()).toMatchObject({ type: 'image', url: 'https://example.org/a.jpg' });
	});
});

describe('Evolution Go: an option that the server does not have is refused before anything is sent:', () => {
	const refused: Array<
		readonly [operation: string, values: IDataObject, message: string, resource?: string]
	> = [
		[
			'sendLocation',
			{ ...to, latitude: 0, longitude: 5 },
			'"Latitude" cannot be 0 with Evolution Go',
		],
		[
			'sendMedia',
			{ ...to, mediaType: 'audio', mediaSource: 'url', mediaUrl: 'https://example.org/a.mp3' },
			'"Media Type" cannot be Audio with Evolution Go, which sends every audio file as a voice note',
		],
		[
			'sendSticker',
			{ ...to, mediaSource: 'base64', mediaBase64: PNG },
			'"Media Source" must be URL with Evolution Go, which downloads stickers itself',
		],
		[
			'sendContact',
			{
				...to,
				contacts: {
					contact: [
						{ fullName: 'Ana', phoneNumber: '5511988887777' },
						{ fullName: 'Bia', phoneNumber: '5511977776666' },
					],
				},
			},
			'"Contacts" has several contacts, but Evolution Go sends one per message',
		],
		[
			'sendVoiceNote',
			{
				...to,
				mediaSource: 'url',
				mediaUrl: 'https://example.org/a.mp3',
				options: { convertAudio: false },
			},
			'"Options → Convert Audio" cannot be off with Evolution Go, which converts every file',
		],
		[
			'delete',
			{
				recipient: '120363020202020202@g.us',
				messageId: '3A00',
				fromMe: false,
				participant: '5511988887777',
			},
			'"Sent by This Instance" must be on with Evolution Go, which deletes only messages of the account itself',
		],
		[
			'downloadMedia',
			{ messageId: '3A00' },
			'"Options → Whole Message" must contain a message with a file, because Evolution Go stores no messages',
		],
		[
			'send',
			{
				statusType: 'text',
				text: 'Open',
				backgroundColor: '#0e9f6e',
				font: 1,
				audience: 'chosen',
				people: '5511988887777',
			},
			'"Audience" must be All Contacts with Evolution Go',
			'status',
		],
		[
			'getDeliveryUpdates',
			{ filters: { status: 'READ' } },
			'Evolution Go keeps no messages that could be looked up',
			'chat',
		],
		[
			'sendPresence',
			{ ...to, presence: 'available', durationSeconds: 1 },
			'"Presence" cannot be "available" with Evolution Go',
			'chat',
		],
	];

	const cases = refused.map(([operation, values, message, resource = 'message']) => ({
		operation,
		values,
		message,
		resource,
	}));

	it.each(cases)('$operation: $message', async ({ operation, values, message, resource }) => {
		const { error } = await send(operation, values, resource);
		expect(error?.message).toContain(message);
		expect(server.asked).toEqual([]);
	});

	const needingStore: Array<readonly [option: string, value: unknown, label: string]> = [
		['optOut', { values: { optOutKeywords: 'STOP' } }, 'Opt-Out'],
		['dailyLimits', { messagesPerHour: 10 }, 'Daily Limits'],
	];

	it.each(needingStore)(
		'the option %s of Bulk Sending, which needs stored messages',
		async (option, value, label) => {
			const bulkSending = { [option]: value } as IDataObject;
			const { error } = await send('sendText', { ...to, text: 'Hello', bulkSending });
			expect(error?.message).toContain(label);
			expect(error?.message).toContain('does not work with Evolution Go, which keeps no messages');
			expect(server.asked).toEqual([]);
		},
	);
});

describe('Evolution Go: operations on an existing message:', () => {
	it('Send Reaction with an empty emoji removes the reaction', async () => {
		await send('sendReaction', {
			recipient: CHAT,
			messageId: '3A00',
			fromMe: true,
			removeReaction: true,
		});
		expect(body()).toMatchObject({ reaction: 'remove', fromMe: true });
	});

	const missing = { status: 404, text: '404 page not found' };

	it('Send Reaction up to 0.7.1, whose reactions WhatsApp drops, does not say that it is done: nothing is sent', async () => {
		server.answers('POST /message/markplayed', missing);
		const { error } = await send('sendReaction', { ...to, messageId: '3A00', emoji: '👍' });
		expect(error?.message).toBe('A reaction needs Evolution Go 0.7.2 or newer');
		expect(error?.description).toContain('Update the server.');
		expect(server.askedAt('/message/react')).toEqual([]);
	});

	it('Edit before 0.7, whose edits WhatsApp ignores, does not say that it is done: nothing is sent', async () => {
		server.answers('POST /send/carousel', missing);
		const { error } = await send('edit', { ...to, messageId: '3A00', newText: 'Better' });
		expect(error?.message).toBe('An edit needs Evolution Go 0.7 or newer');
		expect(server.askedAt('/message/edit')).toEqual([]);
	});

	it.each(['5511988887777', '5511988887777@s.whatsapp.net', '111222333@lid', '120363@g.us'])(
		'a label of the chat %s is put on the LID of a person, where phones see it, or on the group',
		async (recipient) => {
			const user = { Query: '+5511988887777', IsInWhatsapp: true, LID: '111222333@lid' };
			server.answers('POST /user/check', {
				status: 200,
				body: { message: 'success', data: { Users: [user] } },
			});
			const { error, items } = await send('add', { recipient, label: '5' }, 'label');
			expect(error).toBeUndefined();
			const jid = recipient.endsWith('@g.us') ? recipient : '111222333@lid';
			expect(server.askedAt('/label/chat').map(({ body: given }) => given)).toEqual([
				{ jid, labelId: '5' },
			]);
			expect(server.askedAt('/user/check')).toHaveLength(/^5511/.test(recipient) ? 1 : 0);
			expect(items[0].json.chat).toContain(recipient.split('@')[0]);
		},
	);

	it('a label of a number without a LID does not say that it was added: nothing is sent', async () => {
		const user = { Query: '+5511988887777', IsInWhatsapp: true, LID: null };
		server.answers('POST /user/check', {
			status: 200,
			body: { message: 'success', data: { Users: [user] } },
		});
		server.answers('POST /user/info', {
			status: 200,
			body: { message: 'success', data: { Users: {} } },
		});
		const { error } = await send('add', { recipient: '5511988887777', label: '5' }, 'label');
		expect(error?.message).toMatch(/^The label of 5511988887777 was not changed/);
		expect(server.askedAt('/label/chat')).toEqual([]);
	});

	it('Download Media sends the server the message without its Base64, and outputs the file', async () => {
		const imageMessage = {
			URL: 'https://mmg.whatsapp.net/a',
			mimetype: 'image/jpeg',
			caption: 'A',
		};
		const wholeMessage = JSON.stringify({
			event: 'Message',
			data: { Info: { ID: '3A00' }, Message: { imageMessage, base64: 'AAAA' } },
		});
		const { error, items } = await send('downloadMedia', {
			messageId: '3A00',
			options: { wholeMessage },
		});
		expect(error).toBeUndefined();
		expect(body()).toEqual({ message: { imageMessage } });
		expect(items[0].json).toMatchObject({
			messageId: '3A00',
			mediaType: 'imageMessage',
			mimeType: 'image/jpeg',
			caption: 'A',
		});
		expect(items[0].binary?.data.mimeType).toBe('image/jpeg');
	});

	it('Mark as Read sends a request for each chat', async () => {
		const items = [{ json: { chat: '5511900000001' } }, { json: { chat: '5511900000002' } }];
		const { error } = await runGo(server, {
			resource: 'chat',
			operation: 'markAsRead',
			values: { recipient: '={{ $json.chat }}', messageIds: '3A00, 3A01' },
			items,
		});
		expect(error).toBeUndefined();
		expect(server.asked.map((one) => one.body)).toEqual([
			{ id: ['3A00', '3A01'], number: CHAT },
			{ id: ['3A00', '3A01'], number: '5511900000002@s.whatsapp.net' },
		]);
	});

	it('Send Presence ends the typing indicator after its duration', async () => {
		const values = { ...to, presence: 'recording', durationSeconds: 0 };
		const { error } = await send('sendPresence', values, 'chat');
		expect(error).toBeUndefined();
		expect(server.asked.map((one) => one.body)).toEqual([
			{ number: CHAT, state: 'composing', isAudio: true },
			{ number: CHAT, state: 'paused', isAudio: false },
		]);
	});

	it('Send Presence for longer than the minute that 0.7.2 keeps it up asks again for the rest', async () => {
		const values = { ...to, presence: 'composing', durationSeconds: 90 };
		const { error } = await send('sendPresence', values, 'chat');
		expect(error).toBeUndefined();
		const delays = server.askedAt('/message/presence').map(({ body }) => Object(body).delay);
		expect(delays).toEqual([60_000, 30_000]);
	});

	it('Get Delivery Updates returns no item if the server does not know the message', async () => {
		server.answers('POST /message/status', {
			status: 200,
			body: { message: 'success', data: { result: null, timestamp: '0001-01-01' } },
		});
		const values = { filters: { messageId: '3A00' } };
		const { error, items } = await send('getDeliveryUpdates', values, 'chat');
		expect(error).toBeUndefined();
		expect(items).toEqual([]);
	});
});
