import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { IDataObject } from 'n8n-workflow';

import { runOperation, type OperationRun } from '../../../../support/run';
import { arrived, fail, forget, refusal, useSimulator } from '../../../../support/simulator';
import { written } from '../../../../support/written';
import { typedAt } from '../../sending/support';

const simulator = useSimulator();

const ANA = '5511988887777';
const BRUNO = '5511977776666';
const TEAM = '120363020202020202@g.us';
/** An option with which messages are sent one after the other. */
const PACED = { output: 'items' };
const SPLIT = { splitLongText: { values: { split: 'paragraph' } } };
const THREE = 'one\n\ntwo\n\nthree';

const send = async (options: IDataObject, more: Partial<OperationRun> = {}) =>
	await runOperation(simulator.current, {
		resource: 'message',
		operation: 'sendText',
		...more,
		values: { recipient: ANA, text: THREE, options, ...more.values },
	});
const requests = () =>
	arrived(simulator.current).map(({ path, body }): [route: string, body: IDataObject] => [
		path.split('/')[2],
		body as IDataObject,
	]);
const sent = () =>
	requests()
		.filter(([route]) => route === 'sendText')
		.map(([, body]) => body);
const texts = () => sent().map(({ number, text }) => `${String(number)} ${String(text)}`);
const parts = ['one', 'two', 'three'];

describe('Message: invalid text, Text Format or Split Long Text is refused before anything is sent', () => {
	const bad: Array<[what: string, text: string, options: IDataObject, message: string]> = [
		[
			'a text that is too long for WhatsApp',
			'a '.repeat(40_000),
			{},
			'"Text" has 80000 characters, but a message has 65536 at most',
		],
		[
			'a word that is too long for WhatsApp',
			`b ${'a'.repeat(70_000)}`,
			{ splitLongText: { values: { split: 'length' } } },
			'"Text" has 70000 characters, but a message has 65536 at most',
		],
		[
			'a text of 2 million characters, which is refused before it is parsed',
			'['.repeat(2_000_000),
			{ textFormat: 'markdown', splitLongText: { values: { split: 'length' } } },
			'"Text" has 2000000 characters, but a message has 65536 at most',
		],
		[
			'Markdown that is too long for a message, which is refused before it is parsed',
			'**a** '.repeat(170_000),
			{ textFormat: 'markdown' },
			'"Text" has 1020000 characters, but a message has 65536 at most',
		],
		[
			'Markdown that is too long to be split, which is refused before it is parsed',
			'**a** '.repeat(170_000),
			{
				textFormat: 'markdown',
				splitLongText: { values: { split: 'length', maxCharacters: 65_536 } },
			},
			'"Text" has 1020000 characters, but Markdown may have 131072 at most',
		],
		[
			'a text that is split into more than 30 messages',
			'a\n\n'.repeat(31),
			SPLIT,
			'"Options → Split Long Text → Split" splits the text into 31 messages, which are too many',
		],
		['Markdown without a text', '---', { textFormat: 'markdown' }, '"Text" is empty'],
	];
	it.each(bad)('%s', async (_what, text, options, message) => {
		const { error } = await send(options, {
			items: [{ json: { text } }],
			values: { text: '={{ $json.text }}' },
		});
		expect(error?.message).toContain(message);
		expect(requests()).toEqual([]);
	});

	it.each(['message/sendText', 'message/reply'])(
		'%s: the error for a text that is too long recommends Split Long Text',
		async (name) => {
			const [resource, operation] = name.split('/');
			const { flat: json } = written(simulator.current);
			const { error } = await send(
				{},
				{
					resource,
					operation,
					trigger: {},
					items: [{ json }],
					values: { text: 'a '.repeat(40_000) },
				},
			);
			expect(error?.description).toContain('Split Long Text');
			expect(requests()).toEqual([]);
		},
	);
});

it('Split Long Text is off by default: the text is sent unchanged, in one message', async () => {
	const text = '**a**\n\n# b';
	const { items } = await send({}, { values: { text } });
	await send({ textFormat: 'whatsapp' }, { values: { text } });
	expect(sent()).toEqual([
		{ number: ANA, text },
		{ number: ANA, text },
	]);
	expect(items[0].json).toMatchObject({ messageType: 'conversation' });
	expect(items[0].json.messages).toBeUndefined();
});

