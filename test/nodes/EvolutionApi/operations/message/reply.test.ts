import type { IDataObject } from 'n8n-workflow';

import { runOperation, type OperationRun } from '../../../../support/run';
import { arrived, fail, useSimulator } from '../../../../support/simulator';
import { time } from '../../../../support/time';
import { written as receive } from '../../../../support/written';
import { SAMPLE_FILES } from '../../../../support/sampleFiles';

const simulator = useSimulator();

beforeEach(() => time.start(simulator.current, true));
afterEach(() => jest.restoreAllMocks());

const ANA = '5511988887777';
const ANA_JID = `${ANA}@s.whatsapp.net`;
const LID = '123456789012345@lid';
const TEAM = '120363020202020202@g.us';

const reply = async (values: IDataObject, more: Partial<OperationRun> = {}) =>
	await runOperation(simulator.current, {
		resource: 'message',
		operation: 'reply',
		values,
		...more,
	});
const sent = () =>
	arrived(simulator.current).map(({ path, body }): [route: string, body: IDataObject] => [
		path.split('/')[2],
		body as IDataObject,
	]);

const written = (event: IDataObject = {}) => receive(simulator.current, event);

const say = async (text: string) =>
	await runOperation(simulator.current, {
		resource: 'message',
		operation: 'sendText',
		values: { recipient: ANA, text },
	});

const EMPTY = '={{ "" }}';

const specific = (more: IDataObject = {}) => ({
	specificMessage: { values: { recipient: ANA, messageId: 'A1', ...more } },
});
const OTHER = { options: specific() };
const AFTER_AGENT = { items: [{ json: { output: 'We open at **nine**.' } }] };

