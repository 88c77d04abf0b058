import type { IDataObject } from 'n8n-workflow';

import { startSimulator, type Simulator } from '../../../../simulator/server';
import { arrived, clearArrived } from '../../../support/arrived';
import { runOperation, type OperationRun } from '../../../support/run';

let simulator: Simulator;
beforeAll(async () => {
	simulator = await startSimulator({ port: 0, seed: true, quiet: true, version: '2.4.0' });
});
afterAll(async () => await simulator.close());
beforeEach(async () => await clearArrived(simulator));

const ANA = '5511988887777';
const message = (operation: string, values: IDataObject, more: Partial<OperationRun> = {}) => ({
	resource: 'message',
	operation,
	values: { recipient: ANA, ...values },
	...more,
});

/** Gives the value by an expression: a required field that is plainly empty is refused by n8n itself. */
const given = (name: string, value: unknown) => ({
	values: { [name]: '={{ $json.value }}' },
	items: [{ json: { value } as IDataObject }],
});

const replies = (count: number) => ({
	button: Array.from({ length: count }, (_, n) => ({ type: 'reply', displayText: `Reply ${n}` })),
});
const URL_SOURCE = { mediaSource: 'url', mediaUrl: 'https://example.com/a.png' };

describe('bad input is refused before any request', () => {
	const cases: Array<[what: string, operation: string, values: IDataObject, message: RegExp]> = [
		['a blank text', 'sendText', { text: '={{ "  " }}' }, /^Text: is empty/],
		[
			'a fractional delay',
			'sendText',
			{ text: 'Hi', options: { delay: 1.5 } },
			/^Options → Delay \(Ms\): 1.5/,
		],
		[
			'a mention that is a word',
			'sendText',
			{ text: 'Hi', options: { mentions: 'abc' } },
			/^Options → Mentions: "abc" is no phone number/,
		],
		[
			'media without an address',
			'sendMedia',
			{ mediaSource: 'url', mediaUrl: '={{ "" }}' },
			/^URL: is empty/,
		],
		[
			'media without content',
			'sendMedia',
			{ mediaSource: 'base64', mediaBase64: '={{ "" }}' },
			/^Base64: is empty/,
		],
		[
			'media without a file',
			'sendMedia',
			{ mediaSource: 'binary', binaryPropertyName: 'data' },
			/^Input Data Field Name: the input item has no file in the field "data"/,
		],
		[
			'media that is no address',
			'sendMedia',
			{ mediaSource: 'url', mediaUrl: 'picture.png' },
			/^URL: "picture.png" is no web address/,
		],
		[
			'an address that the server does not fetch',
			'sendMedia',
			{ mediaSource: 'url', mediaUrl: 'http://localhost/a.png' },
			/^URL: Evolution API does not fetch from "localhost"/,
		],
		[
			'text instead of Base64',
			'sendMedia',
			{ mediaSource: 'base64', mediaBase64: 'no base64!' },
			/^Base64: is no Base64/,
		],
		[
			'an unknown media type',
			'sendMedia',
			{ ...URL_SOURCE, mediaType: '={{ "gif" }}' },
			/^Media Type: "gif" cannot be used: it must be one of: audio, document, image, video/,
		],
		[
			'a document from Base64 without a name',
			'sendMedia',
			{ mediaType: 'document', mediaSource: 'base64', mediaBase64: 'aGVsbG8=' },
			/^Options → File Name: is needed for a document/,
		],
		[
			'a voice note without an address',
			'sendVoiceNote',
			{ mediaUrl: '={{ "" }}' },
			/^URL: is empty/,
		],
		[
			'a video note without an address',
			'sendVideoNote',
			{ mediaUrl: '={{ "" }}' },
			/^URL: is empty/,
		],
		['a sticker without an address', 'sendSticker', { mediaUrl: '={{ "" }}' }, /^URL: is empty/],
		[
			'a location without name',
			'sendLocation',
			{ latitude: 1, longitude: 1, placeName: '={{ "" }}', address: 'Street 1' },
			/^Place Name: is empty/,
		],
		[
			'a location whose coordinates were forgotten',
			'sendLocation',
			{ placeName: 'A', address: 'B' },
			/^Latitude: 0 and 0 is a point in the ocean/,
		],
		[
			'a latitude beyond the pole',
			'sendLocation',
			{ latitude: 91, longitude: 1, placeName: 'A', address: 'B' },
			/^Latitude: 91 is out of range/,
		],
		[
			'a latitude that is no number',
			'sendLocation',
			{ latitude: '={{ "north" }}', longitude: 1, placeName: 'A', address: 'B' },
			/^Latitude: "north" cannot be used/,
		],
		[
			'no contact card',
			'sendContact',
			{ contacts: { contact: [] } },
			/^Contacts: no contact is given/,
		],
		[
			'a contact card with a short number',
			'sendContact',
			{ contacts: { contact: [{ fullName: 'Ana', phoneNumber: '123' }] } },
			/^Contacts → 1 → Contact Number: "123" is no phone number/,
		],
		[
			'a poll with one option',
			'sendPoll',
			{ question: 'When?', pollOptions: 'Now' },
			/^Poll Options: a poll has 2 to 10 options, not 1/,
		],
		[
			'a poll with 13 options',
			'sendPoll',
			{ question: 'When?', pollOptions: [...'abcdefghijklm'].join('\n') },
			/^Poll Options: a poll has 2 to 10 options, not 13/,
		],
		[
			'a poll with the same option twice',
			'sendPoll',
			{ question: 'When?', pollOptions: 'Now\nNow' },
			/^Poll Options: two options are the same/,
		],
		[
			'more choices than options',
			'sendPoll',
			{ question: 'When?', pollOptions: 'A\nB', selectableCount: 3 },
			/^Choices Allowed: 3 choices out of 2/,
		],
		[
			'a list without sections',
			'sendList',
			{ title: 'T', buttonText: 'B', footer: 'F', sections: { section: [] } },
			/^Sections: the list is empty/,
		],
		[
			'a section without rows',
			'sendList',
			{ title: 'T', buttonText: 'B', footer: 'F', sections: { section: [{ title: 'S' }] } },
			/^Sections → 1 → Rows: the section has no rows/,
		],
		[
			'two rows with the same ID',
			'sendList',
			{
				title: 'T',
				buttonText: 'B',
				footer: 'F',
				sections: { section: [{ title: 'S', rows: { row: [{ title: 'A' }, { title: 'A' }] } }] },
			},
			/^Sections: two rows have the ID "A"/,
		],
		[
			'no buttons',
			'sendButtons',
			{ title: 'T', buttons: { button: [] } },
			/^Buttons: no button is given/,
		],
		[
			'four reply buttons',
			'sendButtons',
			{ title: 'T', buttons: replies(4) },
			/^Buttons: 4 reply buttons are too many/,
		],
		[
			'reply buttons among others',
			'sendButtons',
			{
				title: 'T',
				buttons: {
					button: [
						...replies(1).button,
						{ type: 'url', displayText: 'Go', url: 'https://example.com' },
					],
				},
			},
			/^Buttons: reply buttons cannot be mixed/,
		],
		[
			'a button without its address',
			'sendButtons',
			{ title: 'T', buttons: { button: [{ type: 'url', displayText: 'Go', url: '={{ "" }}' }] } },
			/^Buttons → 1 → URL: is empty/,
		],
		['buttons without a title', 'sendButtons', { buttons: replies(1) }, /^Title: is empty/],
		[
			'a carousel without cards',
			'sendCarousel',
			{ text: 'T', cards: { card: [] } },
			/^Cards: no card is given/,
		],
		[
			'a card without buttons',
			'sendCarousel',
			{ text: 'T', cards: { card: [{ body: 'B' }] } },
			/^Cards → 1 → Buttons: the card has no button/,
		],
		[
			'a template without a name',
			'sendTemplate',
			{ templateName: '={{ "" }}', language: 'en' },
			/^Template Name: is empty/,
		],
		[
			'template components that are no list',
			'sendTemplate',
			{ templateName: 'a', language: 'en', components: '{}' },
			/^Components: is no JSON list/,
		],
		[
			'a reaction with a word',
			'sendReaction',
			{ messageId: 'A1', emoji: 'ok' },
			/^Emoji: "ok" is not one emoji/,
		],
		[
			'a reaction with two emoji',
			'sendReaction',
			{ messageId: 'A1', emoji: '👍👍' },
			/^Emoji: "👍👍" is not one emoji/,
		],
		[
			'an edit without text',
			'edit',
			{ messageId: 'A1', newText: '={{ "" }}' },
			/^New Text: is empty/,
		],
		['a deletion without message', 'delete', { messageId: '={{ "" }}' }, /^Message ID: is empty/],
	];
	it.each(cases)('%s', async (_what, operation, values, text) => {
		const { error } = await runOperation(simulator, message(operation, values));
		expect(error?.message).toMatch(text);
		expect(await arrived(simulator)).toEqual([]);
	});

	it.each([
		['empty', '', 'Recipient: is empty'],
		['a word', 'abc', 'Recipient: "abc" is no phone number'],
		['with a letter', '4915112345678x', 'Recipient: "4915112345678x" is no phone number'],
		[
			'without country code',
			'011988887777',
			'Recipient: "011988887777" starts with 0 where the country code should be',
		],
		['a channel', '120363@newsletter', 'Recipient: messages to a channel are not possible'],
	])('a recipient that is %s', async (_what, value, text) => {
		const { values, items } = given('recipient', value);
		const { error } = await runOperation(simulator, {
			...message('sendText', { text: 'Hi', ...values }),
			items,
		});
		expect(error?.message).toBe(text);
		expect(await arrived(simulator)).toEqual([]);
	});

	it('an instance without a name', async () => {
		const { error } = await runOperation(simulator, {
			...message('sendText', { text: 'Hi', instance: '={{ "" }}' }),
		});
		expect(error?.message).toBe('Instance: no instance is chosen');
		expect(await arrived(simulator)).toEqual([]);
	});
});

