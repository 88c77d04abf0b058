/** Sends far more events than n8n can handle, and measures its memory, and how many executions per second it still finishes. */
import { setTimeout as sleep } from 'node:timers/promises';

import type { RunningN8n } from '../dev/n8n/driver';
import { Collector } from '../test/e2e/support/collector';
import { peakMb } from './memory';
import { ask, countsOf, startLoad } from './messages';
import { withN8n } from './n8n';
import { probe } from './noise';
import { startServer } from './processes';
import type { Paths } from './protocol';
import type { ServerUrls } from './server';
import { addWorkflow, evolutionTrigger, SOCKET, socketTrigger, webhookNode } from './workflows';

export interface Flood {
	readonly trigger: string;
	readonly peakMb: number;
	/** Events per second that the workflow handled during the flood and for `watchS` seconds after it. */
	readonly perSecond: number;
	/** Time from the end of the flood until the workflow handled the last event, s. */
	readonly lateS: number;
	readonly lost: number;
	readonly twice: number;
}

export interface FloodPlan {
	readonly perSecond: number;
	readonly seconds: number;
	readonly watchS: number;
	/** Longest wait for missing events after the flood, s. */
	readonly limitS: number;
}

const SETTLED_MS = 3_000;

interface FloodSetup {
	readonly instance: string;
	add(n8n: RunningN8n, urls: ServerUrls, end: typeof ARRIVED): Promise<unknown>;
}

const ARRIVED = { type: 'CUSTOM.arrived', typeVersion: 1, parameters: { url: '' } };

const FLOOD_SETUPS: readonly FloodSetup[] = [
	{
		instance: 'demo',
		add: async (n8n, urls, end) => await addWorkflow(n8n, evolutionTrigger(urls, 0), end),
	},
	{
		instance: SOCKET.instance,
		add: async (n8n, urls, end) => await addWorkflow(n8n, await socketTrigger(urls), end),
	},
	{
		instance: 'demo',
		async add(n8n, urls, end) {
			await addWorkflow(n8n, webhookNode(), end);
			const webhook = { enabled: true, url: `${n8n.url}/webhook/bench` };
			await ask(urls, '/webhook/set/demo', {
				webhook: { ...webhook, events: ['MESSAGES_UPSERT'] },
			});
		},
	},
];
const TITLES = ['this package', SOCKET.title, 'Webhook'];

export async function compareFloods(paths: Paths, plan: FloodPlan): Promise<Flood[]> {
	const results: Flood[] = [];
	for (const [index, competitor] of FLOOD_SETUPS.entries()) {
		probe();
		results.push({ trigger: TITLES[index], ...(await measure(paths, plan, competitor)) });
	}
	return results;
}

async function measure(
	paths: Paths,
	plan: FloodPlan,
	competitor: FloodSetup,
): Promise<Omit<Flood, 'trigger'>> {
	const server = await startServer();
	const collector = new Collector();
	try {
		await collector.start();
		return await withN8n(paths, async (n8n) => {
			const parameters = { url: `${collector.url}/0` };
			await competitor.add(n8n, server.urls, { ...ARRIVED, parameters });
			await sleep(SETTLED_MS);
			// Earlier events don't count, such as the one that `socketTrigger` needs to connect.
			const before = collector.got.length;
			const since = Date.now();
			const flood = startLoad(server.urls, [competitor.instance], plan.perSecond);
			await sleep(plan.seconds * 1000);
			const ids = await flood.stop();
			const stoppedAt = Date.now();
			await sleep(plan.watchS * 1000);
			const perSecond = (collector.got.length - before) / ((Date.now() - since) / 1000);
			const counts = () => countsOf(collector);
			const missing = () => {
				const arrivals = counts();
				return ids.filter((id) => !arrivals.has(`/0 ${id}`));
			};
			const end = stoppedAt + plan.limitS * 1000;
			while (missing().length > 0 && Date.now() < end) await sleep(1000);
			await sleep(SETTLED_MS);
			return {
				peakMb: peakMb(n8n),
				perSecond,
				lateS: ((collector.got.at(-1)?.at ?? 0) - stoppedAt) / 1000,
				lost: missing().length,
				twice: [...counts().values()].filter((count) => count > 1).length,
			};
		});
	} finally {
		await collector.close();
		server.stop();
	}
}
