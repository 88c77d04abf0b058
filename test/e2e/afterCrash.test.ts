import { setTimeout as sleep } from 'node:timers/promises';

import type { NewWorkflow } from '../../dev/n8n/types';
import { nodeType } from '../../dev/ourPackage';
import { postTo } from './support/kills/nodes';
import { Server, Stage, until } from './support/triggerStage';

// After a Crash: n8n is killed while executions run, and stopped politely. Each execution takes a second before it posts what it
// got, so that a kill cuts off several. Each message has to come to its end once or, where that option says so, once more with
// the mark of a second start.

const EVERY_MS = 250;
const KILLS_MS = [50, 400, 900];
const RESTARTS_MS = 300_000;

const stage = new Stage();
const server = new Server({ env: { EXECUTIONS_DATA_SAVE_ON_SUCCESS: 'none' } });
const said: string[] = [];

const missedMessages = { values: { afterCrash: 'startAgain' } };
const AGAIN = ['webhook', 'socket'];
const WORKFLOWS: ReadonlyArray<readonly [name: string, options: object]> = [
	['webhook', { missedMessages }],
	['socket', { missedMessages, connection: { values: { method: 'webSocket' } } }],
	['leaving', {}],
];

async function create(name: string, options: object): Promise<string> {
	const { authentication, credentials } = await server.keyOf(stage);
	const trigger = {
		name: 'WhatsApp',
		type: nodeType('evolutionApiTrigger'),
		typeVersion: 2,
		parameters: {
			authentication,
			instance: { __rl: true, mode: 'name', value: 'demo' },
			events: ['MESSAGES_UPSERT'],
			options,
		},
		credentials,
	};
	const wait = {
		name: 'Work',
		type: 'n8n-nodes-base.wait',
		typeVersion: 1.1,
		parameters: { resume: 'timeInterval', amount: 1, unit: 'seconds' },
	};
	const nodes = [trigger, wait, postTo(`${stage.collector.url}/${name}/production`)];
	const { id } = await server.n8n.client.createWorkflow({
		name,
		nodes: nodes.map((node, index) => ({
			...node,
			id: `${index}-${name}`,
			position: [220 * index, 0],
		})),
		connections: {
			WhatsApp: { main: [[{ node: 'Work', type: 'main', index: 0 }]] },
			Work: { main: [[{ node: 'Collect', type: 'main', index: 0 }]] },
		},
		settings: {},
	} as NewWorkflow);
	return id;
}

async function say(times: number): Promise<void> {
	for (let count = 0; count < times; count++) {
		const text = `message ${said.length + 1}`;
		said.push(text);
		await stage.receive({ from: `55119000${1000 + said.length}`, kind: 'text', text });
		await sleep(EVERY_MS);
	}
}

/** How often each message came to its end, at first and as a second start. */
function ends(name: string): Map<unknown, { first: number; again: number }> {
	const found = new Map<unknown, { first: number; again: number }>();
	for (const { text, startedAgain } of stage.collector.at(`/${name}/production`)) {
		const counts = found.get(text) ?? { first: 0, again: 0 };
		if (startedAgain === true) counts.again++;
		else counts.first++;
		found.set(text, counts);
	}
	return found;
}

const lacking = (name: string) => said.filter((text) => !ends(name).has(text));
const twice = (name: string) =>
	[...ends(name)].filter(([, { first, again }]) => first > 1 || again > 1);
const again = (name: string) =>
	[...ends(name)].flatMap(([text, counts]) => (counts.again > 0 ? [text] : []));

async function nothingLacks(): Promise<void> {
	for (const name of AGAIN)
		await until(`${name} has all: ${lacking(name).join(', ')}`, () => lacking(name).length === 0);
	await until('the last is there', () => !lacking('leaving').includes(said.at(-1) ?? ''));
}

beforeAll(async () => {
	await stage.start();
	await server.start();
	for (const [name, options] of WORKFLOWS)
		await server.n8n.client.listen(await create(name, options));
}, RESTARTS_MS);

afterAll(async () => {
	await server.end();
	await stage.end();
});

it.each(KILLS_MS)(
	'n8n is killed %i ms after a message: with Start Again, what it cut off comes to its end',
	async (afterMs) => {
		await say(6);
		await sleep(afterMs);
		await server.n8n.stop(0);
		const cutOff = AGAIN.map((name) => `${name} ${lacking(name).length}`);
		await say(2);
		await server.start();
		await say(2);
		await nothingLacks();
		const started = AGAIN.map((name) => `${name} ${again(name).length}`);
		process.stdout.write(
			`killed after ${afterMs} ms; not at their end then: ${cutOff.join(', ')}; started again so far: ${started.join(', ')}; lost by Leave It so far: ${lacking('leaving').length}\n`,
		);
	},
	RESTARTS_MS,
);

it(
	'n8n is stopped politely while executions run: nothing starts again',
	async () => {
		const before = AGAIN.map(again);
		await say(6);
		await server.n8n.stop(60_000);
		await say(2);
		await server.start();
		await say(2);
		await nothingLacks();
		expect(AGAIN.map(again)).toEqual(before);
	},
	RESTARTS_MS,
);

it.each(AGAIN)('with Start Again, nothing is lost, and what came twice says so (%s)', (name) => {
	expect(lacking(name)).toEqual([]);
	expect(twice(name)).toEqual([]);
	expect(again(name).length).toBeGreaterThan(0);
});

it('with Leave It, nothing comes twice, and no item says so', () => {
	expect(twice('leaving')).toEqual([]);
	expect(again('leaving')).toEqual([]);
	expect(lacking('leaving').length).toBeGreaterThan(0);
});
