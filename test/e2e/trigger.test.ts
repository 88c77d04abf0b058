import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { convert } from '../../converter/convert';
import type { NodeJson } from '../../converter/workflow';
import { startN8n, type RunningN8n } from '../../dev/n8n/driver';
import { runtimeFolder } from '../../dev/n8n/runtimeFolder';
import type { NewWorkflow } from '../../dev/n8n/types';
import { nodeType } from '../../dev/ourPackage';
import { credentialsFor, OWNER } from '../../dev/workspace';
import { startSimulator, type Simulator } from '../../simulator/server';
import { Collector } from './support/collector';
import { listedIn } from './support/hubList';
import { until } from './support/triggerStage';

// Several workflows behind the one webhook of an instance, in a real n8n.

const CHECKOUT = path.join(__dirname, '../..');
const FOREIGN_HEADERS = { 'x-shop': 'ours', jwt_key: 'foreign-key' };

let folder: string;
let simulator: Simulator;
let collector: Collector;
let n8n: RunningN8n;
let credential: { id: string; name: string };

beforeAll(async () => {
	folder = mkdtempSync(path.join(os.tmpdir(), 'trigger-'));
	collector = new Collector();
	await collector.start();
	simulator = await startSimulator({ port: 0, seed: true, quiet: true });
	await sim('/_sim/config', { webhookRetry: { delaysMs: [500, 1000, 2000, 4000] } });
	n8n = await startN8n(startOptions());
	await n8n.client.enter(OWNER);
	const server = { url: simulator.url, key: simulator.key };
	credential = await n8n.client.createCredential(credentialsFor(server)[0]);
});

afterAll(async () => {
	await n8n?.stop();
	await simulator?.close();
	await collector?.close();
	rmSync(folder, { recursive: true, force: true });
});

const startOptions = () => ({
	runtime: runtimeFolder(),
	userFolder: folder,
	packageFolder: CHECKOUT,
});

it('activation for an unknown instance fails with the cause, and leaves nothing behind', async () => {
	const { id } = await n8n.client.createWorkflow(workflow('unknown', { instance: 'nope' }));
	await n8n.client.activate(id);
	let status = '';
	for (let waited = 0; !/failed|error/i.test(status) && waited < 30_000; waited += 500) {
		await sleep(500);
		const route = `/rest/workflows/${id}/publication-status`;
		status = JSON.stringify(await n8n.client.request('GET', route));
	}
	expect(status).toContain('The server has no instance \\"nope\\"');
	await n8n.client.deactivate(id);
});

describe('three workflows and another app on one instance', () => {
	const ids: string[] = [];
	let before: unknown;

	const listed = async () => {
		const { headers } = (await api('GET', '/webhook/find/demo')) as {
			headers: Record<string, unknown>;
		};
		return listedIn(headers).length;
	};
	const listeners = async (count: number) =>
		await until(`${count} listen`, async () => (await listed()) === count, 40_000);

	beforeAll(async () => {
		await api('POST', '/webhook/set/demo', {
			webhook: {
				enabled: true,
				url: `${collector.url}/foreign`,
				headers: FOREIGN_HEADERS,
				byEvents: false,
				base64: false,
				events: ['MESSAGES_UPSERT'],
			},
		});
		before = withoutTimes(await api('GET', '/webhook/find/demo'));
		const all = [
			workflow('all', { events: ['MESSAGES_UPSERT'] }),
			workflow('orders', { filters: { textStartsWith: 'order' } }),
			workflow('acks', { events: ['MESSAGES_UPDATE'] }),
		];
		for (const one of all) ids.push((await n8n.client.createWorkflow(one)).id);
		for (const id of ids) await n8n.client.activate(id);
		await listeners(ids.length);
	});

	it('a delivery that nobody signed is refused, and starts nothing', async () => {
		const { url } = (await api('GET', '/webhook/find/demo')) as { url: string };
		const body = {
			event: 'messages.upsert',
			instance: 'demo',
			data: { message: { conversation: 'x' } },
		};
		const answer = await fetch(url, {
			method: 'POST',
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify(body),
		});
		expect(answer.status).toBe(401);
		expect(await collector.settled('/all', 0)).toEqual([]);
	});

	it('each gets its own, once, and the other app what it always got', async () => {
		await receive('5511988887777', 'hello');
		await receive('5511977776666', 'order 4711');
		expect((await collector.settled('/all', 2)).map(({ text }) => text).sort()).toEqual([
			'hello',
			'order 4711',
		]);
		expect((await collector.settled('/orders', 1)).map(({ text }) => text)).toEqual(['order 4711']);
		const foreign = collector.got.filter(({ path: at }) => at === '/foreign');
		expect(foreign).toHaveLength(2);
		expect(foreign[0].headers['x-shop']).toBe('ours');
		expect(JSON.parse(foreign[0].text)).toMatchObject({
			event: 'messages.upsert',
			destination: `${collector.url}/foreign`,
		});
		expect(Object.keys(foreign[0].headers)).not.toContain('x-evolution-hub');
	});

	it('the others go on when the one that the server sends to is switched off', async () => {
		await n8n.client.deactivate(ids[0]);
		await listeners(ids.length - 1);
		await receive('5511977776666', 'order 4712');
		expect((await collector.settled('/orders', 2)).map(({ text }) => text)).toContain('order 4712');
		expect(collector.at('/all').map(({ text }) => text)).not.toContain('order 4712');
		await n8n.client.activate(ids[0]);
		// n8n answers before it has told us, and is killed next.
		await listeners(ids.length);
		await sleep(1_500);
	});

	it('messages that arrive while n8n is dead start their workflows when it is back, once', async () => {
		await n8n.stop(0);
		await receive('5511988887777', 'are you there?');
		await receive('5511988887777', 'order 4713');
		n8n = await startN8n(startOptions());
		await n8n.client.login(OWNER);
		await collector.settled('/orders', 3, 90_000);
		await collector.settled('/all', 4, 60_000);
		const texts = (at: string) => collector.at(at).map(({ text }) => text);
		expect(texts('/all').filter((text) => text === 'are you there?')).toHaveLength(1);
		expect(texts('/all').filter((text) => text === 'order 4713')).toHaveLength(1);
		expect(texts('/orders').filter((text) => text === 'order 4713')).toHaveLength(1);
	});

	it('when the last one leaves, the webhook is as it was before', async () => {
		for (const id of ids) await n8n.client.deactivate(id);
		const now = async () => withoutTimes(await api('GET', '/webhook/find/demo'));
		// n8n answers before it has told us.
		for (let waited = 0; waited < 20_000; waited += 500) {
			if (JSON.stringify(await now()) === JSON.stringify(before)) break;
			await sleep(500);
		}
		expect(await now()).toEqual(before);
	});
});