describe('what reaches the server', () => {
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
					delay: 10,
					linkPreview: false,
					mentionEveryone: true,
					mentions: '+55 11 97777-6666',
					quotedMessageId: 'A1',
					customMessageId: 'B2',
				},
			},
			{
				number: ANA,
				text: 'Hi @5511977776666',
				delay: 10,
				linkPreview: false,
				mentionsEveryOne: true,
				mentioned: ['5511977776666'],
				quoted: { key: { id: 'A1' } },
				messageId: 'B2',
			},
		],
		[
			'a picture by its address',
			'sendMedia',
			{ ...URL_SOURCE, mediaType: 'image', options: { caption: 'Look' } },
			{ number: ANA, mediatype: 'image', media: 'https://example.com/a.png', caption: 'Look' },
		],
		[
			'a video that plays as a GIF',
			'sendMedia',
			{ ...URL_SOURCE, mediaType: 'video', options: { gifPlayback: true } },
			{
				number: ANA,
				mediatype: 'video',
				media: 'https://example.com/a.png',
				gifPlayback: 'true',
			},
		],
		[
			'Base64 without the data URI',
			'sendMedia',
			{ mediaType: 'image', mediaSource: 'base64', mediaBase64: 'data:image/png;base64,aGVs bG8=' },
			{ number: ANA, mediatype: 'image', media: 'aGVsbG8=' },
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
			{ mediaUrl: 'https://example.com/a.mp4' },
			{ number: ANA, video: 'https://example.com/a.mp4' },
		],
		[
			'a sticker',
			'sendSticker',
			{ mediaUrl: 'https://example.com/a.png' },
			{ number: ANA, sticker: 'https://example.com/a.png' },
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
			'a list whose rows have no IDs',
			'sendList',
			{
				title: 'T',
				buttonText: 'B',
				footer: 'F',
				sections: { section: [{ title: 'S', rows: { row: [{ title: 'A' }] } }] },
			},
			{
				number: ANA,
				title: 'T',
				buttonText: 'B',
				footerText: 'F',
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
					button: [{ type: 'pix', name: 'Ana', keyType: 'random', key: 'abc', currency: 'BRL' }],
				},
			},
			{
				number: ANA,
				buttons: [{ type: 'pix', name: 'Ana', keyType: 'random', key: 'abc', currency: 'BRL' }],
			},
		],
		[
			'a copy, a call and a URL button',
			'sendButtons',
			{
				title: 'T',
				buttons: {
					button: [
						{ type: 'copy', displayText: 'C', copyCode: 'X' },
						{ type: 'call', displayText: 'D', phoneNumber: '5511' },
						{ type: 'url', displayText: 'E', url: 'https://example.com' },
					],
				},
			},
			{
				number: ANA,
				title: 'T',
				buttons: [
					{ type: 'copy', displayText: 'C', copyCode: 'X' },
					{ type: 'call', displayText: 'D', phoneNumber: '5511' },
					{ type: 'url', displayText: 'E', url: 'https://example.com' },
				],
			},
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
			{ messageId: 'A1', fromMe: false, emoji: '' },
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
		await runOperation(simulator, message(operation, values));
		expect((await arrived(simulator)).map((request) => request.body)).toEqual([body]);
	});

	it('a reply to a message, an edit of it and its deletion, all by the output of the send', async () => {
		const sent = await runOperation(simulator, message('sendText', { text: 'First' }));
		const key = { recipient: '={{ $json.chat }}', messageId: '={{ $json.messageId }}' };
		const { items } = sent;
		const next = async (operation: string, values: IDataObject) =>
			await runOperation(simulator, { ...message(operation, { ...key, ...values }), items });
		expect((await next('edit', { newText: 'Second' })).error).toBeUndefined();
		expect((await next('sendReaction', { emoji: '👍' })).error).toBeUndefined();
		expect((await next('delete', {})).items[0].json).toEqual({
			deleted: true,
			messageId: sent.items[0].json.messageId,
			chat: `${ANA}@s.whatsapp.net`,
		});
	});

	it('a template, with a WHATSAPP-BUSINESS instance', async () => {
		const made = await runOperation(simulator, {
			resource: 'instance',
			operation: 'create',
			values: {
				instanceName: 'business',
				integration: 'WHATSAPP-BUSINESS',
				options: { number: '123456', token: 'EAA' },
			},
		});
		expect(made.error).toBeUndefined();
		const values = { templateName: 'hello', language: 'en_US', components: '[{"type":"body"}]' };
		const sent = await runOperation(
			simulator,
			message('sendTemplate', values, { instance: 'business' }),
		);
		expect(sent.error).toBeUndefined();
		expect((await arrived(simulator)).at(-1)?.body).toEqual({
			number: ANA,
			name: 'hello',
			language: 'en_US',
			components: [{ type: 'body' }],
		});
	});

	it('an edit of a message that is not there is explained', async () => {
		const { error } = await runOperation(
			simulator,
			message('edit', { messageId: 'NONE', newText: 'New' }),
		);
		expect(error?.message).toBe('This message cannot be edited');
	});
});