it('Text Format Markdown is sent in the formatting of WhatsApp', async () => {
	const text = '# Your order\n\n**Two** items:\n- [Tea](https://tea.example)\n- *Cake*';
	await send({ textFormat: 'markdown' }, { values: { text } });
	expect(sent()[0].text).toBe('*Your order*\n*Two* items:\n- Tea (https://tea.example)\n- _Cake_');
});

it('Split Long Text: a long answer is formatted, then split, and output as one item', async () => {
	const text = `## Plan\n\nFirst **one**.\n\n\`\`\`js\na\n\nb\n\`\`\`\n\n1. x\n\n2. y`;
	const { items, error } = await send({ ...SPLIT, textFormat: 'markdown' }, { values: { text } });
	expect(error).toBeUndefined();
	expect(sent().map((body) => body.text)).toEqual([
		'*Plan*\nFirst *one*.',
		'```\na\n\nb\n```',
		'1. x\n2. y',
	]);
	expect(items).toHaveLength(1);
	expect(items[0].json).toMatchObject({ chat: `${ANA}@s.whatsapp.net`, messageCount: 3 });
	const messages = items[0].json.messages as IDataObject[];
	expect(new Set(messages.map(({ messageId }) => messageId)).size).toBe(3);
});

it('the example of splitting in docs/formatting.md becomes the messages that are shown there', async () => {
	const page = readFileSync(join(__dirname, '../../../../../docs/formatting.md'), 'utf8');
	const [example] = page.split('## Text Format\n');
	const blocks = [...example.matchAll(/```(markdown|text)\n([^]*?)\n```/g)];
	const shown = (kind: string) => blocks.flatMap(([, name, text]) => (name === kind ? text : []));
	const [text] = shown('markdown');
	await send({ ...SPLIT, textFormat: 'markdown' }, { values: { text } });
	expect(sent().map((body) => body.text)).toEqual(shown('text'));
	expect(sent()).toHaveLength(3);
});

it('Split Long Text: a text that needs no split is sent as one message, with messageCount 1 in the output', async () => {
	const { items } = await send(SPLIT, { values: { text: 'Hi' } });
	expect(items[0].json).toMatchObject({ messageCount: 1 });
});

it('Split Long Text fills messages of the maximum length with whole sentences', async () => {
	const text = 'This is a sentence. '.repeat(10);
	await send(
		{ splitLongText: { values: { split: 'length', maxCharacters: 60 } } },
		{ values: { text } },
	);
	expect(sent().map((body) => String(body.text).length)).toEqual([59, 59, 59, 19]);
});

it('Split Long Text: an AI agent may set all its options', async () => {
	const options = {
		textFormat: "={{ $fromAI('format', 'markdown or whatsapp', 'string') }}",
		splitLongText: {
			values: {
				split: "={{ $fromAI('split', 'paragraph or length', 'string') }}",
				maxCharacters: "={{ $fromAI('length', 'in characters', 'number') }}",
			},
		},
	};
	const text = "={{ $fromAI('text', 'what to say', 'string') }}";
	const json = { text: '**One** is here. Two is here, too.', format: 'markdown' };
	const items = [{ json: { ...json, split: 'length', length: '50' } }];
	items[0].json.text += ' And this is the third one.';
	const { error } = await send(options, { items, values: { text } });
	expect(error).toBeUndefined();
	expect(sent().map((body) => body.text)).toEqual([
		'*One* is here. Two is here, too.',
		'And this is the third one.',
	]);
});

it('Split Long Text: each item is split separately, in order', async () => {
	const items = [{ json: { to: ANA } }, { json: { to: BRUNO } }];
	const { items: got } = await send(SPLIT, { items, values: { recipient: '={{ $json.to }}' } });
	expect(texts()).toEqual([ANA, BRUNO].flatMap((to) => parts.map((text) => `${to} ${text}`)));
	expect(got.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 1 }]);
});

it('Split Long Text with Concurrency: each recipient gets the parts in order', async () => {
	const items = [ANA, BRUNO, '351910000001'].map((to) => ({ json: { to } }));
	const values = { recipient: '={{ $json.to }}', bulkSending: { concurrency: 3 } };
	await send(SPLIT, { items, values });
	for (const { json } of items) {
		const own = texts().filter((text) => text.startsWith(json.to));
		expect(own).toEqual(parts.map((text) => `${json.to} ${text}`));
	}
});

