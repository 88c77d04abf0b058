/** Runs a simulator, a collector, and one or more n8n with workflows that our trigger starts. */
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { PATIENCE_MS } from '../../../dev/n8n/client';
import { startN8n, type N8nOptions, type RunningN8n } from '../../../dev/n8n/driver';
import { runtimeFolder } from '../../../dev/n8n/runtimeFolder';
import type { NewWorkflow, WorkflowNode } from '../../../dev/n8n/types';
import { fillUserFolder } from '../../../dev/n8n/userFolder';
import { nodeType } from '../../../dev/ourPackage';
import { credentialsFor, OWNER } from '../../../dev/workspace';
import { makeEventId, parseDelivery } from '../../../nodes/EvolutionApi/events/eventItems';
import { startSimulator, type Simulator } from '../../../simulator/server';
import type { ServerKind } from '../../../simulator/state/config';
import { Collector } from './collector';
import { foundWebhook, type WebhookFound } from './foundWebhook';
import { evolutionApi } from '../../../nodes/EvolutionApi/server/evolutionApi';

export const CHECKOUT = path.join(__dirname, '../../..');

/** Age at which a message certainly counts as older than a new workflow, in ms. See {@link letMessagesAge}. */
const OLD_MS = 2_000;

interface Place {
	readonly simulator: {
		readonly url: string;
		readonly key: string;
		/** Missing for Evolution API. */
		readonly config?: { readonly server: ServerKind };
		/** Missing if the server isn't a simulator in this process. */
		readonly state?: Pick<Simulator['state'], 'instances'>;
	};
	readonly collector: Collector;
}

export abstract class WorkflowMaker {
	n8n!: Pick<RunningN8n, 'url' | 'client'>;
	protected readonly credentials = new Map<string, { id: string; name: string }>();
	protected readonly settings: object = {};

	async credentialFor({ simulator: { url, key, config } }: Pick<Place, 'simulator'>) {
		const name = `${url} ${key}`;
		const existing = this.credentials.get(name);
		if (existing !== undefined) return existing;
		const [first] = credentialsFor({ url, key }, config?.server);
		const made = await this.n8n.client.createCredential(first);
		this.credentials.set(name, made);
		return made;
	}

	async keyOf(
		place: Pick<Place, 'simulator'>,
	): Promise<Required<Pick<WorkflowNode, 'credentials'>> & { authentication: string }> {
		const credential = await this.credentialFor(place);
		return place.simulator.config?.server === 'go'
			? { authentication: 'evolutionGo', credentials: { evolutionGoKeyApi: credential } }
			: { authentication: 'globalKey', credentials: { evolutionGlobalKeyApi: credential } };
	}

	/**
	 * Creates a workflow that isn't active yet: the trigger, and a node that posts its items to `/<name>/<mode of the execution>`.
	 * @param collect parameters of the posting node that differ from the usual ones
	 */
	async create(
		stage: Place,
		name: string,
		parameters: object = {},
		collect: object = {},
		type = { type: 'n8n-nodes-base.httpRequest', typeVersion: 4.2 },
	): Promise<string> {
		await letMessagesAge(stage);
		const { authentication, credentials } = await this.keyOf(stage);
		const { id } = await this.n8n.client.createWorkflow({
			name,
			nodes: [
				{
					id: `1-${name}`,
					name: 'WhatsApp',
					type: nodeType('evolutionApiTrigger'),
					typeVersion: 2,
					position: [0, 0],
					parameters: {
						authentication,
						instance: { __rl: true, mode: 'name', value: 'demo' },
						events: ['MESSAGES_UPSERT'],
						...parameters,
					},
					credentials,
				},
				{
					id: `2-${name}`,
					name: 'Collect',
					...type,
					position: [220, 0],
					parameters: {
						method: 'POST',
						url: `=${stage.collector.url}/${name}/{{ $execution.mode }}`,
						sendBody: true,
						specifyBody: 'json',
						jsonBody: '={{ JSON.stringify($json) }}',
						...collect,
					},
				},
			],
			connections: { WhatsApp: { main: [[{ node: 'Collect', type: 'main', index: 0 }]] } },
			settings: this.settings,
		} as NewWorkflow);
		return id;
	}
}

export class Server extends WorkflowMaker {
	readonly folder = mkdtempSync(path.join(os.tmpdir(), 'trigger-'));
	declare n8n: RunningN8n;

	constructor(protected readonly options: Partial<N8nOptions> = {}) {
		super();
	}

	async start(): Promise<void> {
		const options = {
			runtime: runtimeFolder(),
			userFolder: this.folder,
			packageFolder: CHECKOUT,
			env: { EXECUTIONS_DATA_SAVE_ON_SUCCESS: 'none' } as NodeJS.ProcessEnv,
			...this.options,
		};
		if (options.env.DB_TYPE === undefined) {
			await fillUserFolder(options.runtime, options.userFolder);
		}
		this.n8n = await startN8n(options);
		await this.n8n.client.enter(OWNER);
	}

