/** Tests that one n8n in queue mode, with four processes, keeps three accounts apart whose people, groups and message IDs are the same. */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { IDataObject } from 'n8n-workflow';

import { nodeType } from '../../dev/ourPackage';
import { keepsThemApart, KEY_OF_ITEM, threeAccounts, type Account } from '../support/keptApart';
import { untilQuiet } from '../support/time';
import { chain, evolution, itemsOf, type Step } from './support/everyN8n/chain';
import { QueueServer } from './support/queue/queueServer';
import { Stage, until } from './support/triggerStage';

const n8n = new QueueServer();
let first: Stage;
let second: Stage;
const accounts = threeAccounts(
	{
		get current() {
			return first.simulator;
		},
	},
	{
		get current() {
			return second.simulator;
		},
	},
);
const stageOf = ({ server }: Account) => (server === accounts[2].server ? second : first);

let keyOfItem: { id: string; name: string };
const active: string[] = [];
const asking = new Map<Account, string>();
const ran = new Set<string | undefined>();

beforeAll(async () => {
	await n8n.start();
	keyOfItem = await n8n.n8n.client.createCredential({
		name: 'The key of the item',
		type: 'evolutionGlobalKeyApi',
		data: KEY_OF_ITEM,
	});
}, 5 * 60_000);
afterAll(async () => await n8n.end());

beforeEach(async () => {
	first = new Stage();
	second = new Stage();
	for (const stage of [first, second]) await stage.start();
});
afterEach(async () => {
	for (const id of asking.values()) await n8n.n8n.client.stop(id).catch(() => undefined);
	asking.clear();
	for (const id of active.splice(0)) await n8n.n8n.client.leave(id);
	for (const stage of [first, second]) await stage.end();
});

const given = (items: readonly IDataObject[]): Step[] => [
	{
		name: 'All',
		type: 'n8n-nodes-base.set',
		typeVersion: 3.4,
		parameters: { mode: 'raw', jsonOutput: JSON.stringify({ items }) },
	},
	{
		name: 'Each',
		type: 'n8n-nodes-base.splitOut',
		typeVersion: 1,
		parameters: { fieldToSplitOut: 'items' },
	},
];

keepsThemApart(accounts, {
	async run(parameters, items) {
		const node: Step & { onError: string } = {
			name: 'Node',
			type: nodeType('evolutionApi'),
			typeVersion: 1,
			parameters,
			credentials: { evolutionGlobalKeyApi: keyOfItem },
			onError: 'continueRegularOutput',
		};
		const { client } = n8n.n8n;
		const { id } = await client.createWorkflow(chain(randomUUID(), [...given(items), node]));
		const execution = await client.finished(await client.run(id));
		expect(execution).toMatchObject({ status: 'success' });
		await until('a worker tells it', () => n8n.workerOf(execution.id) !== undefined);
		ran.add(n8n.workerOf(execution.id));
		return itemsOf(execution, 'Node') as Array<{ json: IDataObject; pairedItem?: unknown }>;
	},
	async activate(ofBoth, ofOther) {
		for (const [stage, parameters] of [
			[first, ofBoth],
			[second, ofOther],
		] as const) {
			// The name must be short: it's part of a node ID, whose length n8n limits in PostgreSQL.
			const id = await n8n.create(stage, randomUUID().slice(0, 8), parameters);
			active.push(id);
			await n8n.n8n.client.listen(id);
		}
	},
	started: (account) =>
		stageOf(account)
			.collector.got.map(({ text }) => JSON.parse(text) as IDataObject)
			.filter(({ instance }) => instance === account.instance),
	pass: async (ms) => await sleep(ms),
	async settled() {
		// Waits for the simulator's deliveries, which are sent from this process.
		await untilQuiet();
		await until('nothing runs', async () => (await n8n.n8n.client.executing()).length === 0);
		await untilQuiet();
	},
	async ask(account, number) {
		const { client } = n8n.n8n;
		const step = await evolution(n8n, stageOf(account), 'Ask', {
			resource: 'message',
			operation: 'sendAndWait',
			instance: { __rl: true, mode: 'name', value: account.instance },
			responseType: 'freeText',
			recipient: { __rl: true, mode: 'number', value: number },
			message: `What do you say to ${account.mark}?`,
		});
		const { id } = await client.createWorkflow(chain(`ask ${account.mark}`, [step]));
		const execution = await client.run(id);
		asking.set(account, execution);
		await until('it waits', async () => (await client.execution(execution)).status === 'waiting');
	},
	async answers(account) {
		const execution = await n8n.n8n.client.execution(asking.get(account) ?? '');
		if (execution.status === 'waiting') return [];
		return itemsOf(execution, 'Ask').map(({ json }) => json.text);
	},
});

it('both workers have run some of it', () => {
	expect([...ran].sort()).toEqual(['worker-1', 'worker-2']);
});
