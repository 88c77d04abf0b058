import type { IDataObject } from 'n8n-workflow';

import { runOperation } from '../../../../support/run';
import { arrived, useSimulator } from '../../../../support/simulator';
import { statuses } from '../../sending/support';

const simulator = useSimulator();
const ANA = '5511988887777';

const send = async (operation: string, values: IDataObject) =>
	await runOperation(simulator.current, {
		resource: 'message',
		operation,
		values: { recipient: ANA, ...values },
	});
const sent = () =>
	arrived(simulator.current)
		.filter(({ path }) => path.startsWith('/message/'))
		.map(({ path, body }) => [path.split('/')[2], body]);

const reply = (...texts: string[]) => texts.map((displayText) => ({ type: 'reply', displayText }));
const buttons = (sendAs: string, button: IDataObject[]): IDataObject => ({
	title: 'All right?',
	description: 'Tuesday, 9 h',
	sendAs,
	buttons: { button },
	options: { footer: 'Answer with the number', typingIndicator: { values: { seconds: 0.005 } } },
});
const section = (title: string, ...titles: string[]) => ({
	title,
	rows: {
		row: titles.map((row) => ({ title: row, description: row === 'Return' ? '14 days' : '' })),
	},
});
const list = (sendAs: string, ...sections: IDataObject[]): IDataObject => ({
	title: 'What?',
	buttonText: 'Choose',
	footer: 'Open 9 to 18 h',
	sendAs,
	sections: { section: sections },
});

describe('Send As Poll: buttons or a list that cannot be a poll: nothing is sent', () => {
	it.each<[string, string, IDataObject, string]>([
		[
			'one button',
			'sendButtons',
			buttons('poll', reply('Yes')),
			'a poll has 2 to 10 choices, not 1',
		],
		[
			'a URL button',
			'sendButtons',
			buttons('poll', [{ type: 'url', displayText: 'Open', url: 'https://example.com' }]),
			'a poll has 2 to 10 choices, not 0',
		],
		[
			'two buttons with the same text',
			'sendButtons',
			buttons('poll', reply('Yes', 'Yes')),
			'two choices are the same',
		],
		[
			'a list with 11 rows',
			'sendList',
			list('poll', section('A', ...'abcdefghijk')),
			'a poll has 2 to 10 choices, not 11',
		],
	])('%s', async (_what, operation, values, message) => {
		const { error } = await send(operation, values);
		expect(error?.message).toBe(`"Send As" cannot be Poll: ${message}`);
		expect(error?.description).toBe('Send it as a numbered list instead.');
		expect(sent()).toEqual([]);
	});
});

it.each<[string, string, IDataObject, string, IDataObject]>([
	[
		'reply buttons as text',
		'sendButtons',
		buttons('numberedList', reply('Yes', 'No')),
		'sendText',
		{ text: '*All right?*\n\nTuesday, 9 h\n\n1. Yes\n2. No\n\nAnswer with the number', delay: 5 },
	],
	[
		'other buttons as text',
		'sendButtons',
		buttons('numberedList', [
			{ type: 'url', displayText: 'Open', url: 'https://example.com' },
			{ type: 'copy', displayText: 'Code', copyCode: 'SUMMER' },
			{ type: 'call', displayText: 'Call', phoneNumber: '+551140028922' },
		]),
		'sendText',
		{
			text: '*All right?*\n\nTuesday, 9 h\n\nOpen: https://example.com\nCode: SUMMER\nCall: +551140028922\n\nAnswer with the number',
		},
	],
	[
		'PIX as text',
		'sendButtons',
		{
			sendAs: 'numberedList',
			description: 'Thank you',
			buttons: {
				button: [{ type: 'pix', name: 'Shop', key: 'a@b.c', keyType: 'email', currency: 'BRL' }],
			},
		},
		'sendText',
		{ text: 'Thank you\n\nPIX: a@b.c (Shop)' },
	],
	[
		'buttons as a poll',
		'sendButtons',
		buttons('poll', reply('Yes', 'No')),
		'sendPoll',
		{ name: 'All right?\n\nTuesday, 9 h', values: ['Yes', 'No'], selectableCount: 1, delay: 5 },
	],
	[
		'a list as text',
		'sendList',
		list('numberedList', section('Orders', 'Track', 'Return'), section('Else', 'Talk to us')),
		'sendText',
		{
			text: '*What?*\n\n*Orders*\n1. Track\n2. Return – 14 days\n\n*Else*\n3. Talk to us\n\nOpen 9 to 18 h',
		},
	],
	[
		'a list as a poll',
		'sendList',
		list('poll', section('Orders', 'Track'), section('Else', 'Return')),
		'sendPoll',
		{ name: 'What?', values: ['Track', 'Return'], selectableCount: 1 },
	],
	[
		'buttons as buttons',
		'sendButtons',
		buttons('interactive', reply('Yes')),
		'sendButtons',
		{ title: 'All right?', buttons: [{ type: 'reply', displayText: 'Yes', id: 'Yes' }] },
	],
])('Message with the option Send As sends %s', async (_what, operation, values, route, body) => {
	const { error, items } = await send(operation, values);
	expect(error).toBeUndefined();
	expect(sent()).toEqual([[route, expect.objectContaining({ number: ANA, ...body })]]);
	expect(items[0].json).toMatchObject({ chat: `${ANA}@s.whatsapp.net`, fromMe: true });
});

describe('a message with Send As Poll, which needs a server that reports votes,', () => {
	const version = (wanted: string) => (simulator.current.config.version = wanted);
	afterEach(() => version('2.3.7'));
	const poll = buttons('poll', reply('Yes', 'No'));
	const choices = list('poll', section('Orders', 'Track', 'Return'));

	it.each(['2.3.0', '2.3.6'])('is sent as a numbered list on server version %s', async (old) => {
		version(old);
		const { error, items } = await send('sendButtons', poll);
		expect(error).toBeUndefined();
		await send('sendList', choices);
		const text = '*All right?*\n\nTuesday, 9 h\n\n1. Yes\n2. No\n\nAnswer with the number';
		expect(sent()).toEqual([
			['sendText', { number: ANA, text, delay: 5 }],
			[
				'sendText',
				{ number: ANA, text: '*What?*\n\n1. Track\n2. Return – 14 days\n\nOpen 9 to 18 h' },
			],
		]);
		expect(items[0].json).toMatchObject({ chat: `${ANA}@s.whatsapp.net`, fromMe: true });
	});

	it.each(['2.3.7', 'unknown'])('is sent as a poll on server version %s', async (other) => {
		version(other);
		await send('sendButtons', poll);
		expect(sent().at(-1)?.[0]).toBe('sendPoll');
	});

	it.each<[string, string, IDataObject]>([
		['buttons', 'sendButtons', poll],
		['a list', 'sendList', choices],
	])(
		'is sent once with Deduplication, in whichever form it was sent before: %s',
		async (_what, operation, values) => {
			const status = async (on: string, more: IDataObject = {}) => {
				version(on);
				return statuses(
					await send(operation, {
						...values,
						...more,
						bulkSending: { deduplication: { values: { sentSince: 1 } } },
					}),
				);
			};
			expect([await status('2.3.6'), await status('2.3.7')]).toEqual([['sent'], ['alreadySent']]);
			const other = { title: 'Another one' };
			const states = [await status('2.3.7', other), await status('2.3.6', other)];
			expect(states).toEqual([['sent'], ['alreadySent']]);
		},
	);
});
