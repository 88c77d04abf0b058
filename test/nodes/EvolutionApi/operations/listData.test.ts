import type { IDataObject } from 'n8n-workflow';

import { runOperation } from '../../../support/run';
import { arrived, useSimulator } from '../../../support/simulator';
import { SAMPLE_FILES } from '../../../support/sampleFiles';

const simulator = useSimulator({ version: '2.4.0' });
const ANA = '5511988887777';

const send = async (operation: string, name: string, value: unknown, values: IDataObject = {}) =>
	await runOperation(simulator.current, {
		resource: 'message',
		operation,
		values: {
			recipient: ANA,
			...(name === 'listData' ? { listSource: 'json' } : {}),
			[name]: '={{ $json.value }}',
			...values,
		},
		items: [{ json: { value } as IDataObject }],
	});
const sent = () => arrived(simulator.current).map(({ path, body }) => [path.split('/')[2], body]);

const LIST = { title: 'What?', buttonText: 'Choose' };
const POLL = { question: 'When?', selectableCount: 1 };

describe('Send List with rows as JSON or by expression:', () => {
	const list = async (value: unknown, values: IDataObject = {}) =>
		await send('sendList', 'listData', value, { ...LIST, ...values });

	it.each<[what: string, value: unknown, message: string]>([
		['an object instead of a list', { title: 'A' }, '"Rows" must be a list, not {"title":"A"}'],
		['a text that is not JSON', 'A, B', '"Rows" must be a list, not "A, B"'],
		['nothing', null, '"Rows" is empty'],
		['an empty list', [], '"Rows" is empty'],
		['a row without a title', [{ title: 'A' }, { name: 'B' }], '"Rows → 2 → title" is empty'],
		[
			'a row without a title, in JSON text',
			'[{"title":"A"},{"title":" "}]',
			'"Rows → 2 → title" is empty',
		],
		['an empty text', ['A', ''], '"Rows → 2 → title" is empty'],
		[
			'a row that is neither text nor an object',
			['A', true],
			'"Rows → 2" must be text or an object, not true',
		],
		['an ID that is not text', [{ title: 'A', id: [1] }], '"Rows → 1 → id" must be text, not [1]'],
		[
			'two rows with the same ID',
			[
				{ title: 'A', id: 1 },
				{ title: 'B', id: '1' },
			],
			'"Rows" has two rows with the ID "1"',
		],
		['a section without rows', [{ title: 'A', rows: [] }], '"Rows → 1 → rows" is empty'],
		[
			'a row of a section without a title',
			[{ title: 'A', rows: ['B', {}] }],
			'"Rows → 1 → rows → 2 → title" is empty',
		],
	])('an error, and nothing is sent: %s', async (_what, value, message) => {
		const { error } = await list(value);
		expect(error?.message).toContain(message);
		expect(sent()).toEqual([]);
	});

	it.each<[what: string, value: unknown, sections: IDataObject[]]>([
		[
			'from a table, in one section with the button text as its heading',
			[
				{ Title: 'Lamp', DESCRIPTION: '20 €', ID: 7, stock: 3 },
				{ title: 'Chair', description: '' },
			],
			[
				{
					title: 'Choose',
					rows: [
						{ title: 'Lamp', description: '20 €', rowId: '7' },
						{ title: 'Chair', rowId: 'Chair' },
					],
				},
			],
		],
		[
			'from n8n items',
			[{ json: { title: 'Lamp', rowId: 'l' }, pairedItem: 0 }],
			[{ title: 'Choose', rows: [{ title: 'Lamp', rowId: 'l' }] }],
		],
		[
			'from JSON text, as an AI Agent tool gives it',
			'["Yes", 2]',
			[
				{
					title: 'Choose',
					rows: [
						{ title: 'Yes', rowId: 'Yes' },
						{ title: '2', rowId: '2' },
					],
				},
			],
		],
		[
			'from a table with section headings in any order, one section for each',
			[
				{ title: 'A', section: 'One' },
				{ title: 'B', section: 'Two' },
				{ title: 'C', section: 'One' },
			],
			[
				{
					title: 'One',
					rows: [
						{ title: 'A', rowId: 'A' },
						{ title: 'C', rowId: 'C' },
					],
				},
				{ title: 'Two', rows: [{ title: 'B', rowId: 'B' }] },
			],
		],
		[
			'from whole sections, as the server expects them',
			[{ title: 'One', rows: [{ title: 'A', rowId: 'a' }] }],
			[{ title: 'One', rows: [{ title: 'A', rowId: 'a' }] }],
		],
	])('rows are sent: %s', async (_what, value, sections) => {
		const { error } = await list(value);
		expect(error).toBeUndefined();
		expect(sent()).toMatchObject([['sendList', { sections }]]);
	});

	it('40 rows of a table are sent, since the server sets no limit', async () => {
		const rows = Array.from({ length: 40 }, (_, n) => ({ title: `Product ${n}`, id: n }));
		const { items } = await list(rows);
		expect(items).toHaveLength(1);
		const [, body] = sent().find(([route]) => route === 'sendList') as [string, IDataObject];
		expect(
			(body.sections as IDataObject[]).map(({ rows: all }) => (all as unknown[]).length),
		).toEqual([40]);
	});

	it('40 rows are sent as a numbered list, but refused as a poll', async () => {
		const rows = Array.from({ length: 40 }, (_, n) => ({ title: `Product ${n}` }));
		expect((await list(rows, { sendAs: 'poll' })).error?.message).toBe(
			'"Send As" cannot be Poll: a poll has 2 to 10 choices, not 40',
		);
		await list(rows, { sendAs: 'numberedList' });
		expect(sent()).toMatchObject([
			['sendText', { text: expect.stringContaining('40. Product 39') }],
		]);
	});

	it('rows left over in the fields for single rows are ignored', async () => {
		await list(['A'], { sections: { section: [{ title: '', rows: {} }] } });
		expect(sent()).toMatchObject([['sendList', { sections: [{ rows: [{ title: 'A' }] }] }]]);
	});
});

