/** Measures triggers in a real n8n: how many events per second become finished executions. */
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import type { RunningN8n } from '../dev/n8n/driver';
import { measureDelays, startedNode } from './delay';
import { deliverMany, type Load } from './deliveries';
import { finishedExecutions } from './metrics';
import { withN8n } from './n8n';
import { probe } from './noise';
import type { BenchServer } from './processes';
import type { Paths } from './protocol';
import { median } from './statistics';
import { startTelegram } from './telegram';
import {
	addWorkflow,
	emptyTrigger,
	evolutionTrigger,
	socketTrigger,
	telegramTrigger,
	webhookNode,
	type NewReceiver,
	type Receiver,
} from './workflows';

export interface TriggerResult {
	readonly trigger: string;
	readonly atOnce: number;
	/** Finished executions per second. */
	readonly eventsPerSecond: number;
	/** Time (ms) within which 99 of 100 deliveries are answered; undefined for triggers that fetch their events. */
	readonly p99Ms?: number;
	/** Median time (ms) from an event to the start of the workflow, if no other event comes. Only measured once for each trigger. */
	readonly startsAfterMs?: number;
}

export interface TriggerPlan {
	readonly events: number;
	readonly rounds: number;
	readonly atOnce: readonly number[];
	/** Counts of other workflows on the same instance: `[1, 5, 20]`. */
	readonly subscribers: readonly number[];
	/** Number of events that each trigger gets while n8n is otherwise idle. */
	readonly alone: number;
}

/** @param lazy whether n8n only prepares its expression engine for workflows with an expression, a setting that is off by default */
export async function compareTriggers(
	paths: Paths,
	server: BenchServer,
	plan: TriggerPlan,
	lazy = false,
): Promise<TriggerResult[]> {
	const env = {
		N8N_EXPRESSION_ENGINE_LAZY_ACQUIRE: String(lazy),
		N8N_METRICS: 'true',
		// n8n would read these metrics from the system on every request.
		N8N_METRICS_INCLUDE_DEFAULT_METRICS: 'false',
		N8N_METRICS_INCLUDE_MESSAGE_EVENT_BUS_METRICS: 'true',
		N8N_METRICS_INCLUDE_WORKFLOW_ID_LABEL: 'true',
	};
	const telegram = await startTelegram();
	await server.reset(0);
	const measure = async (n8n: RunningN8n, userFolder: string) => {
		const results: TriggerResult[] = [];
		const started = path.join(userFolder, 'started');
		const add = async (receiver: NewReceiver) =>
			await addWorkflow(n8n, receiver, startedNode(started));
		const ours = await add(evolutionTrigger(server.urls, 0));
		const webhooks: Receiver[] = [
			ours,
			await add(emptyTrigger('emit')),
			await add(emptyTrigger('workflowData')),
			await add(telegramTrigger(telegram)),
		];
		const closest = [await add(webhookNode()), await add(await socketTrigger(server.urls))];
		const finished = finishing(n8n);
		const measured = [
			...(await measureReceivers(webhooks, plan, finished)),
			// These two triggers need more rounds than the others, because they are almost equally fast.
			...(await measureReceivers(closest, { ...plan, rounds: 3 * plan.rounds }, finished)),
		];
		const delays = await measureDelays([...webhooks, ...closest], started, plan.alone);
		for (const result of measured) {
			const isFirst = result.atOnce === plan.atOnce[0];
			results.push({ ...result, startsAfterMs: isFirst ? delays.get(result.trigger) : undefined });
		}
		let others = 0;
		for (const subscribers of plan.subscribers) {
			while (others < subscribers) {
				await add(evolutionTrigger(server.urls, ++others));
			}
			const title = `${ours.title}, and ${subscribers} other workflow${subscribers === 1 ? '' : 's'}`;
			results.push(...(await measureReceivers([{ ...ours, title }], plan, finished)));
		}
		return results;
	};
	try {
		return await withN8n(paths, measure, env);
	} finally {
		telegram.stop();
	}
}

const REHEARSED = 20;

/** Called before the deliveries. Returns a function that waits until `count` more executions have finished. */
type Watch = (receiver: Receiver) => Promise<(count: number) => Promise<void>>;

const finishing =
	({ url }: RunningN8n): Watch =>
	async ({ workflowId, title }) => {
		const before = await finishedExecutions(url, workflowId);
		return async (count) => {
			const holds = async () => (await finishedExecutions(url, workflowId)) - before >= count;
			await until(holds, title);
		};
	};

/** Measures all receivers in turns, every second round in reverse order. The first round is only a rehearsal. */
export async function measureReceivers(
	receivers: readonly Receiver[],
	{ events, rounds, atOnce: loads }: Pick<TriggerPlan, 'events' | 'rounds' | 'atOnce'>,
	watch?: Watch,
): Promise<TriggerResult[]> {
	const runs = new Map<string, Array<Load & { perSecond: number }>>();
	for (let round = -1; round < rounds; round++) {
		const inTurn = round % 2 === 0 ? receivers : [...receivers].reverse();
		for (const atOnce of loads) {
			for (const receiver of inTurn) {
				probe();
				const finished = await watch?.(receiver);
				const start = performance.now();
				const done = await deliverMany(
					receiver,
					round < 0 ? Math.min(events, REHEARSED) : events,
					atOnce,
				);
				await finished?.(done.count);
				const perSecond = done.count / ((performance.now() - start) / 1000);
				const key = JSON.stringify([receiver.title, atOnce]);
				if (round >= 0) runs.set(key, [...(runs.get(key) ?? []), { ...done, perSecond }]);
			}
		}
	}
	return [...runs].map(([key, all]) => {
		const [trigger, atOnce] = JSON.parse(key) as [string, number];
		const eventsPerSecond = median(all.map(({ perSecond }) => perSecond));
		const isAsking = receivers.some((one) => one.title === trigger && one.isAsking === true);
		const p99Ms = isAsking ? undefined : median(all.map((one) => one.p99Ms));
		return { trigger, atOnce, eventsPerSecond, p99Ms };
	});
}

async function until(holds: () => Promise<boolean>, what: string): Promise<void> {
	const end = Date.now() + 120_000;
	while (!(await holds())) {
		if (Date.now() > end) throw new Error(`${what}: not all executions have ended`);
		await sleep(50);
	}
}