	async stop(): Promise<void> {
		await this.n8n?.stop();
	}

	async end(): Promise<void> {
		await this.stop();
		rmSync(this.folder, { recursive: true, force: true });
	}
}

export class Stage {
	collector = new Collector();
	simulator!: Simulator;

	constructor(private readonly kind: ServerKind = 'api') {}

	async start(): Promise<void> {
		await this.collector.start();
		this.simulator = await startSimulator({
			port: 0,
			key: `key-${randomUUID()}`,
			seed: true,
			quiet: true,
			server: this.kind,
		});
		await this.sim('/_sim/config', {
			webhookRetry: { delaysMs: [500, 1000, 2000, 4000, 8000, 16_000] },
		});
	}

	async end(): Promise<void> {
		await this.simulator?.close();
		await this.collector.close();
	}

	/** Simulates a person's action in WhatsApp, such as `{ from, kind: 'text', text }`. */
	async receive(event: object): Promise<void> {
		await this.sim('/_sim/instances/demo/receive', event);
	}

	/** @returns the event ID that the trigger gives the message */
	async receiveMessage(message: object): Promise<string> {
		const data = await this.ask('POST', '/_sim/instances/demo/receive', message);
		const body = { event: 'messages.upsert', instance: 'demo', data };
		const delivery = parseDelivery(body, evolutionApi);
		if (!delivery) throw new Error(`No message: ${JSON.stringify(data)}`);
		return makeEventId(delivery);
	}

	async sim(route: string, body: object): Promise<void> {
		await this.ask('POST', route, body);
	}

	async webhook(): Promise<WebhookFound> {
		const found = await foundWebhook(
			this.kind,
			async (method, route) => await this.ask(method, route),
		);
		return found as WebhookFound;
	}

	async ask(method: string, route: string, body?: object): Promise<unknown> {
		const response = await fetch(this.simulator.url + route, {
			method,
			headers: { 'content-type': 'application/json', apikey: this.simulator.key },
			body: body && JSON.stringify(body),
		});
		const answer = await response.text();
		if (!response.ok) throw new Error(`${route} was answered ${response.status}: ${answer}`);
		return JSON.parse(answer);
	}

	/** Returns the number of the simulator's delivery attempts, and the time of the last one, Unix ms. */
	deliveries(): { attempts: number; lastAt: number } {
		const all = this.simulator.state.deliveries.list();
		return { attempts: all.length, lastAt: Math.max(...all.map(({ at }) => at)) };
	}

	failed() {
		const all = this.simulator.state.deliveries.list();
		return all.filter(({ status, final }) => final && status !== 200);
	}

	/** `at` is the path to which the workflow posts. */
	counts(at: string): Record<string, number> {
		const counts: Record<string, number> = {};
		for (const { text } of this.collector.at(at)) {
			counts[String(text)] = (counts[String(text)] ?? 0) + 1;
		}
		return counts;
	}
}

/** How long a person waits before an action, in ms. A faster message may count as an automatic greeting of the WhatsApp Business app. */
export const PERSON_MS = 4_100;

/**
 * Acts as slowly as a person on the account's phone. Then waits until n8n has handled the server's event, and the next second has
 * begun.
 */
export async function slowly({ state }: Simulator, act: () => Promise<void>): Promise<void> {
	await sleep(PERSON_MS);
	const before = state.deliveries.list().length;
	await act();
	await until('it is delivered', () => {
		const all = state.deliveries.list();
		const lastAt = Math.max(...all.map(({ at }) => at));
		return all.length > before && Date.now() - lastAt > 1_500;
	});
}

/**
 * Waits until the newest message is old enough. The times of messages and the differences between clocks are whole seconds, so a
 * message of the last two seconds before a workflow's activation may count as newer than the workflow.
 */
export async function letMessagesAge({ simulator: { state } }: Place): Promise<void> {
	const instances = [...(state?.instances.values() ?? [])];
	const newest = instances.map(({ messages }) => messages.newestFirst().next().value?.at ?? 0);
	const remaining = Math.max(0, ...newest) + OLD_MS - Date.now();
	await sleep(Math.min(OLD_MS, Math.max(0, remaining)));
}

export async function until(
	what: string,
	holds: () => boolean | Promise<boolean>,
	timeoutMs = PATIENCE_MS,
): Promise<void> {
	// Each check costs n8n time, so checking more often would slow down what the test waits for.
	for (const end = Date.now() + timeoutMs; !(await holds()); await sleep(250)) {
		if (Date.now() > end) throw new Error(`After ${timeoutMs / 1000} s not yet: ${what}`);
	}
}