describe('Send Poll with options as JSON or by expression:', () => {
	const poll = async (value: unknown) => await send('sendPoll', 'pollOptions', value, POLL);

	it.each<[what: string, value: unknown, message: string]>([
		['a single option', [{ title: 'A' }], '"Poll Options" must have 2 to 10 options, not 1'],
		['an object', { title: 'A' }, '"Poll Options" must be text or a list, not {"title":"A"}'],
		['a row without a title', ['A', { id: 'B' }], '"Poll Options → 2 → title" is empty'],
		[
			'two options with the same text',
			'["A", {"title":"A"}]',
			'"Poll Options" has two options that are the same',
		],
	])('an error, and nothing is sent: %s', async (_what, value, message) => {
		const { error } = await poll(value);
		expect(error?.message).toContain(message);
		expect(sent()).toEqual([]);
	});

	it.each<[what: string, value: unknown, values: string[]]>([
		['from texts, of which empty ones are left out', ['A', ' B ', '', 3], ['A', 'B', '3']],
		[
			'from rows, as Send List takes them',
			[{ title: 'A', id: 1 }, { json: { title: 'B' } }],
			['A', 'B'],
		],
		['from JSON text, as an AI Agent tool gives it', '["A", "B"]', ['A', 'B']],
		[
			'from the options of a poll that came in',
			[{ optionName: 'A' }, { optionName: 'B' }],
			['A', 'B'],
		],
		['from objects with a name', [{ name: 'A' }, { name: 'B' }], ['A', 'B']],
		[
			'from lines of text that begin with a bracket',
			'[A] now\n[B] later',
			['[A] now', '[B] later'],
		],
	])('options are sent: %s', async (_what, value, values) => {
		await poll(value);
		expect(sent()).toMatchObject([['sendPoll', { values }]]);
	});
});

