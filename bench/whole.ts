/** Measures how long a complete n8n takes to send texts, from the call of a workflow's webhook until all texts are sent. */
import type { RunningN8n } from '../dev/n8n/driver';
import type { NewWorkflow, WorkflowNode } from '../dev/n8n/types';
import { nodeOf } from './competitors';
import { withN8n } from './n8n';
import { probe } from './noise';
import type { BenchServer } from './processes';
import { COMPETITORS, type Paths } from './protocol';
import { median, spread } from './statistics';

const SENDERS = ['http', 'httpFields', 'ours', 'ours20'] as const;
type Sender = (typeof SENDERS)[number];

export interface Whole {
	readonly competitor: Sender;
	readonly count: number;
	readonly wallMsPerItem: number;
	readonly spread: number;
}

export async function compareWhole(
	paths: Paths,
	server: BenchServer,
	count: number,
	rounds: number,
): Promise<Whole[]> {
	const times: Record<Sender, number[]> = { http: [], httpFields: [], ours: [], ours20: [] };
	await withN8n(paths, async (n8n) => {
		for (const sender of SENDERS) await addSender(n8n, server, sender);
		// All senders run in turns. The first round is only a rehearsal.
		for (let round = -1; round < rounds; round++) {
			for (const sender of round % 2 === 0 ? SENDERS : [...SENDERS].reverse()) {
				const ms = await run(n8n, server, sender, count);
				if (round >= 0) times[sender].push(ms / count);
			}
		}
	});
	return SENDERS.map((competitor) => ({
		competitor,
		count,
		wallMsPerItem: median(times[competitor]),
		spread: spread(times[competitor]),
	}));
}

/** Returns the ms from the call to its answer, which n8n sends when the workflow has ended. */
async function run(
	n8n: RunningN8n,
	server: BenchServer,
	sender: Sender,
	count: number,
): Promise<number> {
	probe();
	await server.reset(0);
	const start = performance.now();
	const { status } = await call(n8n, sender, count);
	const ms = performance.now() - start;
	const { requests } = await server.seen();
	if (status !== 200 || requests !== count) {
		throw new Error(`${COMPETITORS[sender]}: status ${status}, ${requests} texts of ${count}`);
	}
	return ms;
}

const call = async (n8n: RunningN8n, sender: Sender, count: number) =>
	await fetch(`${n8n.url}/webhook/${sender}`, {
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify({ count }),
	});

async function addSender(
	n8n: RunningN8n,
	{ urls }: BenchServer,
	competitor: Sender,
): Promise<void> {
	const job = {
		name: 'texts',
		competitor,
		count: 1,
		server: { url: urls.http, key: urls.key },
	} as const;
	const { credentials: data, ...node } = nodeOf(job);
	const [[type, fields]] = Object.entries(data);
	const credential = await n8n.client.createCredential({
		name: `${competitor} ${type}`,
		type,
		data: fields as Record<string, string | boolean>,
	});
	const { id } = await n8n.client.createWorkflow({
		name: COMPETITORS[competitor],
		nodes: [
			{
				id: '1',
				name: 'Start',
				position: [0, 0],
				webhookId: competitor,
				type: 'n8n-nodes-base.webhook',
				typeVersion: 2,
				parameters: {
					httpMethod: 'POST',
					path: competitor,
					responseMode: 'lastNode',
					responseData: 'noData',
					options: {},
				},
			},
			{
				id: '2',
				name: 'Items',
				position: [220, 0],
				type: 'CUSTOM.items',
				typeVersion: 1,
				parameters: {},
			},
			{
				id: '3',
				name: 'Send',
				position: [440, 0],
				...(node as Pick<WorkflowNode, 'type' | 'typeVersion' | 'parameters'>),
				credentials: { [type]: { id: credential.id, name: credential.name } },
			},
		],
		connections: {
			Start: { main: [[{ node: 'Items', type: 'main', index: 0 }]] },
			Items: { main: [[{ node: 'Send', type: 'main', index: 0 }]] },
		},
	} as NewWorkflow);
	await n8n.client.listen(id);
}
