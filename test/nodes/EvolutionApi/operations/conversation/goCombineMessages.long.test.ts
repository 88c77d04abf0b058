import type { IDataObject } from 'n8n-workflow';

import { BinaryDataService, Container } from '../../../../../dev/engine/core';
import { untilQuiet } from '../../../../support/time';
import { arrived, forget } from '../../../../support/simulator';
import { runInGo, useGoSimulator, type Keys } from '../../server/evolutionGo/support/goSimulator';
import { FakeN8n } from '../../trigger/support/fakeN8n';
import { deliver, receiveText, settled } from '../../trigger/support/happenings';
import type { TriggerWorkflow } from '../../trigger/support/triggerWorkflow';

// Tests *Combine Messages* on Evolution Go, which stores no messages: the operation uses those that the trigger received. Pauses are real.

/** The process remembers messages across tests, so each test has its own people and group. */
let test = 0;
let ana: string;
let bruno: string;
let team: string;

const simulator = useGoSimulator('0.7.2');
let n8n: FakeN8n;

beforeEach(async () => {
	test++;
	ana = String(5_511_988_880_000 + test);
	bruno = String(5_511_977_770_000 + test);
	team = `1203630202020${test}@g.us`;
	simulator.current.config.webhookRetry = { delaysMs: [20, 20, 20, 20], timeoutMs: 30_000 };
	n8n = await FakeN8n.start(simulator.current, 'evolutionGo');
});
afterEach(async () => await n8n.close());

type Run = ReturnType<typeof runInGo>;

const wait = async (
	json: IDataObject,
	values: IDataObject = {},
	trigger: IDataObject = {},
	keys?: Keys,
): Run =>
	await runInGo(simulator.current, {
		keys,
		resource: 'conversation',
		operation: 'combineMessages',
		values: { debounceTime: 1, ...values },
		trigger,
		items: [{ json }],
	});

const pass = async (ms: number) => await new Promise((resolve) => setTimeout(resolve, ms));

async function write(text: string, more: object = {}): Promise<IDataObject> {
	const isIt = ({ json }: FakeN8n['started'][number]) =>
		json.text === (Object(more).caption ?? text);
	await receiveText(simulator.current, text, { from: ana, ...more });
	await settled(() => n8n.started.some(isIt));
	return n8n.started.find(isIt)?.json ?? {};
}

/** Sends a text from the account's own phone, which starts no workflow. @param quoted message that it quotes */
async function answer(text: string, quoted?: IDataObject): Promise<void> {
	const more = { from: ana, fromMe: true, quotedId: quoted?.messageId };
	await receiveText(simulator.current, text, more);
	await untilQuiet();
}

async function activate(parameters: IDataObject = {}): Promise<TriggerWorkflow> {
	const workflow = n8n.workflow('bot', parameters);
	await workflow.activate();
	return workflow;
}

const results = async (runs: Run[]) =>
	(await Promise.all(runs)).map(
		({ items, error }) => error?.message ?? items.map(({ json }) => json.text),
	);

describe('Combine Messages on Evolution Go refuses', () => {
	it('a message that no trigger has received', async () => {
		await activate();
		const json = { messageId: 'NONE', chat: `${ana}@s.whatsapp.net`, instance: 'demo' };
		const { error } = await wait(json);
		expect(error?.message).toContain(
			'No trigger in n8n has received the message "NONE", and Evolution Go keeps no messages',
		);
		expect(error?.description).toContain('This does not work with webhook processors');
	});

	it('to work where another process than the one with the trigger receives the webhook calls', async () => {
		const workflow = await activate();
		const json = await write('hello');
		await n8n.crash();
		workflow.hasWebhook = true;
		const { error } = await wait({ ...json, messageId: 'OTHER' });
		expect(error?.message).toContain('No trigger in n8n has received the message "OTHER"');
	});
});