it('Split Long Text: the first part has the quote and the message ID; each part mentions the members it names', async () => {
	const text = `Hello @${BRUNO}\n\nbye @${ANA}\n\nend`;
	await send(
		{
			...SPLIT,
			messageId: '3EB0CUSTOM',
			linkPreview: false,
			mentions: { values: { members: `${ANA}, ${BRUNO}, 351910000001` } },
			replyTo: { values: { messageId: '3EB0QUOTED' } },
		},
		{ values: { recipient: TEAM, text } },
	);
	const shared = { number: TEAM, linkPreview: false };
	expect(sent()).toEqual([
		{
			...shared,
			text: `Hello @${BRUNO}`,
			messageId: '3EB0CUSTOM',
			mentioned: [BRUNO, '351910000001'],
			quoted: { key: { id: '3EB0QUOTED' } },
		},
		{ ...shared, text: `bye @${ANA}`, mentioned: [ANA] },
		{ ...shared, text: 'end' },
	]);
});

describe('Typing Indicator of a split text', () => {
	const typing = () =>
		requests().flatMap(([route, body]) => (route === 'sendPresence' ? [body.delay] : []));

	it('is shown before each part for the seconds that the option gives', async () => {
		await send({ ...SPLIT, typingIndicator: { values: { seconds: 0.005 } } });
		expect(sent().map(({ delay }) => delay)).toEqual([5, 5, 5]);
	});

	it('is shown before each part for as long as typing it would take', async () => {
		await send({ ...SPLIT, ...typedAt(100) });
		expect(sent().map(({ delay }) => delay)).toEqual([30, 30, 50]);
	});

	it('in bulk sending is requested separately before each part, for as long as typing it would take', async () => {
		const { items } = await send({ ...SPLIT, ...typedAt(100) }, { values: { bulkSending: PACED } });
		expect(typing()).toEqual([30, 30, 50]);
		expect(requests().map(([route]) => route)).toEqual(
			parts.flatMap(() => ['sendPresence', 'sendText']),
		);
		expect(items[0].json).toMatchObject({ messageCount: 3, broadcast: { status: 'sent' } });
	});

	it('in bulk sending is shown for the seconds that the option gives, before later parts, too', async () => {
		const options = { ...SPLIT, typingIndicator: { values: { seconds: 0.007 } } };
		await send(options, { values: { bulkSending: PACED } });
		expect(typing()).toEqual([7, 7, 7]);
		expect(sent().map(({ delay }) => delay)).toEqual([undefined, undefined, undefined]);
	});
});

describe('a split text, where a part fails', () => {
	const refused = refusal('Not today');

	it('gives an error with the failed part and the parts sent before it, and sends no more', async () => {
		fail(simulator.current, { ...refused, skip: 1 });
		const { error } = await send(SPLIT);
		expect(error?.message).toBe(
			'Evolution API refused the request: Not today. It was message 2 of 3',
		);
		expect(error?.description).toMatch(/ Sent before it: message 1 \(3EB0[0-9A-F]+\)\.$/);
		expect(texts()).toEqual([`${ANA} one`, `${ANA} two`]);
	});

	it('has no part number in the error if the text is a single part', async () => {
		fail(simulator.current, refused);
		const { error } = await send(SPLIT, { values: { text: 'Hi' } });
		expect(error?.message).toBe('Evolution API refused the request: Not today');
	});

	it('continues with the failed part under Retry On Fail, without repeating the parts sent before', async () => {
		fail(simulator.current, { ...refused, skip: 1 });
		const { items, error } = await send(SPLIT, { retryOnFail: true });
		expect(error).toBeUndefined();
		expect(items[0].json).toMatchObject({ messageCount: 3 });
		expect(texts()).toEqual(['one', 'two', 'two', 'three'].map((text) => `${ANA} ${text}`));
	});

	it('sends the failed part again under Retry On Fail even if an earlier part has the same text', async () => {
		fail(simulator.current, { ...refused, skip: 1 });
		const { items } = await send(SPLIT, { retryOnFail: true, values: { text: 'a\n\na' } });
		expect(items[0].json).toMatchObject({ messageCount: 2 });
		expect(sent()).toHaveLength(3);
	});

	it('does not send a part again under Retry On Fail if it may have arrived', async () => {
		fail(simulator.current, { drop: 'after', skip: 1 });
		const { error } = await send(SPLIT, { retryOnFail: true });
		expect(error?.message).toContain('It was message 2 of 3');
		expect(texts()).toEqual([`${ANA} one`, `${ANA} two`]);
	});
});

