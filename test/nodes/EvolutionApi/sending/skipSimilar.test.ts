import type { IDataObject } from 'n8n-workflow';

import { resources } from '../../../../nodes/EvolutionApi/operations';
import { fileItem } from '../../../support/binary';
import { runOperation, type OperationRun } from '../../../support/run';
import { addBusiness, exampleRun } from '../../../support/scenarios';
import { useSimulator } from '../../../support/simulator';
import { phone, statuses } from './support';

// Tests that *Deduplication* never mistakes one message for another. Otherwise, the second one would be lost.

const simulator = useSimulator();

interface More {
	readonly items?: OperationRun['items'];
	readonly on?: 'business';
}

const message = resources.find(({ value }) => value === 'message')?.operations ?? [];

async function send(
	operation: string,
	values: IDataObject,
	{ items = [{ json: {} }], on }: More = {},
) {
	const { current } = simulator;
	const { example = {} } = message.find(({ value }) => value === operation) ?? {};
	const run = exampleRun(current, ['message', operation, example]);
	const result = await runOperation(current, {
		...run,
		instance: on === 'business' ? 'shop' : run.instance,
		items,
		values: {
			...run.values,
			...values,
			recipient: phone(1),
			bulkSending: { deduplication: { values: { sentSince: 1 } } },
		},
	});
	expect(result.error).toBeUndefined();
	return statuses(result);
}

const buttons = (...button: IDataObject[]) => ({ buttons: { button } });
const url = (n: number) => ({
	type: 'url',
	displayText: 'Track',
	url: `https://shop.example/${n}`,
});
const rows = (...row: IDataObject[]) => ({
	sections: { section: [{ title: 'Orders', rows: { row } }] },
});
const card = (...button: IDataObject[]) => ({ body: 'Straw', buttons: { button } });
const pix = (key: string) => ({
	type: 'pix',
	currency: 'BRL',
	name: 'Shop',
	keyType: 'email',
	key,
});
const contact = (more: IDataObject) => ({
	contacts: { contact: [{ fullName: 'Ana', phoneNumber: '+55 11 98888-7777', ...more }] },
});

const KEPT: Array<[string, string, IDataObject, IDataObject]> = [
	['buttons that open another page', 'sendButtons', buttons(url(1)), buttons(url(2))],
	[
		'buttons that copy another code',
		'sendButtons',
		buttons({ type: 'copy', displayText: 'Copy', copyCode: 'ONE' }),
		buttons({ type: 'copy', displayText: 'Copy', copyCode: 'TWO' }),
	],
	[
		'buttons that call another number',
		'sendButtons',
		buttons({ type: 'call', displayText: 'Call', phoneNumber: '5511988887777' }),
		buttons({ type: 'call', displayText: 'Call', phoneNumber: '5511988887778' }),
	],
	[
		'a PIX button with another key',
		'sendButtons',
		buttons(pix('one@shop.example')),
		buttons(pix('two@shop.example')),
	],
	['buttons with a longer title', 'sendButtons', { title: 'Order 12' }, { title: 'Order 1' }],
	['buttons with a description', 'sendButtons', { description: 'Today' }, { description: '' }],
	['one button more', 'sendButtons', buttons(url(1), url(2)), buttons(url(1))],
	['a list with a longer title', 'sendList', { title: 'Order 12' }, { title: 'Order 1' }],
	[
		'a list with one row more',
		'sendList',
		rows({ title: 'A' }, { title: 'B' }),
		rows({ title: 'A' }),
	],
	[
		'a list with the description of a row',
		'sendList',
		rows({ title: 'A', description: 'Today' }),
		rows({ title: 'A' }),
	],
	[
		'a poll that asks more',
		'sendPoll',
		{ question: 'Dinner on 1 May, or later?', pollOptions: 'Yes\nNo\nMaybe' },
		{ question: 'Dinner on 1 May', pollOptions: 'Yes\nNo' },
	],
	[
		'a poll with one option more',
		'sendPoll',
		{ pollOptions: 'Yes\nNo\nMaybe' },
		{ pollOptions: 'Yes\nNo' },
	],
	[
		'a carousel whose card has another page',
		'sendCarousel',
		{ cards: { card: [card(url(1))] } },
		{ cards: { card: [card(url(2))] } },
	],
	[
		'a carousel with one card more',
		'sendCarousel',
		{ cards: { card: [card(url(1)), card(url(1))] } },
		{ cards: { card: [card(url(1))] } },
	],
	['a contact with a longer name', 'sendContact', contact({ fullName: 'Ana Maria' }), contact({})],
	['a contact with an email', 'sendContact', contact({ email: 'a@shop.example' }), contact({})],
	['a place at another address', 'sendLocation', { address: 'Street 12' }, { address: 'Street 1' }],
	...['numberedList', 'poll'].flatMap(
		(sendAs): Array<[string, string, IDataObject, IDataObject]> => [
			[
				`buttons as ${sendAs}, with a longer title`,
				'sendButtons',
				{ sendAs, title: 'Order 12' },
				{ sendAs, title: 'Order 1' },
			],
			[
				`a list as ${sendAs}, with one row more`,
				'sendList',
				{ sendAs, ...rows({ title: 'A' }, { title: 'B' }, { title: 'C' }) },
				{ sendAs, ...rows({ title: 'A' }, { title: 'B' }) },
			],
		],
	),
];

