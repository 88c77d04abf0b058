import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import { acknowledge } from '../../../../../nodes/EvolutionApi/hub/subscribers';
import { encodeList, type Subscriber } from '../../../../../nodes/EvolutionApi/hub/list';
import { setWebhook } from '../../../../../simulator/routes/webhook/record';
import type { Instance } from '../../../../../simulator/state/instance';
import { runOperation } from '../../../../support/run';
import { arrived, demoOf, useSimulator } from '../../../../support/simulator';

const KEY = 'planted-secret';
const simulator = useSimulator();
let workflows: Server;

/** Starts a server that answers like a workflow that listens at `/alive/…`, and like n8n for an unknown webhook at `/gone/…`. */
beforeAll(async () => {
	workflows = createServer(({ url = '' }, response) => {
		const isAlive = url.startsWith('/alive');
		response.writeHead(isAlive ? 200 : 404, { 'content-type': 'application/json' });
		response.end(isAlive ? acknowledge('taken') : '{"code":404,"message":"not registered"}');
	});
	await new Promise<void>((resolve) => workflows.listen(0, '127.0.0.1', resolve));
});
afterAll(async () => await new Promise((resolve) => workflows.close(resolve)));

const urlOf = (path: string) =>
	path === 'dead'
		? 'http://127.0.0.1:1/dead'
		: `http://127.0.0.1:${(workflows.address() as AddressInfo).port}/${path}`;
const trigger = (path: string): Subscriber => ({
	kind: 'trigger',
	url: urlOf(path),
	events: ['MESSAGES_UPSERT'],
});

function demo(): Instance {
	const instance = demoOf(simulator.current);
	return instance;
}

async function listen(ownerUrl: string, ...subscribers: Subscriber[]): Promise<void> {
	const headers = { jwt_key: KEY, 'x-evolution-hub': await encodeList(subscribers, KEY) };
	setWebhook(demo(), { enabled: true, url: ownerUrl, events: ['MESSAGES_UPSERT'], headers });
}

async function repair() {
	const { error, items } = await runOperation(simulator.current, {
		resource: 'webhook',
		operation: 'repairTrigger',
	});
	expect(error).toBeUndefined();
	expect(JSON.stringify(items)).not.toContain(KEY);
	const { listeners, removed, ...rest } = items[0].json;
	const brief = (list: unknown, name: string) =>
		(list as Array<Record<string, unknown>>).map((one) => [one.url, one[name]]);
	return { ...rest, listeners: brief(listeners, 'alive'), removed: brief(removed, 'reason') };
}

const written = () => arrived(simulator.current).filter(({ method }) => method === 'POST').length;

it('Repair Trigger does not change the list behind the webhook if a newer node version wrote it, and says why', async () => {
	const headers = { jwt_key: KEY, 'x-evolution-hub': '2.mac.list' };
	setWebhook(demo(), { enabled: true, url: urlOf('alive/1'), events: [], headers });
	const { error } = await runOperation(simulator.current, {
		resource: 'webhook',
		operation: 'repairTrigger',
	});
	expect(error?.message).toContain('newer version of this node');
	expect(written()).toBe(0);
});

it('Repair Trigger does nothing for an instance without a webhook', async () => {
	expect(await repair()).toEqual({ repaired: false, owner: null, listeners: [], removed: [] });
	expect(written()).toBe(0);
});

it("Repair Trigger does not change another application's webhook", async () => {
	setWebhook(demo(), { enabled: true, url: urlOf('other'), events: [], headers: { a: '1' } });
	const before = structuredClone(demo().webhook);
	expect(await repair()).toMatchObject({ repaired: false, listeners: [[urlOf('other'), null]] });
	expect(demo().webhook).toEqual(before);
});

it('Repair Trigger writes nothing if the webhook already leads to an active workflow', async () => {
	await listen(urlOf('alive/1'), trigger('alive/1'), trigger('alive/2'));
	expect(await repair()).toMatchObject({ repaired: false, owner: urlOf('alive/1'), removed: [] });
	expect(written()).toBe(0);
});

it('Repair Trigger removes a workflow that n8n no longer has, and points the webhook to an active one', async () => {
	await listen(urlOf('gone/1'), trigger('gone/1'), trigger('dead'), trigger('alive/2'));
	expect(await repair()).toEqual({
		repaired: true,
		owner: urlOf('alive/2'),
		listeners: [
			[urlOf('dead'), false],
			[urlOf('alive/2'), true],
		],
		removed: [[urlOf('gone/1'), 'gone']],
	});
	expect(demo().webhook?.url).toBe(urlOf('alive/2'));
});

it('Repair Trigger takes back a webhook that another tool has overwritten, and forwards to that tool', async () => {
	await listen(urlOf('alive/1'), trigger('alive/1'), trigger('gone/2'));
	const tool = { enabled: true, url: urlOf('tool'), events: ['CALL'] };
	setWebhook(demo(), tool);
	expect(await repair()).toEqual({
		repaired: true,
		owner: urlOf('alive/1'),
		listeners: [
			[urlOf('tool'), null],
			[urlOf('alive/1'), true],
		],
		removed: [[urlOf('gone/2'), 'gone']],
	});
	expect(demo().webhook).toMatchObject({
		url: urlOf('alive/1'),
		events: ['CALL', 'MESSAGES_UPSERT'],
	});
	expect(demo().webhook?.headers).toMatchObject({ jwt_key: KEY });
});

it("Repair Trigger restores another application's webhook if n8n has none of the workflows on the list", async () => {
	const shop: Subscriber = {
		kind: 'foreign',
		url: urlOf('shop'),
		enabled: true,
		events: ['CALL'],
		headers: { 'x-shop': '1' },
		byEvents: true,
		base64: false,
	};
	await listen(urlOf('gone/1'), trigger('gone/1'), shop);
	expect(await repair()).toMatchObject({ repaired: true, owner: null });
	expect(demo().webhook).toMatchObject({
		enabled: true,
		url: urlOf('shop'),
		events: ['CALL'],
		headers: { 'x-shop': '1' },
		webhookByEvents: true,
	});
});