describe('Send Buttons with buttons as JSON or by expression:', () => {
	const buttons = async (value: unknown, values: IDataObject = {}) =>
		await send('sendButtons', 'listData', value, { title: 'All right?', ...values });
	const pages = Array.from({ length: 3 }, (_, n) => ({
		title: `Page ${n}`,
		url: 'https://x.test',
	}));

	it.each<[what: string, value: unknown, message: string]>([
		['no button', [], '"Buttons" is empty'],
		[
			'four reply buttons',
			['A', 'B', 'C', 'D'],
			'"Buttons" has 4 reply buttons, which are too many',
		],
		['a button without a text', ['A', { id: 'b' }], '"Buttons → 2 → title" is empty'],
		[
			'an unknown type of button',
			[{ title: 'A', type: 'jump' }],
			'"Buttons → 1 → type" must be call, copy, pix, reply, or url, not "jump"',
		],
		[
			'an unknown type of button, in JSON text',
			'[{"title":"A","type":"jump"}]',
			'"Buttons → 1 → type" must be call, copy, pix, reply, or url, not "jump"',
		],
		[
			'reply buttons together with other buttons',
			['A', pages[0]],
			'"Buttons" mixes reply buttons with other buttons',
		],
		[
			'three URL buttons',
			pages,
			'"Buttons" has 3 buttons that open, call or copy something, which are too many',
		],
		['PIX without a key', [{ type: 'pix', name: 'Shop' }], '"Buttons → 1 → key" is empty'],
	])('an error, and nothing is sent: %s', async (_what, value, message) => {
		const { error } = await buttons(value);
		expect(error?.message).toContain(message);
		expect(sent()).toEqual([]);
	});

	it.each<[what: string, value: unknown, sentButtons: IDataObject[]]>([
		[
			'from rows, as Send List takes them',
			['Yes', { title: 'No', id: 0, description: null }],
			[
				{ type: 'reply', displayText: 'Yes', id: 'Yes' },
				{ type: 'reply', displayText: 'No', id: '0' },
			],
		],
		[
			'a URL and a copy button whose type is not given',
			[
				{ title: 'Look', url: 'https://x.test', copyCode: '' },
				{ title: 'Copy', copyCode: 'SUMMER' },
			],
			[
				{ type: 'url', displayText: 'Look', url: 'https://x.test' },
				{ type: 'copy', displayText: 'Copy', copyCode: 'SUMMER' },
			],
		],
		[
			'PIX',
			[{ type: 'pix', name: 'Shop', key: '123e4567-e89b-12d3-a456-426614174000' }],
			[
				{
					type: 'pix',
					name: 'Shop',
					key: '123e4567-e89b-12d3-a456-426614174000',
					keyType: 'random',
					currency: 'BRL',
				},
			],
		],
	])('buttons are sent: %s', async (_what, value, sentButtons) => {
		await buttons(value);
		expect(sent()).toMatchObject([['sendButtons', { buttons: sentButtons }]]);
	});

	it('three URL buttons, one too many for buttons, are sent as text with Send As Numbered List', async () => {
		await buttons(pages, { sendAs: 'numberedList' });
		expect(sent()).toMatchObject([['sendText', {}]]);
	});
});

describe('Send Carousel with cards as JSON or by expression:', () => {
	const carousel = async (value: unknown) =>
		await send('sendCarousel', 'listData', value, { text: 'New' });
	const card = { body: 'Straw', buttons: ['Buy'] };

	it.each<[what: string, value: unknown, message: string]>([
		['no card', [], '"Cards" is empty'],
		['a card without a text', [card, { ...card, body: ' ' }], '"Cards → 2 → body" is empty'],
		['a card without a button', [{ body: 'Straw' }], '"Cards → 1 → buttons" is empty'],
		['a text instead of a card', ['Straw'], '"Cards → 1" must be an object, not "Straw"'],
		[
			'a URL button without a URL',
			[card, { ...card, buttons: ['A', { type: 'url', title: 'B' }] }],
			'"Cards → 2 → buttons → 2 → url" is empty',
		],
		['eleven cards', new Array(11).fill(card), '"Cards" has 11 cards, which are too many'],
	])('an error, and nothing is sent: %s', async (_what, value, message) => {
		const { error } = await carousel(value);
		expect(error?.message).toContain(message);
		expect(sent()).toEqual([]);
	});

	it('cards are sent with their buttons', async () => {
		await carousel([{ ...card, title: 'Hat', imageUrl: 'https://x.test/a.jpg', price: 20 }]);
		expect(sent()).toMatchObject([
			[
				'sendCarousel',
				{
					cards: [
						{
							body: '*Hat*\n\nStraw',
							imageUrl: 'https://x.test/a.jpg',
							buttons: [{ type: 'reply', displayText: 'Buy', id: 'Buy' }],
						},
					],
				},
			],
		]);
	});
});