it.each(KEPT)(
	'Deduplication: a similar message is not skipped: %s (%s)',
	async (_what, operation, stored, similar) => {
		expect(await send(operation, stored)).toEqual(['sent']);
		expect(await send(operation, similar)).toEqual(['sent']);
		expect(await send(operation, similar)).toEqual(['alreadySent']);
		expect(await send(operation, stored)).toEqual(['alreadySent']);
	},
);

const items = [1, 2, 3].map((n) => ({ json: { n } }));

describe('Deduplication on a WHATSAPP-BUSINESS instance', () => {
	const on = 'business';
	const described = (title: string) => ({ title, description: 'Today' });
	beforeEach(() => addBusiness(simulator.current));

	it.each<[string, string, IDataObject, string, IDataObject]>([
		[
			'a template whose name is longer',
			...(['sendTemplate', { templateName: 'order_shipped' }] as const),
			...(['sendTemplate', { templateName: 'order' }] as const),
		],
		[
			'a text with the name of the template',
			...(['sendText', { text: 'Here is my order.' }] as const),
			...(['sendTemplate', { templateName: 'order' }] as const),
		],
		[
			'buttons with a longer title',
			...(['sendButtons', { title: 'Order 12' }] as const),
			...(['sendButtons', { title: 'Order 1' }] as const),
		],
		[
			'a list with one row more',
			...(['sendList', rows(described('A'), described('B'))] as const),
			...(['sendList', rows(described('A'))] as const),
		],
	])('a similar message is not skipped: %s', async (_what, operation, stored, other, similar) => {
		expect(await send(operation, stored, { on })).toEqual(['sent']);
		expect(await send(other, similar, { on })).toEqual(['sent']);
		expect(await send(other, similar, { on })).toEqual(['alreadySent']);
		expect(await send(operation, stored, { on })).toEqual(['alreadySent']);
	});

	it('a similar message is not skipped: a document from the input item with another file name', async () => {
		const values = { mediaType: 'document', mediaSource: 'binary', options: {} };
		const file = (name: string) => [
			{ ...fileItem(Buffer.from('%PDF'), 'application/pdf', name), json: {} },
		];
		expect(await send('sendMedia', values, { on, items: file('12.pdf') })).toEqual(['sent']);
		expect(await send('sendMedia', values, { on, items: file('1.pdf') })).toEqual(['sent']);
		expect(await send('sendMedia', values, { on, items: file('1.pdf') })).toEqual(['alreadySent']);
	});

	const components = '=[{"type":"body","parameters":[{"type":"text","text":"{{ $json.n }}"}]}]';

	it.each<[string, string, IDataObject]>([
		['the values of templates', 'sendTemplate', { templateName: 'order', components }],
		[
			'the links of buttons',
			'sendButtons',
			buttons({ ...url(1), url: '=https://shop.example/{{ $json.n }}' }),
		],
	])(
		'%s differ: several messages to one person in a run are all sent',
		async (_what, operation, values) => {
			expect(await send(operation, values, { on, items })).toEqual(['sent', 'sent', 'sent']);
			const again = await send(operation, values, { on, items });
			expect(again).toEqual(['alreadySent', 'alreadySent', 'alreadySent']);
		},
	);
});

describe('Deduplication: pictures without a caption, which the message store cannot tell apart,', () => {
	const values = { mediaUrl: '=https://shop.example/{{ $json.n }}.png', options: {} };

	it('are all sent to one person in a run', async () => {
		expect(await send('sendMedia', values, { items })).toEqual(['sent', 'sent', 'sent']);
	});

	it('that were not sent before are sent by the next run', async () => {
		expect(await send('sendMedia', values, { items: items.slice(0, 1) })).toEqual(['sent']);
		const second = await send('sendMedia', values, { items });
		expect(second).toEqual(['alreadySent', 'sent', 'sent']);
		const third = await send('sendMedia', values, { items });
		expect(third).toEqual(['alreadySent', 'alreadySent', 'alreadySent']);
	});
});
