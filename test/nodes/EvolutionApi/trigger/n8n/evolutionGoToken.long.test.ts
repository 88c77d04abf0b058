import type { IDataObject } from 'n8n-workflow';

import { splitAddress } from '../../../../../nodes/EvolutionApi/server/evolutionGo/webhook';
import { acknowledge } from '../../../../../nodes/EvolutionApi/hub/subscribers';
import { HubChanges, readHub } from '../../../../../nodes/EvolutionApi/hub/changes';
import { goOf } from '../../../../../simulator/go/state/goInstance';
import { httpRequest } from '../../../../support/httpRequest';
import { onSleep, shortSleep, untilQuiet } from '../../../../support/time';
import { demoOf, arrived, fail, forget } from '../../../../support/simulator';
import { talkGo } from '../../server/evolutionGo/support/goHub';
import { useGoSimulator } from '../../server/evolutionGo/support/goSimulator';
import { Receiver } from '../../hub/support/receiver';
import { FakeN8n } from '../support/fakeN8n';
import { receiveText, settled } from '../support/happenings';
import { runForLong } from '../support/longRunning';
import type { TriggerWorkflow } from '../support/triggerWorkflow';

onSleep(shortSleep(30));

// Tests the trigger with only the token of an Evolution Go instance, which can set the webhook but not read it.

const TOKEN = 'demo-token';
const NO_INSTANCE = { __rl: true, mode: 'list', value: '' };

const simulator = useGoSimulator('0.7.2');
let n8n: FakeN8n;
const others: FakeN8n[] = [];

async function startN8n(instanceId: string): Promise<FakeN8n> {
	const started = await FakeN8n.start(simulator.current, 'evolutionGo');
	started.credential = { baseUrl: simulator.current.url, instanceToken: TOKEN };
	started.instanceId = instanceId;
	await started.crash();
	return started;
}

beforeEach(async () => {
	simulator.current.config.webhookRetry = { delaysMs: [50, 50, 50, 50], timeoutMs: 30_000 };
	n8n = await startN8n('n8n of the shop');
});
afterEach(async () => {
	jest.restoreAllMocks();
	for (const one of [n8n, ...others.splice(0)]) await one.close();
});

const row = () => goOf(demoOf(simulator.current)).row;
const owner = () => splitAddress(row().webhook).url;
const key = () => splitAddress(row().webhook).headers.jwt_key ?? '';
const listed = async () =>
	(await readHub(talkGo(simulator.current))).subscribers.map(({ url }) => url).sort();
const write = async (text: string) => {
	await receiveText(simulator.current, text);
	await untilQuiet();
};
const logged = (words: RegExp) => n8n.logged.filter((entry) => words.test(JSON.stringify(entry)));

const workflow = (name: string, parameters: IDataObject = {}, at = n8n): TriggerWorkflow =>
	at.workflow(name, { instance: NO_INSTANCE, ...parameters });

async function activate(name: string, parameters: IDataObject = {}): Promise<TriggerWorkflow> {
	const one = workflow(name, parameters);
	await one.activate();
	return one;
}

describe('Evolution Go trigger with a token: unsupported settings are refused, and no webhook is set', () => {
	it.each<[string, IDataObject]>([
		['more instances by name', { include: 'byName', names: 'other' }],
		['all instances', { include: 'all' }],
	])('%s', async (_what, values) => {
		const options = { additionalInstances: { values } };
		await expect(activate('shop', { options })).rejects.toThrow(/needs the global key/);
	});

	it('an event that the server never delivers', async () => {
		const events = ['MESSAGES_UPSERT', 'SEND_MESSAGE_UPDATE'];
		await expect(activate('shop', { events })).rejects.toThrow(/which Evolution Go never sends/);
		expect(row().webhook).toBe('');
	});

	it('a token that the server does not know', async () => {
		n8n.credential = { ...n8n.credential, instanceToken: 'no such token' };
		await expect(activate('shop')).rejects.toThrow(/refused the key/);
		expect(row().webhook).toBe('');
	});
});

it('Evolution Go trigger with a token: makes no request that the token does not allow', async () => {
	forget(simulator.current);
	const shop = await activate('shop', {
		options: { downloadMedia: { values: { outputField: 'data' } } },
	});
	await write('Hello');
	await shop.deactivate();
	const refused = arrived(simulator.current).filter(({ status }) => status === 401);
	expect(refused).toEqual([]);
});

it('Evolution Go trigger with a token: the log says once that the webhook was set without knowing what it replaced', async () => {
	Object.assign(row(), { webhook: 'https://app.example/hook', rabbitmqEnable: 'enabled' });
	const shop = await activate('shop');
	await activate('other');
	expect(owner()).toBe(shop.url);
	expect(logged(/without having read it.*RabbitMQ/)).toHaveLength(1);
});

