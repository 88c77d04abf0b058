import { setTimeout as sleep } from 'node:timers/promises';

import type { Execution, NewWorkflow } from '../../dev/n8n/types';
import { nodeType } from '../../dev/ourPackage';
import { Server, Stage, until } from './support/triggerStage';

// Tests a bulk sending in a real n8n that crashes halfway, twice. After each crash, it's simply run again.

const TEXT = 'Our shop is open again on Monday.';
const phone = (n: number) => String(351_910_000_000 + n);
/** 198 people. Two of them are in the list a second time, in another spelling. */
const RECIPIENTS = Array.from({ length: 198 }, (_, n) => phone(n));
RECIPIENTS.splice(50, 0, `+${phone(7)}`);
RECIPIENTS.splice(120, 0, `${phone(33)}@s.whatsapp.net`);
const UNKNOWN = Array.from({ length: 20 }, (_, n) => phone(n * 10));
const KNOWN = 198 - UNKNOWN.length;

interface Fate {
	readonly status: string;
	readonly reason: string | null;
}

const stage = new Stage();
const server = new Server({ env: { EXECUTIONS_DATA_SAVE_ON_SUCCESS: 'all' } });
let workflowId = '';

beforeAll(async () => {
	await stage.start();
	await stage.sim('/_sim/config', { unknownNumbers: UNKNOWN });
	await server.start();
	const bulkSending = {
		verifyNumbers: true,
		rateLimit: { values: { minDelay: 0.02, maxDelay: 0.06 } },
		output: 'itemsAndSummary',
		deduplication: { values: { sentSince: '1' } },
		stopConditions: { failuresInARow: 3 },
	};
	// The typing indicator takes so long that about half of the kills happen while it's shown.
	const values = { duration: 'textLength', charactersPerSecond: 500 };
	const options = { typingIndicator: { values } };
	const { id } = await server.n8n.client.createWorkflow(await workflow(bulkSending, options));
	workflowId = id;
});

afterAll(async () => {
	await server.end();
	await stage.end();
});

it('a broadcast cut off by a killed n8n, then by a lost WhatsApp connection: the next run sends only what is missing', async () => {
	await server.n8n.client.run(workflowId);
	await until('some are sent', () => sent().length >= 70, 60_000);
	expect((await server.n8n.stop(0)).signal).toBe('SIGKILL');
	await sleep(500);
	const beforeKill = sent().length;
	expect(beforeKill).toBeLessThan(140);

	const close = { after: 'send', skip: 149 - beforeKill, steps: [{ do: 'close' }] };
	await stage.sim('/_sim/instances/demo/plans', close);
	await server.start();
	const closed = fatesOf(await run());
	expect(closed).toHaveLength(200);
	expect(count(closed, 'alreadySent')).toBe(beforeKill);
	expect(count(closed, 'sent')).toBe(150 - beforeKill);
	expect(count(closed, 'duplicate')).toBe(2);
	// The connection closed while one message was being sent.
	expect(count(closed, 'unknown')).toBe(1);
	expect(closed.at(-1)?.reason).toContain('is not connected to WhatsApp');

	await stage.sim('/_sim/instances/demo/scan', {});
	const last = await run();
	const fates = fatesOf(last);
	expect(count(fates, 'alreadySent')).toBe(150);
	expect(count(fates, 'sent')).toBe(KNOWN - 150);
	expect(count(fates, 'notOnWhatsApp')).toBe(UNKNOWN.length);
	expect(itemsOf(last).at(-1)?.summary).toMatchObject({
		items: 200,
		sent: KNOWN - 150,
		alreadySent: 150,
		duplicate: 2,
		stopReason: null,
	});

	const chats = sent();
	expect(chats).toHaveLength(KNOWN);
	expect(new Set(chats).size).toBe(KNOWN);
	const requests = stage.simulator.state.requests.list();
	const sends = requests.filter(({ path, status }) => path.startsWith('/message/') && status < 300);
	expect(sends).toHaveLength(KNOWN);
}, 280_000);

it('an execution that is stopped in n8n sends nothing else', async () => {
	const before = sent().length;
	const bulkSending = { rateLimit: { values: { minDelay: 0.5, maxDelay: 0.5 } } };
	const { id } = await server.n8n.client.createWorkflow(await workflow(bulkSending));
	const execution = await server.n8n.client.run(id);
	await until('one is sent', () => sent().length > before, 30_000);
	await server.n8n.client.request('POST', `/rest/executions/${execution}/stop`);
	const after = sent().length;
	await sleep(2500);
	expect(sent().length).toBeLessThanOrEqual(after + 1);
}, 60_000);

async function run(): Promise<Execution> {
	const { client } = server.n8n;
	return await client.finished(await client.run(workflowId), 120_000);
}

function itemsOf(execution: Execution): Array<Record<string, unknown>> {
	const [output] = execution.data.resultData.runData.Broadcast[0].data?.main ?? [];
	return (output ?? []).map(({ json }) => json);
}

const fatesOf = (execution: Execution) =>
	itemsOf(execution).flatMap(({ broadcast }) =>
		broadcast === undefined ? [] : [broadcast as Fate],
	);

const count = (fates: readonly Fate[], status: string) =>
	fates.filter((fate) => fate.status === status).length;

function sent(): string[] {
	const { messages } = stage.simulator.state.instances.get('demo') ?? {};
	const ours = [...(messages?.newestFirst() ?? [])].filter(
		({ message }) => message.conversation === TEXT,
	);
	return ours.map(({ key }) => key.remoteJid);
}

async function workflow(bulkSending: object, options: object = {}): Promise<NewWorkflow> {
	const node = (name: string, type: string, parameters: object, more: object = {}) => ({
		id: name,
		name,
		type,
		position: [0, 0] as [number, number],
		typeVersion: 1,
		parameters: { ...parameters },
		...more,
	});
	const names = ['Start', 'List', 'One Each', 'Broadcast'];
	const next = (name: string) => ({ main: [[{ node: name, type: 'main', index: 0 }]] });
	return {
		name: 'Broadcast',
		nodes: [
			node('Start', 'n8n-nodes-base.manualTrigger', {}),
			node(
				'List',
				'n8n-nodes-base.set',
				{ mode: 'raw', jsonOutput: JSON.stringify({ to: RECIPIENTS }), options: {} },
				{ typeVersion: 3.4 },
			),
			node('One Each', 'n8n-nodes-base.splitOut', { fieldToSplitOut: 'to', options: {} }),
			node(
				'Broadcast',
				nodeType('evolutionApi'),
				{
					authentication: 'globalKey',
					resource: 'message',
					operation: 'sendText',
					instance: { __rl: true, mode: 'name', value: 'demo' },
					recipient: { __rl: true, mode: 'number', value: '={{ $json.to }}' },
					text: TEXT,
					options,
					bulkSending,
				},
				{ credentials: { evolutionGlobalKeyApi: await server.credentialFor(stage) } },
			),
		],
		connections: Object.fromEntries(
			names.slice(1).map((name, index) => [names[index], next(name)]),
		),
	};
}