describe('Reply cannot answer', () => {
	const bad: Array<[what: string, values: IDataObject, message: string]> = [
		['where no message started the workflow', {}, 'No message started this workflow'],
		['without a chat', specific({ recipient: EMPTY }), 'Specific Message → Chat" is empty'],
		['without a message', specific({ messageId: EMPTY }), 'Message ID" is empty'],
		['with an empty Specific Message', { specificMessage: {} }, 'Chat" is empty'],
	];
	it.each(bad)('%s', async (_what, options, message) => {
		const { error } = await reply({ text: 'Hi', options });
		expect(error?.message).toContain(message);
		expect(sent()).toEqual([]);
	});

	it('with an empty Text if the AI Agent before it outputs nothing', async () => {
		const { error } = await reply(OTHER, { items: [{ json: { text: 'Hi', output: '' } }] });
		expect(error?.message).toContain('"Text" is empty');
		expect(sent()).toEqual([]);
	});

	it.each([
		['an object of an output parser', { output: { answer: 'Hi' } }, '{{ $json.output.answer }}'],
		['a list of an output parser', { output: [{ answer: 'Hi' }] }, '{{ $json.output[0] }}'],
		['a list of texts', { output: ['a', 'b'] }, 'Message → Send Sequence'],
		['the "text" of a chain', { text: 'Hi' }, '{{ $json.text }}'],
	])('with an empty Text behind %s, and says what to enter', async (_what, json, expression) => {
		const { error } = await reply(OTHER, { items: [{ json }] });
		expect(error?.message).toContain('"Text" is empty, and');
		expect(error?.description).toContain(expression);
		expect(sent()).toEqual([]);
	});

	it.each([
		'Agent stopped due to max iterations.',
		'{"output":"Hi"}',
		'```json\n{"output":"Hi"}\n```',
		'[]',
	])('with what an agent puts out that is no answer for a customer: %j', async (output) => {
		const { error } = await reply(OTHER, { items: [{ json: { output } }] });
		expect(error?.message).toMatch(/^"Text" (is not an answer|is JSON)/);
		expect(error?.description).toContain('Nothing was sent');
		expect(sent()).toEqual([]);
	});

	it('but a text in curly brackets that is no JSON is sent', async () => {
		const { error } = await reply(OTHER, { items: [{ json: { output: '{Hello}' } }] });
		expect(error).toBeUndefined();
		expect(sent()).toHaveLength(1);
	});

	it('with a Text expression that gives nothing, even if the AI Agent before it outputs something', async () => {
		const { error } = await reply({ ...OTHER, text: EMPTY }, AFTER_AGENT);
		expect(error?.message).toContain('"Text" is empty');
		expect(sent()).toEqual([]);
	});

	const badContent: Array<[what: string, values: IDataObject, message: string]> = [
		['with an empty text', { text: EMPTY }, '"Text" is empty'],
		['with a file that is not there', { replyType: 'media', mediaUrl: EMPTY }, '"URL" is empty'],
		[
			'with a nameless document',
			{
				replyType: 'media',
				mediaType: 'document',
				mediaSource: 'base64',
				mediaBase64: SAMPLE_FILES.pdf,
			},
			'"Options → File Name" is required for a document',
		],
		[
			'privately if it is not known who wrote the message',
			{ text: 'Hi', options: { replyPrivately: true } },
			'"Options → Reply Privately" does not work, since it is not known who wrote the message',
		],
	];
	it('a message of another instance than the one that the instance key opens', async () => {
		const { flat } = written();
		const more = {
			instanceKey: true,
			trigger: {},
			items: [{ json: { ...flat, instance: 'sales' } }],
		};
		const { error } = await reply({ text: 'Hi' }, { ...more, instance: '' });
		expect(error?.message).toBe(
			'"Options → Instance" cannot be "sales": the credential opens only the instance "demo"',
		);
		expect(error?.description).toContain('enter "demo" to send from there');
		expect(sent()).toEqual([]);
		expect((await reply({ text: 'Hi' }, { ...more, instance: 'demo' })).error).toBeUndefined();
	});

	const starts: Array<[what: string, more: Partial<OperationRun>]> = [
		['a trigger and an instance', {}],
		['a trigger', { instance: 'demo' }],
	];
	it.each(starts)('without %s: the error says to run the trigger first', async (_what, more) => {
		for (const operation of [
			'reply',
			'pauseBot',
			'resumeBot',
			'getTakeoverStatus',
			'combineMessages',
		]) {
			const { error } = await runOperation(simulator.current, {
				resource: operation === 'reply' ? 'message' : 'conversation',
				operation,
				values: { text: 'Hi' },
				instance: '',
				...more,
			});
			expect(error?.message).toContain('No message started this workflow');
			expect(error?.description).toContain('run that first (press Execute step in it');
			expect(error?.description).toMatch(
				/or (choose Specific Chat|add Options → Specific Message)/,
			);
		}
		expect(sent()).toEqual([]);
	});

	it.each(badContent)('%s, and nothing is marked as read', async (_what, values, message) => {
		const { error } = await reply({
			...values,
			options: {
				markAsRead: true,
				...specific({ recipient: TEAM }),
				...(values.options as IDataObject),
			},
		});
		expect(error?.message).toContain(message);
		expect(sent()).toEqual([]);
	});

	const noMessages: Array<[what: string, item: IDataObject, message: string]> = [
		[
			'an event that is no message, such as a connection update',
			{ event: 'connection.update', instance: 'demo', state: 'open' },
			'No message started this workflow',
		],
		[
			'in a channel, on a server before 2.4',
			{ event: 'messages.upsert', instance: 'demo', messageId: 'A1', chat: '12036304@newsletter' },
			'A message to a channel needs Evolution API 2.4.0 or newer; the server is 2.3.7',
		],
	];
	it('where the customer of a Business instance hides the number, and says so', async () => {
		const { flat } = written();
		const chatConflict = { inDelivery: '@s.whatsapp.net', inMessageId: 'US.13491208655302741918' };
		const json = { ...flat, chat: null, phoneNumber: null, chatConflict };
		const { error } = await reply({ text: 'Hi' }, { trigger: {}, items: [{ json }] });
		expect(error?.message).toContain('The customer hides the phone number');
		expect(error?.description).not.toContain('Wait for the next message');
	});

	it('an event of a chat that is no message, such as a call, and names the way', async () => {
		const chats = { call: ANA_JID, 'group-participants.update': '120363020202020202@g.us' };
		for (const [event, chat] of Object.entries(chats)) {
			const json = { event, instance: 'demo', chat };
			const { error } = await reply({ text: 'Hi' }, { trigger: {}, items: [{ json }] });
			expect(error?.message).toBe(
				`No message started this workflow, but the event "${event}" of a chat`,
			);
			expect(error?.description).toContain('Message → Send Text, and {{ $json.chat }}');
		}
	});

	const nobody: Array<[what: string, chat: string, message: string]> = [
		['in a chat with a bot inside WhatsApp', '867051314767696@bot', 'is a bot inside WhatsApp'],
		['in a chat with another messenger', '2-123456@interop', 'is somebody on another messenger'],
		["in the chat of WhatsApp's own account", '0@s.whatsapp.net', "is WhatsApp's own account"],
	];
	it.each(nobody)('%s', async (_what, chat, message) => {
		const { flat } = written();
		const json = { ...flat, chat, phoneNumber: null };
		const { error } = await reply({ text: 'Hi' }, { trigger: {}, items: [{ json }] });
		expect(error?.message).toContain(message);
		expect(sent()).toEqual([]);
	});

	it.each(noMessages)('%s', async (_what, json, message) => {
		const { error } = await reply({ text: 'Hi' }, { trigger: {}, items: [{ json }] });
		expect(error?.message).toContain(message);
		expect(sent().filter(([, body]) => Object.keys(body).length > 0)).toEqual([]);
	});
});