describe('Combine Messages on Evolution Go', () => {
	it('gives one item of the last message with all texts in order, without asking the server', async () => {
		await activate();
		// In its life, a trigger requests the instance's token once, after its first delivery.
		await write('hello', { from: bruno });
		const runs: Run[] = [];
		forget(simulator.current);
		for (const text of ['I', 'would', 'like', 'pizza']) runs.push(wait(await write(text)));
		expect(await results(runs)).toEqual([[], [], [], ['I\nwould\nlike\npizza']]);
		const [{ json }] = (await runs[3])?.items ?? [];
		expect(json).toMatchObject({ event: 'messages.upsert', instance: 'demo', messageCount: 4 });
		const texts = (json?.messages as IDataObject[]).map(({ text }) => text);
		expect(texts).toEqual(['I', 'would', 'like', 'pizza']);
		expect(arrived(simulator.current)).toEqual([]);
	});

	it('does not wait for messages of another person', async () => {
		await activate();
		const runs = [wait(await write('a')), wait(await write('b', { from: bruno }))];
		expect(await results(runs)).toEqual([['a'], ['b']]);
	});

	it('waits in a group for everyone, or for each sender', async () => {
		await activate();
		const inTeam = async (text: string, from: string) => await write(text, { from, chat: team });
		const all = [wait(await inTeam('a', ana)), wait(await inTeam('b', bruno))];
		expect(await results(all)).toEqual([[], ['a\nb']]);
		const options = { options: { groupBy: 'sender' } };
		const each = [wait(await inTeam('c', ana), options), wait(await inTeam('d', bruno), options)];
		expect(await results(each)).toEqual([['c'], ['d']]);
	});

	it('outputs each message only once: the next output leaves out what was output before', async () => {
		await activate();
		const first = wait(await write('a'));
		expect(await results([first])).toEqual([['a']]);
		const second = wait(await write('b'));
		expect(await results([second])).toEqual([['b']]);
	});

	it('leaves out earlier messages that had no execution, since they were answered elsewhere', async () => {
		await activate();
		await write('menu');
		await pass(2_500);
		expect(await results([wait(await write('order'))])).toEqual([['order']]);
	});

	it('leaves out messages before an answer on the phone', async () => {
		await activate();
		const asked = await write('a');
		const lost = wait(asked, { debounceTime: 3 });
		await answer('One moment', asked);
		expect(await results([lost])).toEqual([[]]);
		await pass(1_000);
		const options = { options: { continueIfHumanReplied: true } };
		expect(await results([wait(await write('b'), options)])).toEqual([['b']]);
	});

	it('includes messages that the server delivers late, after a newer one', async () => {
		await activate();
		expect(await results([wait(await write('new'))])).toEqual([['new']]);
		simulator.current.config.whatsappClockMs = -5_000;
		expect(await results([wait(await write('late'))])).toEqual([['late']]);
	});

	it('leaves out messages that the filters of the trigger leave out', async () => {
		const filters = {
			chatType: ['private'],
			text: { values: { match: 'contains', value: 'order' } },
		};
		await activate();
		const one = wait(await write('order a'), {}, { filters });
		await write('something else');
		const [texts] = await results([one]);
		expect(texts).toEqual(['order a']);
	});

	it('ends with the maximum wait, although more messages come', async () => {
		await activate();
		const values = { debounceTime: 2, maxWait: 2 };
		const runs: Run[] = [];
		for (const text of ['0', '1', '2', '3', '4', '5']) {
			runs.push(wait(await write(text), values));
			await pass(700);
		}
		const given = (await results(runs)).flat().join('\n').split('\n');
		expect(given).toEqual(['0', '1', '2', '3', '4', '5']);
	});
});

it('Combine Messages on Evolution Go outputs a message whose time the server does not tell', async () => {
	const workflow = await activate();
	const chat = `${ana}@s.whatsapp.net`;
	const Info = { ID: 'UNTIMED', Chat: chat, Sender: chat, Timestamp: '0001-01-01T00:00:00Z' };
	const data = { Info: { ...Info, IsFromMe: false }, Message: { conversation: 'hello' } };
	await deliver(simulator.current, workflow, { event: 'Message', data });
	await settled(() => n8n.started.length > 0);
	expect(await results([wait(n8n.started[0].json)])).toEqual([['hello']]);
});

it('Combine Messages on Evolution Go downloads files again from the server, since only texts are cached', async () => {
	await activate();
	const file = { kind: 'image', base64: 'iVBORw0KGgo=', mimetype: 'image/png' };
	const runs = [
		wait(await write('', { ...file, caption: 'this one' })),
		wait(await write('how much?'), { options: { downloadMedia: true } }),
	];
	const [, last] = await Promise.all(runs);
	const { json, binary } = last?.items[0] ?? {};
	expect(json).toMatchObject({
		text: 'this one\nhow much?',
		files: [{ field: 'file1', kind: 'image', mimeType: 'image/png' }],
	});
	expect(binary?.file1).toMatchObject({ mimeType: 'image/png' });
	const paths = arrived(simulator.current).map(({ path }) => path);
	expect(paths).toContain('/message/downloadmedia');
});