describe('what comes out', () => {
	it('is flat by default', async () => {
		const { items } = await runOperation(simulator, message('sendText', { text: 'Hi' }));
		expect(items[0].json).toEqual({
			messageId: expect.stringMatching(/^3EB0/),
			chat: `${ANA}@s.whatsapp.net`,
			fromMe: true,
			status: 'PENDING',
			messageType: 'conversation',
			timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
		});
	});

	it('is the answer of the server without Simplify', async () => {
		const { items } = await runOperation(
			simulator,
			message('sendText', { text: 'Hi', simplify: false }),
		);
		expect(items[0].json).toMatchObject({ key: { fromMe: true }, message: { conversation: 'Hi' } });
	});
});

describe('with Retry On Fail, which runs the whole node again', () => {
	const items = ['5511988887777', '5511977776666'].map((to) => ({ json: { to } }));
	const run = (values: IDataObject = {}) =>
		runOperation(simulator, {
			...message('sendText', { recipient: '={{ $json.to }}', text: 'Hi', ...values }),
			items,
			retryOnFail: true,
		});

	it('does not send again what may have arrived', async () => {
		await fault({ path: '/message/sendText', drop: 'after' });
		const { error } = await run();
		expect(error?.message).toContain('The connection to the server broke off');
		expect(await recipients()).toEqual(['5511988887777']);
	});

	it('sends again only what was not sent', async () => {
		await fault({ path: '/message/sendText', skip: 1, status: 400, body: { message: 'no' } });
		const { error, items: output } = await run();
		expect(error).toBeUndefined();
		expect(output).toHaveLength(2);
		expect(await recipients()).toEqual(['5511988887777', '5511977776666', '5511977776666']);
	});

	async function recipients() {
		return (await arrived(simulator)).map(({ body }) => (body as { number: string }).number);
	}
	async function fault(body: object) {
		await fetch(`${simulator.url}/_sim/faults`, {
			method: 'POST',
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify(body),
		});
	}
});
