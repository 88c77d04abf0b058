import { setTimeout as sleep } from 'node:timers/promises';

import { freePort } from '../../../../dev/ports';
import { PATIENCE_MS } from '../../../../dev/n8n/client';
import type { Execution } from '../../../../dev/n8n/types';
import type { Delivery } from '../../../../simulator/state/state';
import { newInstance } from '../../../../simulator/state/instance';
import { executionsIn, type Executions } from '../executionsIn';
import { lastDeaf } from '../lastDeaf';
import { Server, Stage } from '../triggerStage';

/** Time limit for a polite stop, in ms. n8n itself waits up to 30 s for its executions (N8N_GRACEFUL_SHUTDOWN_TIMEOUT). */
const POLITE_MS = 60_000;
/** Maximum time between n8n's answer and the simulator's log entry for it, in ms. */
const LOGGED_MS = 2_000;
const WHILE_STARTING_MS = 2_000;
const START_MS = 300_000;

export interface NumberedMessage {
	readonly stage: Stage;
	readonly instance: string;
	readonly id: string;
	readonly text: string;
}

/** How n8n is stopped: by `kill -9`, this long (ms) after the server has received a message; politely if undefined. */
export type KillAfterMs = number | undefined;

export class Scene {
	readonly api = new Stage();
	readonly go = new Stage('go');
	readonly messages: NumberedMessage[] = [];
	executions: Executions = new Map();
	server!: Server;
	/** Names of the workflows whose executions are checked at the end, by ID. */
	private readonly names = new Map<string, string>();
	readonly lives: string[] = [];
	/** For each kill, the executions that n8n's database contained after it. */
	private readonly begun: Executions[] = [];
	private readonly deaf: Array<{ readonly from: number; readonly to: number }> = [];
	private readonly instances: Array<{ readonly stage: Stage; readonly instance: string }> = [];
	private count = 0;

	/** @param env environment variables of n8n, in addition to those that every scene has */
	constructor(private readonly env: Readonly<Record<string, string>> = {}) {}

	async start(): Promise<void> {
		await this.api.start();
		await this.go.start();
		// Evolution Go's default is to retry for two minutes. On a very busy machine, n8n's restart takes longer.
		await this.go.sim('/_sim/config', { webhookRetry: { delaysMs: Array(30).fill(10_000) } });
		const env = {
			EXECUTIONS_DATA_SAVE_ON_SUCCESS: 'none',
			// The default way of recovering interrupted executions can prevent n8n 2.41 from starting.
			N8N_EVENTBUS_RECOVERY_MODE: 'simple',
			...this.env,
		};
		// A fixed port, because the URL of a waiting execution must be the same after a restart.
		this.server = new Server({ env, port: await freePort(), timeoutMs: START_MS });
		await this.server.start();
	}

	async end(): Promise<void> {
		await this.server?.end();
		await this.api.end();
		await this.go.end();
	}

	addInstance(name: string): void {
		const { instances, config } = this.api.simulator.state;
		const added = newInstance({ name, integration: 'WHATSAPP-BAILEYS' }, config);
		const ownerJid = `55119${String(90_000_000 + instances.size)}@s.whatsapp.net`;
		instances.set(
			name,
			Object.assign(added, { state: 'open', paired: true, hasClient: true, ownerJid }),
		);
	}

	/** Includes the instance in all later calls of {@link say}. */
	hears(stage: Stage, instance: string): void {
		const isKnown = this.instances.some((one) => one.stage === stage && one.instance === instance);
		if (!isKnown) this.instances.push({ stage, instance });
	}

	watches(workflowId: string, name: string): void {
		this.names.set(workflowId, name);
	}

	/** Sends a message to each instance, e.g. `message 7 to shop.` */
	async say(): Promise<void> {
		const number = ++this.count;
		const from = `5511900000${100 + number}`;
		await Promise.all(
			this.instances.map(async ({ stage, instance }) => {
				const text = `message ${number} to ${stage === this.go ? 'go' : instance}.`;
				const { key } = (await this.receive(stage, instance, { from, kind: 'text', text })) as {
					key: { id: string };
				};
				this.messages.push({ stage, instance, id: key.id, text });
			}),
		);
	}

	async sayTimes(times: number, everyMs = 0): Promise<void> {
		for (let count = 0; count < times; count++) {
			await this.say();
			await sleep(everyMs);
		}
	}

	async receive(stage: Stage, instance: string, event: object): Promise<unknown> {
		return await stage.ask('POST', `/_sim/instances/${instance}/receive`, event);
	}

	async stop(afterMs: KillAfterMs): Promise<void> {
		const { n8n } = this.server;
		this.noteLife('ends');
		if (afterMs === undefined) {
			const { signal } = await n8n.stop(POLITE_MS);
			if (signal === null) return;
			// n8n's JavaScript engine sometimes crashes while n8n stops. That counts as a kill.
			if (signal !== 'SIGSEGV') throw new Error(`n8n did not end by itself, but by ${signal}`);
		} else {
			await sleep(afterMs);
			await n8n.stop(0);
		}
		this.begun.push(executionsIn(this.server.folder, this.names));
	}

	/** @param messages number of messages that arrive at each instance in the meantime */
	async restart(messages: number): Promise<void> {
		const from = Date.now();
		let isReady = false;
		const deafUntil = lastDeaf(`${this.server.n8n.url}/webhook/nobody`, () => isReady);
		const started = this.server.start().finally(() => (isReady = true));
		await Promise.all([started, this.sayTimes(messages, WHILE_STARTING_MS)]);
		const to = await deafUntil;
		this.noteLife('is up');
		if (to !== undefined) this.deaf.push({ from, to: to + LOGGED_MS });
	}

	private noteLife(what: string): void {
		this.lives.push(`${what} ${new Date().toISOString().slice(14, 23)}`);
	}

	/** Reads the executions from n8n's database after n8n has been stopped. */
	readDatabase(): void {
		this.executions = executionsIn(this.server.folder, this.names);
	}

	/** Tells whether a workflow had an execution with this text when n8n was killed. The kill may have interrupted it. */
	hadBegun(workflow: string, text: string): boolean {
		return this.begun.some((executions) => executions.get(workflow)?.has(text) === true);
	}

	/** Tells whether n8n confirmed the message (HTTP 200) without running a workflow. n8n does this while it starts. */
	wasTakenByNobody({ stage, id }: NumberedMessage): boolean {
		if (stage !== this.go) return false;
		const { deliveries } = stage.simulator.state;
		const match = deliveries.list().find((one) => one.messageId === id && isSuccess(one));
		return (
			match !== undefined && this.deaf.some(({ from, to }) => match.at >= from && match.at <= to)
		);
	}

	async waiting(workflowId: string): Promise<string[]> {
		const all = await this.server.n8n.client.executions(workflowId);
		return all.flatMap(({ id, status }) => (status === 'waiting' ? [id] : []));
	}

	async run(workflowId: string): Promise<Execution> {
		const { client } = this.server.n8n;
		// A bulk sending takes a minute and a half.
		return await client.finished(await client.run(workflowId), 4 * PATIENCE_MS);
	}
}

const isSuccess = ({ status = 0 }: Delivery): boolean => status >= 200 && status < 300;