it('Combine Messages on Evolution Go with Retry On Fail outputs a message whose file n8n cannot store, with the reason', async () => {
	await activate();
	const file = { kind: 'image', base64: 'iVBORw0KGgo=', mimetype: 'image/png' };
	const json = await write('', { ...file, caption: 'this one' });
	const store = jest.spyOn(Container.get(BinaryDataService), 'store');
	store.mockRejectedValueOnce(new Error('no space left'));
	const { items, error } = await runInGo(simulator.current, {
		resource: 'conversation',
		operation: 'combineMessages',
		values: { debounceTime: 1, options: { downloadMedia: true } },
		trigger: {},
		items: [{ json }],
		retryOnFail: true,
	});
	store.mockRestore();
	expect(error).toBeUndefined();
	const mediaError = 'The file could not be stored: no space left';
	const files = [{ field: null, kind: 'image', mediaError }];
	expect(items).toMatchObject([{ json: { text: 'this one', files } }]);
});

it('Combine Messages on Evolution Go combines messages with the instance token alone, without an instance name', async () => {
	const keys = { instanceToken: 'demo-token' };
	n8n.credential = { baseUrl: simulator.current.url, ...keys };
	await activate({ instance: { __rl: true, mode: 'list', value: '' } });
	const runs: Run[] = [];
	for (const text of ['a', 'b']) runs.push(wait(await write(text), {}, {}, keys));
	expect(await results(runs)).toEqual([[], ['a\nb']]);
});

describe('Combine Messages on Evolution Go, if the account answers in the meantime', () => {
	it('on the phone: ends, or continues with Continue if a Human Replied', async () => {
		await activate();
		const json = await write('hello');
		const runs = [wait(json), wait(json, { options: { continueIfHumanReplied: true } })];
		await answer('I am here', json);
		const [first, second] = await results(runs);
		expect([first, second]).toEqual([[], ['hello']]);
	});

	it('by the greeting of the WhatsApp Business app: continues', async () => {
		await activate();
		const run = wait(await write('hello'));
		await answer('Welcome to ACME! We answer soon.');
		expect(await results([run])).toEqual([['hello']]);
	});

	it('through the API: continues', async () => {
		await activate({ events: ['MESSAGES_UPSERT', 'SEND_MESSAGE'] });
		const run = wait(await write('hello'));
		await runInGo(simulator.current, {
			resource: 'message',
			operation: 'sendText',
			values: { recipient: ana, text: 'I am a bot' },
		});
		expect(await results([run])).toEqual([['hello']]);
	});
});

describe('Combine Messages on Evolution Go in a queue mode worker, which asks the process with the trigger', () => {
	async function startElsewhere(): Promise<void> {
		await activate();
		await n8n.crash();
		for (const workflow of n8n.all) await workflow.activate('init');
	}

	it('outputs the messages of a burst once', async () => {
		await startElsewhere();
		const runs: Run[] = [];
		for (const text of ['a', 'b', 'c']) runs.push(wait(await write(text)));
		expect(await results(runs)).toEqual([[], [], ['a\nb\nc']]);
	});

	it('outputs nothing when the process with the trigger is killed in the meantime, and each execution gives the reason', async () => {
		await startElsewhere();
		const runs: Run[] = [];
		for (const text of ['a', 'b']) runs.push(wait(await write(text)));
		await n8n.crash();
		for (const workflow of n8n.all) await workflow.activate('init');
		for (const result of await results(runs))
			expect(result).toContain('No trigger in n8n has received');
		expect(await results([wait(await write('c'))])).toEqual([['c']]);
	});
});

it('Combine Messages on Evolution Go in one workflow: the trigger of another workflow still gets the message', async () => {
	await activate();
	await n8n.workflow('other', {}).activate();
	const run = wait(await write('hello'));
	expect(n8n.texts('other')).toEqual(['hello']);
	expect(await results([run])).toEqual([['hello']]);
});