it('behind the trigger that the converter puts in the place of a webhook, the file of a message is where it was', async () => {
	const file = Buffer.from('not really a sound').toString('base64');
	const { id } = await n8n.client.createWorkflow(convertedBot());
	await n8n.client.activate(id);
	const listens = async () => {
		const found = (await api('GET', '/webhook/find/demo')) as { url?: string } | null;
		return found?.url !== undefined && new URL(found.url).port === new URL(n8n.url).port;
	};
	await until('it listens', listens, 40_000);
	const person = { from: '5511988887777' };
	await sim('/_sim/instances/demo/receive', { ...person, kind: 'audio', ptt: true, base64: file });
	await sim('/_sim/instances/demo/receive', { ...person, kind: 'text', text: 'hello' });
	const read = await collector.settled('/converted', 2);
	expect(read).toHaveLength(2);
	expect(read).toContainEqual({ type: 'audioMessage', file });
	expect(read).toContainEqual({ type: 'conversation', text: 'hello' });
	await n8n.client.deactivate(id);
});

/** A webhook for the server, and what posts what is read of it, both converted. */
function convertedBot(): NewWorkflow {
	const value = "$('Webhook').item.json.body.data";
	const { result } = convert(
		{
			name: 'converted',
			nodes: [
				{
					id: 'c1',
					name: 'Webhook',
					type: 'n8n-nodes-base.webhook',
					typeVersion: 2,
					webhookId: 'b1a7c9d2-0000-4000-8000-00000000c0de',
					position: [0, 0],
					parameters: { httpMethod: 'POST', path: 'bot' },
				},
				{
					id: 'c2',
					name: 'Collect',
					type: 'n8n-nodes-base.httpRequest',
					typeVersion: 4.2,
					position: [220, 0],
					parameters: {
						method: 'POST',
						url: `${collector.url}/converted`,
						sendBody: true,
						specifyBody: 'json',
						jsonBody: `={{ JSON.stringify({ type: ${value}.messageType, text: ${value}.message.conversation, file: ${value}.message.base64 }) }}`,
					},
				},
			],
			connections: { Webhook: { main: [[{ node: 'Collect', type: 'main', index: 0 }]] } },
		},
		{ credential: { type: 'evolutionGlobalKeyApi', ...credential } },
	);
	const { nodes } = result as { nodes: NodeJson[] };
	const trigger = nodes.find(({ type }) => type.endsWith('evolutionApiTrigger'));
	Object.assign(trigger?.parameters.instance as object, { value: 'demo' });
	return result as NewWorkflow;
}

function workflow(
	name: string,
	{
		instance = 'demo',
		events = ['MESSAGES_UPSERT'],
		filters = {},
	}: { instance?: string; events?: string[]; filters?: object } = {},
): NewWorkflow {
	return {
		name,
		nodes: [
			{
				id: `b1a7c9d2-0000-4000-8000-${Buffer.from(name.padEnd(6)).toString('hex').slice(0, 12)}`,
				name: 'WhatsApp',
				type: nodeType('evolutionApiTrigger'),
				typeVersion: 2,
				position: [0, 0],
				parameters: {
					authentication: 'globalKey',
					instance: { __rl: true, mode: 'name', value: instance },
					events,
					filters,
				},
				credentials: { evolutionGlobalKeyApi: { id: credential.id, name: credential.name } },
			},
			{
				id: `b1a7c9d2-0000-4000-9000-${Buffer.from(name.padEnd(6)).toString('hex').slice(0, 12)}`,
				name: 'Collect',
				type: 'n8n-nodes-base.httpRequest',
				typeVersion: 4.2,
				position: [220, 0],
				parameters: {
					method: 'POST',
					url: `${collector.url}/${name}`,
					sendBody: true,
					specifyBody: 'json',
					jsonBody: '={{ JSON.stringify($json) }}',
				},
			},
		],
		connections: { WhatsApp: { main: [[{ node: 'Collect', type: 'main', index: 0 }]] } },
	} as NewWorkflow;
}

const receive = async (from: string, text: string) =>
	await sim('/_sim/instances/demo/receive', { from, kind: 'text', text });

async function sim(route: string, body: object): Promise<void> {
	await fetch(simulator.url + route, {
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify(body),
	});
}

async function api(method: string, route: string, body?: object): Promise<unknown> {
	const response = await fetch(simulator.url + route, {
		method,
		headers: { 'content-type': 'application/json', apikey: simulator.key },
		body: body && JSON.stringify(body),
	});
	return await response.json();
}

const withoutTimes = (record: unknown) => ({ ...(record as object), createdAt: '', updatedAt: '' });