describe('Reply answers the message of the trigger', () => {
	it.each(['flat', 'raw'] as const)('if only Text is filled in (%s item)', async (shape) => {
		const { [shape]: json } = written();
		const { items } = await reply({ text: 'Hello!' }, { trigger: {}, items: [{ json }] });
		expect(sent()).toEqual([['sendText', { number: ANA, text: 'Hello!' }]]);
		expect(items[0].json).toMatchObject({ chat: ANA_JID, fromMe: true });
	});

	it('through the instance of the trigger, where none is chosen', async () => {
		const { flat: json } = written();
		const { error } = await reply(
			{ text: 'Hello!' },
			{ instance: '', trigger: {}, items: [{ json }] },
		);
		expect(error).toBeUndefined();
		expect(arrived(simulator.current)[0].path).toBe('/message/sendText/demo');
	});

	it('behind a node that outputs other items, each in its own chat', async () => {
		const two = [written(), written({ from: '5511977776666' })];
		await reply(
			{ text: '={{ $json.output }}' },
			{
				trigger: {},
				items: two.map(({ flat: json }) => ({ json })),
				between: { items: [{ output: 'one' }, { output: 'two' }], linked: true },
			},
		);
		expect(sent()).toEqual([
			['sendText', { number: ANA, text: 'one' }],
			['sendText', { number: '5511977776666', text: 'two' }],
		]);
	});

	it('behind a node that loses the pairing of items, if there was only one', async () => {
		const between = { items: [{ output: 'Hi' }], linked: false };
		const { flat, raw } = written();
		const one = await reply(
			{ text: '={{ $json.output }}' },
			{ trigger: {}, items: [{ json: flat }], between },
		);
		expect(one.error).toBeUndefined();
		const two = await reply(
			{ text: '={{ $json.output }}' },
			{
				trigger: {},
				items: [{ json: flat }, { json: raw }],
				between: { ...between, items: [{ output: 'Hi' }] },
			},
		);
		expect(two.error?.message).toContain('It is not known which message this item is about');
		expect(two.error?.description).toContain('Put Loop Over Items');
		expect(sent()).toHaveLength(1);
	});

	it('answers no one after a node that makes one item of several', async () => {
		const two = [written(), written({ from: '5511977776666' })];
		// If a node makes one item of several, n8n 2.20 automatically links it to the first of them.
		const between = { items: [{ output: 'A summary of both' }], linked: true };
		const items = two.map(({ flat: json }) => ({ json }));
		const { error } = await reply({ text: '={{ $json.output }}' }, { trigger: {}, items, between });
		expect(error?.message).toContain('It is not known which message this item is about');
		expect(sent()).toEqual([]);
	});

	it('behind a node that leaves one of several as it is, such as a filter: answers that one', async () => {
		const { flat } = written();
		const other = written({ from: '5511977776666' }).flat;
		const items = [{ json: flat }, { json: other }];
		await reply({ text: 'Hi' }, { trigger: {}, items, between: { items: [flat], linked: true } });
		expect(sent()).toEqual([['sendText', { number: ANA, text: 'Hi' }]]);
	});

	it.each(['the item itself', 'the body of a webhook'])(
		'in a sub-workflow, where the message is in %s',
		async (place) => {
			const { flat, raw } = written();
			const json = place === 'the item itself' ? flat : { body: raw };
			await reply({ text: 'Hello!' }, { items: [{ json }] });
			expect(sent()).toEqual([['sendText', { number: ANA, text: 'Hello!' }]]);
		},
	);

	it('in the group, or privately to the sender', async () => {
		const { flat: json } = written({ chat: TEAM });
		const run = { trigger: {}, items: [{ json }] };
		await reply({ text: 'All' }, run);
		await reply({ text: 'You', options: { replyPrivately: true } }, run);
		expect(sent().map(([, body]) => body.number)).toEqual([TEAM, ANA]);
	});

	it('at the phone number if the chat is a LID, or at the LID if the number is unknown', async () => {
		const { flat } = written();
		const json = { ...flat, chat: LID, lid: LID, phoneNumber: ANA };
		await reply({ text: 'Hi' }, { trigger: {}, items: [{ json }] });
		await reply({ text: 'Hi' }, { trigger: {}, items: [{ json: { ...json, phoneNumber: null } }] });
		expect(sent().map(([, body]) => body.number)).toEqual([ANA, LID]);
	});

	it('privately, if it was a status', async () => {
		const { flat } = written();
		const json = { ...flat, chat: 'status@broadcast', chatType: 'status' };
		await reply({ text: 'Nice!' }, { trigger: {}, items: [{ json }] });
		expect(sent().map(([, body]) => body.number)).toEqual([ANA]);
	});

	it('privately, if it came by a broadcast list', async () => {
		const { raw } = written();
		const data = raw.data as IDataObject;
		const key = {
			remoteJid: '1687654321@broadcast',
			participant: ANA_JID,
			fromMe: false,
			id: 'B1',
		};
		const json = { ...raw, data: { ...data, key } };
		const { items, error } = await reply(
			{ text: 'Thanks', options: { quote: true } },
			{ trigger: {}, items: [{ json }] },
		);
		expect([error, items.length]).toEqual([undefined, 1]);
		expect(sent().map(([, body]) => body.number)).toEqual([ANA]);
	});

	it('with a quote, after typing and read receipts', async () => {
		const { flat: json, id } = written();
		await reply(
			{
				text: 'Hello!',
				options: { quote: true, markAsRead: true, typingIndicator: { values: { seconds: 0.005 } } },
			},
			{ trigger: {}, items: [{ json }] },
		);
		expect(sent()).toEqual([
			['markMessageAsRead', { readMessages: [{ remoteJid: ANA_JID, fromMe: false, id }] }],
			['sendText', { number: ANA, text: 'Hello!', delay: 5, quoted: { key: { id } } }],
		]);
	});

	describe('behind Combine Messages', () => {
		const values = { text: 'Hello!', options: { markAsRead: true } };
		const earlier = { resource: 'conversation', operation: 'combineMessages', debounceTime: 1 };
		async function ticked(more: Partial<OperationRun> = {}) {
			await say('Hi, Ana');
			simulator.current.state.requests.clear();
			const messages = ['a', 'b', 'c'].map((text) => written({ text }));
			const items = [{ json: messages[2].flat }];
			const { error } = await reply(values, { trigger: {}, items, earlier, ...more });
			expect(error).toBeUndefined();
			const [, body] = sent().find(([route]) => route === 'markMessageAsRead') ?? [];
			const wanted = messages.map(({ id }) => ({ remoteJid: ANA_JID, fromMe: false, id }));
			return { ticks: body?.readMessages, all: wanted, last: wanted.slice(2) };
		}

		it('marking all combined messages as read', async () => {
			const { ticks, all } = await ticked();
			expect(ticks).toEqual(all);
		});

		it('marking all combined messages as read, even if a node in between gave other items', async () => {
			const { ticks, all } = await ticked({ between: { items: [{ output: 'x' }], linked: true } });
			expect(ticks).toEqual(all);
		});

		it('marking only the answered message as read where Combine Messages did not run', async () => {
			const { ticks, last } = await ticked({ earlier: undefined });
			expect(ticks).toEqual(last);
		});
	});

	it('marking nothing as read for an own message', async () => {
		const { flat: json } = written({ fromMe: true });
		const options = { markAsRead: true };
		await reply({ text: 'Hello!', options }, { trigger: {}, items: [{ json }] });
		expect(sent().map(([route]) => route)).toEqual(['sendText']);
	});

	it('with a file of the item', async () => {
		const { flat: json } = written();
		const data = Buffer.from('a picture').toString('base64');
		const binary = { data: { data, mimeType: 'text/plain', fileName: 'a.txt' } };
		const { error } = await reply(
			{
				replyType: 'media',
				mediaType: 'document',
				mediaSource: 'binary',
				options: { caption: 'See', linkPreview: true },
			},
			{ trigger: {}, items: [{ json, binary }] },
		);
		expect(error).toBeUndefined();
		const [{ path, body, files }] = arrived(simulator.current);
		expect(path).toBe('/message/sendMedia/demo');
		expect(body).toEqual({
			number: ANA,
			mediatype: 'document',
			mimetype: 'text/plain',
			fileName: 'a.txt',
			caption: 'See',
		});
		expect(files).toMatchObject([{ field: 'file', fileName: 'a.txt', size: 9 }]);
	});
});

