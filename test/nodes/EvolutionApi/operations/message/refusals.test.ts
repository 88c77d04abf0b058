import type { IDataObject } from 'n8n-workflow';

import { messageToAna as message, runOperation } from '../../../../support/run';
import { arrived, useSimulator } from '../../../../support/simulator';

const simulator = useSimulator({ version: '2.4.0' });

/** Returns a run in which the value comes from an expression, because n8n itself refuses a required field that is empty. */
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

describe('Message: bad input is refused before any request', () => {
	const cases: Array<[what: string, operation: string, values: IDataObject, message: RegExp]> = [
		['a blank text', 'sendText', { text: '={{ "  " }}' }, /^"Text" is empty/],
		[
			'a delay of more than two minutes',
			'sendText',
			{ text: 'Hi', options: { typingIndicator: { values: { seconds: 121 } } } },
			/^"Options → Typing Indicator → Seconds" must be a number from 0 to 120, not 121/,
		],
		[
			'a mention that is a word',
			'sendText',
			{ text: 'Hi', options: { mentions: { values: { members: 'abc' } } } },
			/^"Options → Mentions → Members" contains "abc", which is not a valid phone number/,
		],
		[
			'media without an address',
			'sendMedia',
			{ mediaSource: 'url', mediaUrl: '={{ "" }}' },
			/^"URL" is empty/,
		],
		[
			'media without content',
			'sendMedia',
			{ mediaSource: 'base64', mediaBase64: '={{ "" }}' },
			/^"Base64" is empty/,
		],
		[
			'media without a file',
			'sendMedia',
			{ mediaSource: 'binary', binaryPropertyName: 'data' },
			/^"Input Data Field Name" is "data", but the input item has no such file/,
		],
		[
			'media that is no address',
			'sendMedia',
			{ mediaSource: 'url', mediaUrl: 'picture.png' },
			/^"URL" must be a web address, not "picture\.png"/,
		],
		[
			'an address that the server does not fetch',
			'sendMedia',
			{ mediaSource: 'url', mediaUrl: 'http://localhost/a.png' },
			/^"URL" is on the host "localhost", from which Evolution API does not download/,
		],
		[
			'text instead of Base64',
			'sendMedia',
			{ mediaSource: 'base64', mediaBase64: 'no base64!' },
			/^"Base64" is not valid Base64/,
		],
		[
			'an unknown media type',
			'sendMedia',
			{ ...URL_SOURCE, mediaType: '={{ "gif" }}' },
			/^"Media Type" must be audio, document, image, or video, not "gif"/,
		],
		[
			'a document from Base64 without a name',
			'sendMedia',
			{ mediaType: 'document', mediaSource: 'base64', mediaBase64: 'aGVsbG8=' },
			/^"Options → File Name" is required for a document/,
		],
		[
			'a voice note without an address',
			'sendVoiceNote',
			{ mediaUrl: '={{ "" }}' },
			/^"URL" is empty/,
		],
		[
			'a video note without an address',
			'sendVideoNote',
			{ mediaUrl: '={{ "" }}' },
			/^"URL" is empty/,
		],
		['a sticker without an address', 'sendSticker', { mediaUrl: '={{ "" }}' }, /^"URL" is empty/],
		[
			'a location whose coordinates were forgotten',
			'sendLocation',
			{ placeName: 'A', address: 'B' },
			/^"Latitude" and "Longitude" are both 0, which is a point in the ocean/,
		],
		[
			'a latitude beyond the pole',
			'sendLocation',
			{ latitude: 91, longitude: 1, placeName: 'A', address: 'B' },
			/^"Latitude" must be a number from -90 to 90, not 91/,
		],
		[
			'a latitude that is no number',
			'sendLocation',
			{ latitude: '={{ "north" }}', longitude: 1, placeName: 'A', address: 'B' },
			/^"Latitude" must be a number from -90 to 90, not "north"/,
		],
		[
			'a poll with a question of 256 letters',
			'sendPoll',
			{ question: 'q'.repeat(256), pollOptions: 'A\nB' },
			/^"Question" has 256 characters, but the question of a poll has 255 at most/,
		],
		[
			'a poll with an option of 101 letters',
			'sendPoll',
			{ question: 'Q', pollOptions: `${'a'.repeat(101)}\nB` },
			/^"Poll Options" has "a{40}…" of 101 characters, but an option of a poll has 100 at most/,
		],
		[
			'buttons as a poll with a text of 256 letters',
			'sendButtons',
			{
				sendAs: 'poll',
				title: 'T',
				description: 'd'.repeat(256),
				buttons: {
					button: [
						{ type: 'reply', displayText: 'A' },
						{ type: 'reply', displayText: 'B' },
					],
				},
			},
			/^"Send As" has \d+ characters, but the question of a poll/,
		],
		['no contact card', 'sendContact', { contacts: { contact: [] } }, /^"Contacts" is empty/],
		[
			'a contact card with a short number',
			'sendContact',
			{ contacts: { contact: [{ fullName: 'Ana', phoneNumber: '123' }] } },
			/^"Contacts → 1 → Contact Number" is "123", which has 3 digits/,
		],
		[
			'a poll with one option',
			'sendPoll',
			{ question: 'When?', pollOptions: 'Now' },
			/^"Poll Options" must have 2 to 10 options, not 1/,
		],
		[
			'a poll with 13 options',
			'sendPoll',
			{ question: 'When?', pollOptions: [...'abcdefghijklm'].join('\n') },
			/^"Poll Options" must have 2 to 10 options, not 13/,
		],
		[
			'a poll with the same option twice',
			'sendPoll',
			{ question: 'When?', pollOptions: 'Now\nNow' },
			/^"Poll Options" has two options that are the same/,
		],
		[
			'more choices than options',
			'sendPoll',
			{ question: 'When?', pollOptions: 'A\nB', selectableCount: 3 },
			/^"Choices Allowed" is 3, but there are only 2 options/,
		],
		[
			'a list without sections',
			'sendList',
			{ title: 'T', buttonText: 'B', footer: 'F', sections: { section: [] } },
			/^"Sections" is empty/,
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
			/^"Sections → 1 → Rows" is empty/,
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
			/^"Sections" has two rows with the ID "A"/,
		],
		['no buttons', 'sendButtons', { title: 'T', buttons: { button: [] } }, /^"Buttons" is empty/],
		[
			'four reply buttons',
			'sendButtons',
			{ title: 'T', buttons: replies(4) },
			/^"Buttons" has 4 reply buttons, which are too many/,
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
			/^"Buttons" mixes reply buttons with other buttons/,
		],
		[
			'a button without its address',
			'sendButtons',
			{ title: 'T', buttons: { button: [{ type: 'url', displayText: 'Go', url: '={{ "" }}' }] } },
			/^"Buttons → 1 → URL" is empty/,
		],
		[
			'three buttons that open, call or copy',
			'sendButtons',
			{ title: 'T', buttons: { button: links(3) } },
			/^"Buttons" has 3 buttons that open, call or copy something, which are too many/,
		],
		['buttons without a title', 'sendButtons', { buttons: replies(1) }, /^"Title" is empty/],
		[
			'a carousel without cards',
			'sendCarousel',
			{ text: 'T', cards: { card: [] } },
			/^"Cards" is empty/,
		],
		[
			'a card without buttons',
			'sendCarousel',
			{ text: 'T', cards: { card: [{ body: 'B', buttons: {} }] } },
			/^"Cards → 1 → Buttons" is empty/,
		],
		[
			'a carousel of eleven cards',
			'sendCarousel',
			{ text: 'T', cards: { card: Array.from({ length: 11 }, () => card(1)) } },
			/^"Cards" has 11 cards, which are too many/,
		],
		[
			'a card with four buttons',
			'sendCarousel',
			{ text: 'T', cards: { card: [card(1), card(4)] } },
			/^"Cards → 2 → Buttons" has 4 buttons, which are too many/,
		],
		[
			'a template without a name',
			'sendTemplate',
			{ templateName: '={{ "" }}', language: 'en' },
			/^"Template Name" is empty/,
		],
		[
			'template components that are no list',
			'sendTemplate',
			{ templateName: 'a', language: 'en', components: '{}' },
			/^"Components \(JSON\)" must be a JSON list, not "\{\}"/,
		],
		[
			'a reaction with a word',
			'sendReaction',
			{ messageId: 'A1', emoji: 'ok' },
			/^"Emoji" must be one emoji, not "ok"/,
		],
		[
			'a reaction with two emoji',
			'sendReaction',
			{ messageId: 'A1', emoji: '👍👍' },
			/^"Emoji" must be one emoji, not "👍👍"/,
		],
		[
			// Splitting 1 MB of text into characters would use up all of n8n's memory.
			'a reaction with a document of 1 MB',
			'sendReaction',
			{ messageId: 'A1', emoji: 'ok '.repeat(350_000) },
			/^"Emoji" must be one emoji, not "ok/,
		],
		[
			'an edit without text',
			'edit',
			{ messageId: 'A1', newText: '={{ "" }}' },
			/^"New Text" is empty/,
		],
		[
			'a deletion of what somebody else has written in a private chat, which stays there',
			'delete',
			{ messageId: 'A1', fromMe: false },
			/^"Sent by This Instance" must be on/,
		],
		['a deletion without message', 'delete', { messageId: '={{ "" }}' }, /^"Message ID" is empty/],
	];
	it.each(cases)('%s', async (_what, operation, values, text) => {
		const { error } = await runOperation(simulator.current, message(operation, values));
		expect(error?.message).toMatch(text);
		expect(arrived(simulator.current)).toEqual([]);
	});

	it.each([
		['empty', '', '"Recipient" is empty'],
		['a word', 'abc', '"Recipient" is "abc", which is not a valid phone number'],
		[
			'with a letter',
			'4915112345678x',
			'"Recipient" is "4915112345678x", which has "x" in it, which is no part of a phone number',
		],
		[
			'without country code',
			'011988887777',
			'"Recipient" is "011988887777", which starts with 0 where the country code should be',
		],
	])('a recipient is refused: %s', async (_what, value, text) => {
		const { values, items } = given('recipient', value);
		const { error } = await runOperation(simulator.current, {
			...message('sendText', { text: 'Hi', ...values }),
			items,
		});
		expect(error?.message).toBe(text);
		// To suggest a country code, the node may read the account's own number, but it must send nothing.
		expect(arrived(simulator.current).filter(({ method }) => method === 'POST')).toEqual([]);
	});

	it('an empty instance name', async () => {
		const { error } = await runOperation(simulator.current, {
			...message('sendText', { text: 'Hi', instance: '={{ "" }}' }),
		});
		expect(error?.message).toBe('"Instance" is empty');
		expect(arrived(simulator.current)).toEqual([]);
	});
});
