/** Batch Events (Seconds): what an event costs n8n if it starts the workflow together with others. */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import type { RunningN8n } from '../dev/n8n/driver';
import { startedNode } from './delay';
import { load } from './deliveries';
import { withN8n } from './n8n';
import { probe } from './noise';
import type { BenchServer } from './processes';
import type { Paths } from './protocol';
import { median } from './statistics';
import { addWorkflow, COLLECTING, socketTrigger, webhookNode, type Receiver } from './workflows';

export interface Collected {
	readonly trigger: string;
	readonly eventsPerExecution: number;
	/** Of n8n's process. */
	readonly cpuMsPerEvent: number;
}

export interface CollectPlan {
	/** Before the rounds, as a rehearsal. */
	readonly rehearsals: number;
	readonly rounds: number;
	/** Seconds in which events come. */
	readonly seconds: number;
	readonly perSecond: number;
}

const AT_ONCE = 10;
const PATIENCE_MS = 60_000;
/** After the last one: n8n stores how the executions ended. */
const PAUSE_MS = 1_000;

/** All of them in turns. */
export async function compareCollecting(
	paths: Paths,
	server: BenchServer,
	{ rehearsals, rounds, ...flow }: CollectPlan,
): Promise<Collected[]> {
	await server.reset(0);
	return await withN8n(paths, async (n8n, userFolder) => {
		const file = path.join(userFolder, 'started');
		const receivers: Receiver[] = [];
		for (const receiver of [
			webhookNode(),
			await socketTrigger(server.urls),
			await socketTrigger(server.urls, COLLECTING),
		])
			receivers.push(await addWorkflow(n8n, receiver, startedNode(file)));
		const runs = new Map<string, Collected[]>();
		for (let round = -rehearsals; round < rounds; round++) {
			for (const receiver of receivers) {
				probe();
				const run = await measure(n8n, receiver, file, round < 0 ? { ...flow, seconds: 1 } : flow);
				const all = runs.get(receiver.title) ?? [];
				if (round >= 0) runs.set(receiver.title, [...all, run]);
			}
		}
		return [...runs].map(([trigger, all]) => ({
			trigger,
			eventsPerExecution: median(all.map((run) => run.eventsPerExecution)),
			cpuMsPerEvent: median(all.map((run) => run.cpuMsPerEvent)),
		}));
	});
}

async function measure(
	n8n: RunningN8n,
	receiver: Receiver,
	file: string,
	{ seconds, perSecond }: Omit<CollectPlan, 'rehearsals' | 'rounds'>,
): Promise<Collected> {
	writeFileSync(file, '');
	const before = cpuMs(n8n);
	for (let second = 0; second < seconds; second++) {
		const next = Date.now() + 1000;
		await load(receiver, perSecond, AT_ONCE);
		// Who does not keep up gets the rest at once.
		await sleep(Math.max(0, next - Date.now()));
	}
	const events = perSecond * seconds;
	const sizes = () => readFileSync(file, 'utf8').trim().split('\n').map(itemsOf);
	const arrived = () => sizes().reduce((sum, size) => sum + size, 0);
	for (const end = Date.now() + PATIENCE_MS; arrived() < events; await sleep(100))
		if (Date.now() > end) throw new Error(`${receiver.title}: not all events have arrived`);
	await sleep(PAUSE_MS);
	return {
		trigger: receiver.title,
		eventsPerExecution: events / sizes().length,
		cpuMsPerEvent: (cpuMs(n8n) - before) / events,
	};
}

const itemsOf = (line: string) => Number(line.split(' ')[1] ?? 0);

/** Linux counts in hundredths of a second. */
const TICK_MS = 10;

/** Of n8n's process since its start. */
function cpuMs({ pid }: RunningN8n): number {
	const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
	const [user, system] = stat
		.slice(stat.lastIndexOf(')') + 2)
		.split(' ')
		.slice(11, 13);
	return (Number(user) + Number(system)) * TICK_MS;
}