describe('a split text in bulk sending', () => {
	const broadcast = async (
		people: readonly string[],
		bulkSending: IDataObject,
		text = THREE,
		options: IDataObject = {},
	) => {
		const items = people.map((to) => ({ json: { to } }));
		const { items: got } = await send(
			{ ...SPLIT, ...options },
			{
				items,
				values: { recipient: '={{ $json.to }}', bulkSending, text },
			},
		);
		return got.map(({ json }) => json);
	};
	const fates = (got: readonly IDataObject[]) => got.map(({ broadcast: fate }) => fate);

	it('counts as one message for Max Items per Run', async () => {
		const got = await broadcast([ANA, BRUNO], { maxItems: 1 });
		expect(fates(got)).toMatchObject([{ status: 'sent' }, { status: 'skipped' }]);
		expect(sent()).toHaveLength(3);
	});

	it('is skipped by Deduplication if the chat has all parts', async () => {
		await broadcast([ANA], { deduplication: { values: { sentSince: 1 } } });
		const got = await broadcast([ANA, BRUNO], {
			deduplication: { values: { sentSince: 1 } },
		});
		expect(fates(got)).toMatchObject([
			{ status: 'alreadySent', reason: 'The chat has all of these messages already' },
			{ status: 'sent' },
		]);
		expect(sent()).toHaveLength(6);
	});

	it('continues in a later run with Deduplication at the part that failed, with typing before each part', async () => {
		fail(simulator.current, { path: '/message', ...refusal('No'), skip: 1 });
		const text = 'one\n\nsecond\n\nthree';
		expect(
			fates(await broadcast([ANA], { deduplication: { values: { sentSince: 1 } } }, text)),
		).toMatchObject([
			{
				status: 'failed',
				reason: expect.stringMatching(
					/^Evolution API refused the request: No\. It was message 2 of 3\. .*message 1 \(\w+\)\.$/,
				),
			},
		]);
		forget(simulator.current);
		const again = await broadcast(
			[ANA],
			{ deduplication: { values: { sentSince: 1 } } },
			text,
			typedAt(1000),
		);
		expect(again).toMatchObject([{ messageCount: 2, broadcast: { status: 'sent' } }]);
		expect(texts()).toEqual([`${ANA} second`, `${ANA} three`]);
		const delays = requests().flatMap(([route, body]) =>
			route === 'sendPresence' ? [body.delay] : [],
		);
		expect(delays).toEqual([6, 5]);
	});
});

describe('Message → Reply with a long text', () => {
	const reply = async (options: IDataObject, more: Partial<OperationRun> = {}) => {
		const { flat: json, id } = written(simulator.current);
		const run = { resource: 'message', operation: 'reply', trigger: {}, items: [{ json }] };
		const result = await runOperation(simulator.current, {
			...run,
			...more,
			values: { text: '**one**\n\ntwo', options, ...more.values },
		});
		return { ...result, id };
	};

	it('marks as read once, sends all parts, and quotes the message only in the first part', async () => {
		const options = { ...SPLIT, textFormat: 'markdown', markAsRead: true, quote: true };
		const { items, id } = await reply(options);
		expect(requests().map(([route]) => route)).toEqual([
			'markMessageAsRead',
			'sendText',
			'sendText',
		]);
		expect(sent()).toEqual([
			{ number: ANA, text: '*one*', quoted: { key: { id } } },
			{ number: ANA, text: 'two' },
		]);
		expect(items[0].json).toMatchObject({ messageCount: 2, chat: `${ANA}@s.whatsapp.net` });
	});

	it('ignores Split Long Text if the reply is a file', async () => {
		const values = { replyType: 'media', mediaUrl: 'https://example.com/a.png' };
		const { error, items } = await reply({ ...SPLIT, caption: 'a\n\nb' }, { values });
		expect(error).toBeUndefined();
		expect(items[0].json.messages).toBeUndefined();
	});
});
