/** Measures n8n's memory after it's killed under load, restarts, and has to catch up. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { startN8n, type RunningN8n } from '../dev/n8n/driver';
import { freePort } from '../dev/ports';
import { OWNER } from '../dev/workspace';
import { Collector } from '../test/e2e/support/collector';
import { peakMb } from './memory';
import { ask, countsOf, startLoad } from './messages';
import { ENVIRONMENT } from './n8n';
import { probe } from './noise';
import { startServer } from './processes';
import type { Paths } from './protocol';
import type { ServerUrls } from './server';
import { addWorkflow, evolutionTrigger, webhookNode, type NewReceiver } from './workflows';

export interface Restart {
	readonly trigger: string;
	readonly peakMb: number;
	/** From the end of the load until the last event came out of a workflow, s. */
	readonly lateS: number;
	/** An event counts once for each workflow. */
	readonly lost: number;
	readonly twice: number;
}

/** A load that n8n 2 can handle on two cores, although it uses an expression engine for each execution. */
export const RESTART_PLAN: RestartPlan = {
	workflows: 5,
	perSecond: 1,
	beforeS: 15,
	awayS: 60,
	afterS: 25,
};

interface RestartPlan {
	readonly workflows: number;
	readonly perSecond: number;
	/** Seconds under load: before the kill (`beforeS`), without n8n (`awayS`), and after n8n's start (`afterS`). */
	readonly beforeS: number;
	readonly awayS: number;
	readonly afterS: number;
}

/** If no event arrives for this time, none will arrive later, because the server retries after 5, 10, 20 and 40 s. */
const QUIET_MS = 45_000;
const SETTLED_MS = 5_000;
const OURS = 'this package';
const PLAIN = 'Webhook';

interface RestartSetup {
	readonly title: string;
	readonly instances: readonly string[];
	workflow(index: number): NewReceiver;
	listen(n8n: RunningN8n, index: number): Promise<void>;
}

/** Our workflows all share one instance. A Webhook node can't share an instance, so each has its own. */
function competitors(urls: ServerUrls, workflows: number): RestartSetup[] {
	const numbers = Array.from({ length: workflows }, (_each, index) => index);
	const plain = numbers.map((index) => `plain-${index}`);
	return [
		{
			title: OURS,
			instances: ['demo'],
			workflow: (index) => {
				const receiver = evolutionTrigger(urls, index);
				const parameters = { ...(receiver.node.parameters as object), filters: {} };
				return { ...receiver, node: { ...receiver.node, parameters } };
			},
			listen: async () => undefined,
		},
		{
			title: PLAIN,
			instances: plain,
			workflow: (index) => {
				const receiver = webhookNode();
				const place = `bench-${index}`;
				const parameters = { httpMethod: 'POST', path: place, options: {} };
				return { ...receiver, node: { ...receiver.node, webhookId: place, parameters } };
			},
			async listen(n8n, index) {
				const name = plain[index];
				const webhook = { enabled: true, url: `${n8n.url}/webhook/bench-${index}` };
				await ask(urls, '/instance/create', {
					instanceName: name,
					integration: 'WHATSAPP-BAILEYS',
				});
				await ask(urls, `/_sim/instances/${name}/scan`, {});
				await ask(urls, `/webhook/set/${name}`, {
					webhook: { ...webhook, events: ['MESSAGES_UPSERT'] },
				});
			},
		},
	];
}

export async function compareRestarts(paths: Paths, plan: RestartPlan): Promise<Restart[]> {
	const results: Restart[] = [];
	for (const title of [OURS, PLAIN]) {
		probe();
		results.push(await measureRestart(paths, plan, title));
	}
	return results;
}

async function measureRestart(paths: Paths, plan: RestartPlan, title: string): Promise<Restart> {
	const server = await startServer();
	const collector = new Collector();
	const userFolder = mkdtempSync(path.join(tmpdir(), 'bench-restart-'));
	const port = await freePort();
	const start = async () =>
		await startN8n({
			runtime: paths.runtime,
			packageFolder: paths.ours,
			userFolder,
			port,
			env: {
				...ENVIRONMENT,
				// n8n's usual recovery of interrupted executions can prevent n8n 2.41 from starting.
				N8N_EVENTBUS_RECOVERY_MODE: 'simple',
			},
		});
	let n8n: RunningN8n | undefined;
	try {
		await collector.start();
		n8n = await start();
		await n8n.client.enter(OWNER);
		const competitor = competitors(server.urls, plan.workflows).find(
			(each) => each.title === title,
		);
		if (competitor === undefined) throw new Error(title);
		for (let index = 0; index < plan.workflows; index++) {
			const end = {
				type: 'CUSTOM.arrived',
				typeVersion: 1,
				parameters: { url: `${collector.url}/${index}` },
			};
			await addWorkflow(n8n, competitor.workflow(index), end);
			await competitor.listen(n8n, index);
		}
		await sleep(2000);
		const load = startLoad(server.urls, competitor.instances, plan.perSecond);
		await sleep(plan.beforeS * 1000);
		await n8n.stop(0);
		await sleep(plan.awayS * 1000);
		n8n = await start();
		await sleep(plan.afterS * 1000);
		const ids = await load.stop();
		const stoppedAt = Date.now();
		const expectedCount = ids.length * (plan.workflows / competitor.instances.length);
		const counted = () => countsOf(collector);
		const isOver = () => Date.now() - (collector.got.at(-1)?.at ?? stoppedAt) > QUIET_MS;
		while (counted().size < expectedCount && !isOver()) await sleep(1000);
		// Waits for events that arrive a second time.
		await sleep(SETTLED_MS);
		const counts = counted();
		return {
			trigger: title,
			peakMb: peakMb(n8n),
			lateS: ((collector.got.at(-1)?.at ?? 0) - stoppedAt) / 1000,
			lost: expectedCount - counts.size,
			twice: [...counts.values()].filter((count) => count > 1).length,
		};
	} finally {
		await n8n?.stop(0);
		await collector.close();
		server.stop();
		rmSync(userFolder, { recursive: true, force: true });
	}
}