describe('Reply with Only If Nothing Newer Came', () => {
	const PIZZA = { text: 'A pizza, please' };
	const values = { text: 'Hello!', options: { onlyIfNothingNewer: true, markAsRead: true } };
	async function replyAfter(
		events: IDataObject[],
		more: Partial<OperationRun> = {},
		first: IDataObject = {},
	) {
		const { flat: json } = written(first);
		for (const event of events) written(event);
		const { items, error } = await reply(values, { trigger: {}, items: [{ json }], ...more });
		expect(error).toBeUndefined();
		return [asked(), items.length];
	}
	const asked = () => sent().flatMap(([route]) => route ?? []);
	const ANSWERED = [['findMessages', 'markMessageAsRead', 'sendText'], 1];
	const ENDED = [['findMessages'], 0];

	it('ends without output and without sending if the customer wrote again in the chat', async () => {
		expect(await replyAfter([PIZZA])).toEqual(ENDED);
	});

	it('ends in a chat that is named by a LID, too', async () => {
		const chat = { from: ANA, lid: LID };
		expect(await replyAfter([{ ...chat, ...PIZZA }], {}, chat)).toEqual(ENDED);
	});

	const LISTENS = { trigger: { filters: { messageTypes: ['audio'] } } };
	const answered: Array<[what: string, events: IDataObject[], more?: Partial<OperationRun>]> = [
		['nothing came', []],
		['somebody else wrote', [{ from: '5511977776666', ...PIZZA }]],
		['the account wrote', [{ fromMe: true, ...PIZZA }]],
		['a message that starts no execution came', [PIZZA], LISTENS],
	];
	it.each(answered)('replies after %s', async (_what, events, more = {}) => {
		expect(await replyAfter(events, more)).toEqual(ANSWERED);
	});

	it('replies after the answer to a question that the execution itself asked', async () => {
		const { flat: json } = written();
		const answer = { approved: true, message: written(PIZZA).flat };
		const between = { items: [answer], linked: true };
		const { error } = await reply(values, { trigger: {}, items: [{ json }], between });
		expect([error, asked()]).toEqual([undefined, ANSWERED[0]]);
	});

	it('replies after another member of the group wrote, and not after the same one', async () => {
		const bruno = { chat: TEAM, from: '5511977776666', ...PIZZA };
		expect(await replyAfter([bruno], {}, { chat: TEAM })).toEqual(ANSWERED);
		simulator.current.state.requests.clear();
		expect(await replyAfter([{ chat: TEAM, ...PIZZA }], {}, { chat: TEAM })).toEqual(ENDED);
	});

	it('refuses to reply where the server does not store the message', async () => {
		const { error } = await reply({ ...values, options: { ...values.options, ...specific() } });
		expect(error?.message).toContain('The server has not stored the message "A1"');
		expect(asked()).toEqual(['findMessages']);
	});
});