describe('Evolution Go trigger with a token: a message', () => {
	it('starts all workflows of this n8n once, and the item has the name of the instance', async () => {
		for (const name of ['one', 'two', 'three']) await activate(name);
		await write('Hello');
		for (const name of ['one', 'two', 'three']) expect(n8n.texts(name)).toEqual(['Hello']);
		expect(n8n.started.map(({ json }) => json.instance)).toEqual(['demo', 'demo', 'demo']);
	});

	it('starts the only workflow that is left, and when that is switched off the webhook is disabled', async () => {
		const [one, two] = [await activate('one'), await activate('two')];
		await one.deactivate();
		expect(owner()).toBe(two.url);
		await write('Hello');
		expect([n8n.texts('one'), n8n.texts('two')]).toEqual([[], ['Hello']]);
		await two.deactivate();
		expect(row().webhook).toBe('disabled');
	});

	it('starts a test in the editor beside the active workflow, which stays registered after the test', async () => {
		const shop = await activate('shop');
		const end = await shop.listen();
		await write('Try');
		expect(n8n.texts('shop')).toEqual(['Try', 'Try']);
		await end();
		expect(await listed()).toEqual([shop.url]);
	});

	it('never shows the token or the key, in items, logs and what n8n stores', async () => {
		await activate('simple');
		await activate('raw', { options: { simplify: false } });
		await write('Hello');
		expect(n8n.started).toHaveLength(2);
		const shown = JSON.stringify([n8n.started, n8n.logged, n8n.answers, n8n.stored]);
		for (const secret of [TOKEN, key()]) expect(shown).not.toContain(secret);
	});
});

describe('Evolution Go trigger with a token: nothing starts', () => {
	const body = {
		event: 'Message',
		instanceName: 'demo',
		instanceToken: TOKEN,
		data: {
			Info: { ID: 'FORGED', Chat: '5511988887777@s.whatsapp.net', IsFromMe: false },
			Message: { conversation: 'forged' },
		},
	};
	const knock = async (address: string, more: IDataObject = {}) => {
		const headers = { 'content-type': 'application/json' };
		const text = JSON.stringify({ ...body, ...more });
		return (await httpRequest(address, 'POST', headers, text)).status;
	};

	it.each<[string, (address: string) => string, IDataObject]>([
		['without the key', (address) => splitAddress(address).url, {}],
		['with the token for a key', (address) => address.replaceAll(key(), TOKEN), {}],
		['with another token', (address) => address, { instanceToken: 'other-token' }],
		['without a token', (address) => address, { instanceToken: undefined }],
	])('%s, right after a restart and later', async (_what, from, more) => {
		const shop = await activate('shop');
		const address = from(row().webhook);
		expect([401, 503]).toContain(await knock(address, more));
		await n8n.crash();
		await shop.activate('init');
		expect([401, 503]).toContain(await knock(address, more));
		await untilQuiet();
		expect(n8n.started).toEqual([]);
	});

	it('with the key of another n8n that has the same token', async () => {
		await activate('shop');
		const ours = row().webhook;
		const other = await startN8n('n8n of somebody else');
		others.push(other);
		await workflow('there', {}, other).activate();
		const theirs = key();
		expect([401, 503]).toContain(await knock(ours.replaceAll(/(key=)[^&]*/g, `$1${theirs}`)));
	});
});

describe('Evolution Go trigger with a token: after n8n was killed', () => {
	it('the webhook is not changed, and a message starts all workflows', async () => {
		const all = [await activate('one'), await activate('two')];
		const before = row().webhook;
		await n8n.crash();
		for (const one of all) await one.activate('init');
		expect(row().webhook).toBe(before);
		await write('Hello');
		expect(all.map(({ texts }) => texts)).toEqual([['Hello'], ['Hello']]);
		expect(row().webhook).toBe(before);
	});

	it('messages from in between start each of the workflows once', async () => {
		const all = [await activate('one'), await activate('two')];
		await n8n.crash();
		await receiveText(simulator.current, 'Meanwhile');
		for (const one of all) await one.activate('init');
		await settled(() => all.every(({ texts }) => texts.length > 0));
		await untilQuiet();
		expect(all.map(({ texts }) => texts)).toEqual([['Meanwhile'], ['Meanwhile']]);
	});

	it('a workflow that is switched off leaves the others registered, although no event has come yet', async () => {
		const [one, two] = [await activate('one'), await activate('two')];
		await n8n.crash();
		await one.activate('init');
		await two.activate('init');
		await one.deactivate();
		expect(owner()).toBe(two.url);
		expect(await listed()).toEqual([two.url]);
		await write('Hello');
		expect(two.texts).toEqual(['Hello']);
		await two.deactivate();
		expect(row().webhook).toBe('disabled');
	});

	it('a new workflow and a test session join the earlier workflow on the webhook, although no event has come yet', async () => {
		const one = await activate('one');
		await n8n.crash();
		await one.activate('init');
		const two = await activate('two');
		const end = await two.listen();
		expect(await listed()).toHaveLength(3);
		await end();
		expect(await listed()).toEqual([one.url, two.url].sort());
	});

	it('a workflow whose address has changed sets the webhook again', async () => {
		const one = await activate('one');
		Object.assign(one.staticData['node:WhatsApp'] ?? {}, {
			live: { url: 'http://old.example/webhook/one', instance: '' },
		});
		await n8n.crash();
		Object.assign(row(), { webhook: '' });
		await one.activate('init');
		expect(owner()).toBe(one.url);
	});

	it('an execution of Send and Wait is still on the list when another workflow joins after an event', async () => {
		const one = await activate('one');
		const waiting = await Receiver.start();
		waiting.answers = [{ body: acknowledge('declined') }];
		const { url } = waiting;
		const subscriber = { kind: 'wait', url, events: ['MESSAGES_UPSERT'] } as const;
		const changes = [{ do: 'subscribe', subscriber } as const];
		await new HubChanges().change('other', talkGo(simulator.current), changes);
		await n8n.crash();
		await one.activate('init');
		await write('Hello');
		await activate('two');
		expect(await listed()).toContain(url);
		await waiting.close();
	});
});