describe('Send Contact with contacts as JSON or by expression:', () => {
	const contacts = async (value: unknown) => await send('sendContact', 'listData', value);

	it.each<[what: string, value: unknown, message: string]>([
		['an empty list', [], '"Contacts" is empty'],
		['a contact without a name', [{ number: '5511988887777' }], '"Contacts → 1 → name" is empty'],
		[
			'a contact with an incomplete phone number',
			[
				{ name: 'Ana', number: '5511988887777' },
				{ name: 'Bruno', number: '12' },
			],
			'"Contacts → 2 → number" is "12", which has 2 digits, but a phone number has 7 to 15',
		],
	])('an error, and nothing is sent: %s', async (_what, value, message) => {
		const { error } = await contacts(value);
		expect(error?.message).toContain(message);
		expect(sent()).toEqual([]);
	});

	it('a contact may have the keys name and number, or fullName and phoneNumber as the server has them', async () => {
		await contacts([
			{ name: 'Ana', number: 5511988887777, email: null },
			{ fullName: 'Bruno', phoneNumber: '+55 11 97777-6666', organization: 'Shop' },
		]);
		expect(sent()).toMatchObject([
			[
				'sendContact',
				{
					contact: [
						{ fullName: 'Ana', phoneNumber: '5511988887777' },
						{ fullName: 'Bruno', phoneNumber: '+55 11 97777-6666', organization: 'Shop' },
					],
				},
			],
		]);
	});
});

describe('Send Sequence with messages as JSON or by expression:', () => {
	const sequence = async (value: unknown) => await send('sendSequence', 'listData', value);

	it.each<[what: string, value: unknown, message: string]>([
		['an empty list', [], '"Messages" is empty'],
		['31 messages', new Array(31).fill('Hi'), '"Messages" has 31 messages, which are too many'],
		['an empty text', ['Hi', ' '], '"Messages → 2 → text" is empty'],
		[
			'an unknown action',
			[{ action: 'dance' }],
			'"Messages → 1 → action" must be audio, contact, document, image, location, poll, sticker, text, video, videoNote, or voiceNote, not "dance"',
		],
		['an image without a URL', ['Hi', { action: 'image' }], '"Messages → 2 → url" is empty'],
		[
			'a contact with an incomplete phone number',
			[{ action: 'contact', name: 'Ana', number: '12' }],
			'"Messages → 1 → number" is "12", which has 2 digits, but a phone number has 7 to 15',
		],
		[
			'a poll whose second option has no text',
			[{ action: 'poll', question: 'When?', pollOptions: ['Now', {}] }],
			'"Messages → 1 → pollOptions → 2 → title" is empty',
		],
	])('an error, and nothing is sent: %s', async (_what, value, message) => {
		const { error } = await sequence(value);
		expect(error?.message).toContain(message);
		expect(sent()).toEqual([]);
	});

	it('messages are sent in their order', async () => {
		const { error } = await sequence([
			'Hi',
			{ action: 'image', url: 'https://x.test/a.png', caption: 'See' },
			{ action: 'voiceNote', base64: SAMPLE_FILES.ogg },
			{ action: 'contact', name: 'Ana', number: '5511988887777' },
			{ action: 'poll', question: 'When?', pollOptions: ['Now', 'Later'] },
			{ json: { text: 'Bye', pauseSeconds: 0 } },
		]);
		expect(error).toBeUndefined();
		expect(sent()).toMatchObject([
			['sendText', { text: 'Hi' }],
			['sendMedia', { mediatype: 'image', media: 'https://x.test/a.png', caption: 'See' }],
			['sendWhatsAppAudio', {}],
			['sendContact', { contact: [{ fullName: 'Ana' }] }],
			['sendPoll', { values: ['Now', 'Later'], selectableCount: 1 }],
			['sendText', { text: 'Bye' }],
		]);
	});
});
