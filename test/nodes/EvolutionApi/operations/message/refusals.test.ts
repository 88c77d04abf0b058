import type { IDataObject } from 'n8n-workflow';

import { startSimulator, type Simulator } from '../../../../../simulator/server';
import { runOperation, type OperationRun } from '../../../../support/run';
import { arrived, forget } from '../../../../support/simulator';

let simulator: Simulator;
beforeAll(async () => {
	simulator = await startSimulator({ port: 0, seed: true, quiet: true, version: '2.4.0' });
});
afterAll(async () => await simulator.close());
beforeEach(() => forget(simulator));

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
const links = (count: number) =>
	Array.from({ length: count }, (_, n) => ({
		type: 'url',
		displayText: `Page ${n}`,
		url: 'https://example.com',
	}));
const card = (count: number) => ({ body: 'B', buttons: { button: links(count) } });
const URL_SOURCE = { mediaSource: 'url', mediaUrl: 'https://example.com/a.png' };

describe('bad input is refused before any request', () => {
	const cases: Array<[what: string, operation: string, values: IDataObject, message: RegExp]> = [
		['a blank text', 'sendText', { text: '={{ "  " }}' }, /^Text: is empty/],
		[
			'a delay of more than two minutes',
			'sendText',
			{ text: 'Hi', options: { typingIndicator: { values: { seconds: 121 } } } },
			/^Options → Typing Indicator → Seconds: 121/,
		],
		[
			'a mention that is a word',
			'sendText',
			{ text: 'Hi', options: { mentions: { values: { members: 'abc' } } } },
			/^Options → Mentions → Members: "abc" is not a valid phone number/,
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
			/^URL: "picture.png" is not a valid web address/,
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
			/^Base64: is not valid Base64/,
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
			/^Options → File Name: is required for a document/,
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
			/^Contacts → 1 → Contact Number: "123" is not a valid phone number/,
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
			{
				title: 'T',
				buttonText: 'B',
				footer: 'F',
				sections: { section: [{ title: 'S', rows: {} }] },
			},
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
		[
			'three buttons that open, call or copy',
			'sendButtons',
			{ title: 'T', buttons: { button: links(3) } },
			/^Buttons: 3 buttons are too many/,
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
			{ text: 'T', cards: { card: [{ body: 'B', buttons: {} }] } },
			/^Cards → 1 → Buttons: the card has no button/,
		],
		[
			'a carousel of eleven cards',
			'sendCarousel',
			{ text: 'T', cards: { card: Array.from({ length: 11 }, () => card(1)) } },
			/^Cards: 11 cards are too many/,
		],
		[
			'a card with four buttons',
			'sendCarousel',
			{ text: 'T', cards: { card: [card(1), card(4)] } },
			/^Cards → 2 → Buttons: 4 buttons are too many/,
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
			/^Components: is not a JSON list/,
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
		expect(arrived(simulator)).toEqual([]);
	});

	it.each([
		['empty', '', 'Recipient: is empty'],
		['a word', 'abc', 'Recipient: "abc" is not a valid phone number'],
		['with a letter', '4915112345678x', 'Recipient: "4915112345678x" is not a valid phone number'],
		[
			'without country code',
			'011988887777',
			'Recipient: "011988887777" starts with 0 where the country code should be',
		],
	])('a recipient that is %s', async (_what, value, text) => {
		const { values, items } = given('recipient', value);
		const { error } = await runOperation(simulator, {
			...message('sendText', { text: 'Hi', ...values }),
			items,
		});
		expect(error?.message).toBe(text);
		expect(arrived(simulator)).toEqual([]);
	});

	it('an instance without a name', async () => {
		const { error } = await runOperation(simulator, {
			...message('sendText', { text: 'Hi', instance: '={{ "" }}' }),
		});
		expect(error?.message).toBe('Instance: no instance is chosen');
		expect(arrived(simulator)).toEqual([]);
	});
});