it('Evolution Go trigger with a token: a late delivery to an earlier webhook URL takes no workflow or waiting execution off the list behind the webhook', async () => {
	await activate('shop');
	const older = row().webhook;
	const waiting = await Receiver.start();
	waiting.answers = [{ body: acknowledge('declined') }];
	const { url } = waiting;
	const subscriber = { kind: 'wait', url, events: ['MESSAGES_UPSERT'] } as const;
	const changes = [{ do: 'subscribe', subscriber } as const];
	await new HubChanges().change('other', talkGo(simulator.current), changes);
	await write('Hello');
	const info = { ID: 'LATE', Chat: '5511988887777@s.whatsapp.net', IsFromMe: false };
	const late = {
		event: 'Message',
		instanceName: 'demo',
		instanceToken: TOKEN,
		data: { Info: info, Message: { conversation: 'Late' } },
	};
	const headers = { 'content-type': 'application/json' };
	expect((await httpRequest(older, 'POST', headers, JSON.stringify(late))).status).toBe(200);
	await activate('second');
	expect(await listed()).toContain(url);
	await waiting.close();
});

it('Evolution Go trigger with a token: a process without trigger() accepts events, and sets no webhook', async () => {
	const shop = await activate('shop');
	await n8n.crash();
	shop.hasWebhook = true;
	runForLong();
	forget(simulator.current);
	for (const text of ['one', 'two']) await write(text);
	expect(shop.texts).toEqual(['one', 'two']);
	expect(arrived(simulator.current).filter(({ path }) => /connect|all/.test(path))).toEqual([]);
});

it('Evolution Go trigger with a token: the others stay registered when a workflow joins and the answer of the server is lost', async () => {
	const one = await activate('one');
	fail(simulator.current, { path: '/instance/connect', drop: 'after' });
	const two = await activate('two');
	expect(await listed()).toEqual([one.url, two.url].sort());
});

describe('Evolution Go trigger with a token: another n8n', () => {
	it('with the global key shares the webhook; activating a further workflow in this n8n then fails with the reason', async () => {
		const here = await activate('here');
		const other = await FakeN8n.start(simulator.current, 'evolutionGo');
		others.push(other);
		const there = other.workflow('there');
		await there.activate();
		await write('Hello');
		expect([here.texts, there.texts]).toEqual([['Hello'], ['Hello']]);
		await expect(activate('more')).rejects.toThrow(/Another n8n listens to this instance/);
		await write('Again');
		expect([here.texts, there.texts]).toEqual([
			['Hello', 'Again'],
			['Hello', 'Again'],
		]);
		await here.deactivate();
		expect(await listed()).toEqual([there.url]);
	});

	it('that does not answer any more does not keep workflows from being activated', async () => {
		const here = await activate('here');
		const gone = await Receiver.start();
		gone.answers = [{ status: 404, body: { code: 404 } }];
		await n8n.crash();
		await here.activate('init');
		const other = await FakeN8n.start(simulator.current, 'evolutionGo');
		others.push(other);
		const there = other.workflow('there');
		await there.activate();
		there.hasWebhook = false;
		await write('Hello');
		const more = await activate('more');
		expect(await listed()).toContain(more.url);
		await gone.close();
	});

	it('that has only the same token takes the webhook over, until a workflow is activated here again', async () => {
		const here = await activate('here');
		const other = await startN8n('n8n of somebody else');
		others.push(other);
		const there = workflow('there', {}, other);
		await there.activate();
		expect(owner()).toBe(there.url);
		await here.publish({});
		expect(await listed()).toEqual([here.url]);
	});
});