describe('Reply with Retry On Fail', () => {
	const values = { text: 'Hello!', options: { markAsRead: true } };
	const run = async () => {
		const { flat: json } = written();
		return await reply(values, { trigger: {}, items: [{ json }], retryOnFail: true });
	};

	it('repeats marking as read if that failed, and answers only once', async () => {
		fail(simulator.current, { path: '/chat/markMessageAsRead', status: 500 });
		expect((await run()).error).toBeUndefined();
		expect(sent().map(([route]) => route)).toEqual([
			'markMessageAsRead',
			'markMessageAsRead',
			'sendText',
		]);
	});

	it('does not answer a second time if the first answer may have arrived', async () => {
		fail(simulator.current, { path: '/message/sendText', drop: 'after' });
		expect((await run()).error).toBeDefined();
		expect(sent().filter(([route]) => route === 'sendText')).toHaveLength(1);
	});
});

describe('Reply behind an AI Agent', () => {
	it('sends the output of the agent, if Text is left empty', async () => {
		await reply(OTHER, AFTER_AGENT);
		expect(sent()).toEqual([['sendText', expect.objectContaining({ number: ANA })]]);
		expect(sent()[0][1].text).toBe('We open at *nine*.');
	});

	const ended = { structuredOutput: null, usage: null, toolCalls: [], session: { id: 'demo/1' } };

	it.each([
		['text', 'stop'],
		['text', 'other'],
		['response', 'stop'],
	])('sends "%s" of Message an Agent that ended with "%s"', async (key, finishReason) => {
		const json = { ...ended, [key]: 'We open at **nine**.', finishReason };
		await reply(OTHER, { items: [{ json }] });
		expect(sent()[0][1].text).toBe('We open at *nine*.');
	});

	it.each([
		['no text', { text: '', finishReason: 'stop' }],
		['no text', { text: '', finishReason: 'tool-calls' }],
		['an incomplete text', { text: 'We open at', finishReason: 'length' }],
		['an incomplete text', { text: 'One moment', finishReason: 'max-iterations' }],
	])('sends nothing if Message an Agent returned %s: %j', async (what, output) => {
		const { error } = await reply(OTHER, { items: [{ json: { ...ended, ...output } }] });
		expect(error?.message).toContain(`the agent returned ${what}`);
		expect(error?.message).toContain(output.finishReason);
		expect(sent()).toEqual([]);
	});

	const ordinary: IDataObject[] = [
		{ text: 'Hi' },
		{ text: 'Hi', session: 'demo/1' },
		{ text: 'Hi', session: { id: 'demo/1' } },
		{ text: 'Hi', finishReason: null },
		{ text: 'Hi', finishReason: 'stop' },
		{ text: 'Hi', toolCalls: [] },
		{ text: 'Hi', usage: { totalTokens: 3 } },
		{ response: 'Hi' },
		{ response: 'Hi', session: { id: 'demo/1' } },
		{ text: 'Hi', messageId: '3EB0' },
	];
	it.each(ordinary)('sends no text of an ordinary item: %j', async (json) => {
		await reply(OTHER, { items: [{ json }] });
		expect(sent()).toEqual([]);
	});

	it.each(ordinary)('sends its own text for an ordinary item: %j', async (json) => {
		await reply({ ...OTHER, text: '**We** are open.' }, { items: [{ json }] });
		expect(sent()[0][1].text).toBe('**We** are open.');
	});

	it('sends it unchanged, if Text Format says that it is written for WhatsApp', async () => {
		await reply({ options: { ...specific(), textFormat: 'whatsapp' } }, AFTER_AGENT);
		expect(sent()[0][1].text).toBe('We open at **nine**.');
	});

	it('sends its own text, if it has one', async () => {
		await reply({ ...OTHER, text: 'One moment.' }, AFTER_AGENT);
		expect(sent()[0][1].text).toBe('One moment.');
	});
});
