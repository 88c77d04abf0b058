import { setTimeout as sleep } from 'node:timers/promises';

import { freePort } from '../../../../dev/ports';
import { PATIENCE_MS } from '../../../../dev/n8n/client';
import type { Execution } from '../../../../dev/n8n/types';
import type { Delivery } from '../../../../simulator/state/state';
import { newInstance } from '../../../../simulator/state/instance';
import { executionsIn, type Executions } from '../executionsIn';
import { lastDeaf } from '../lastDeaf';
import { Server, Stage } from '../triggerStage';

/** A polite stop lets executions end for half a minute (N8N_GRACEFUL_SHUTDOWN_TIMEOUT). */
const POLITE_MS = 60_000;
/** The longest time between n8n's answer and the server's log entry; see {@link lastDeaf}. */
const LOGGED_MS = 2_000;
const WHILE_STARTING_MS = 2_000;
/** Long enough for a busy machine. */
const START_MS = 300_000;

/** A numbered message that an instance has received. */
export interface NumberedMessage {
	readonly stage: Stage;
	readonly instance: string;
	readonly id: string;
	readonly text: string;
}

/** How n8n ends: politely if undefined; or by kill -9, this long after the server has a message. */
export type KillAfterMs = number | undefined;

/** One n8n with every witness on it, and a server of each kind. */
export class Scene {
	readonly api = new Stage();
	readonly go = new Stage('go');
	readonly messages: NumberedMessage[] = [];
	/** The executions in n8n's database at the end. */
	executions: Executions = new Map();
	server!: Server;
	/** Names of the workflows in the account, by ID. */
	private readonly names = new Map<string, string>();
	/** When n8n stopped and started, for the account. */
	readonly lives: string[] = [];
	/** Executions that each kill interrupted. */
	private readonly begun: Executions[] = [];
	private readonly deaf: Array<{ readonly from: number; readonly to: number }> = [];
	private readonly instances: Array<{ readonly stage: Stage; readonly instance: string }> = [];
	private count = 0;

	/** @param env settings of n8n, in addition to those of every scene */
	constructor(private readonly env: Readonly<Record<string, string>> = {}) {}

	async start(): Promise<void> {
		await this.api.start();
		await this.go.start();
		// On a very busy machine, a restart takes longer than Evolution Go's two minutes of attempts: no test may depend on that.
		await this.go.sim('/_sim/config', { webhookRetry: { delaysMs: Array(30).fill(10_000) } });
		const env = {
			EXECUTIONS_DATA_SAVE_ON_SUCCESS: 'none',
			// The usual recovery of interrupted executions can prevent n8n 2.41 from starting.
			N8N_EVENTBUS_RECOVERY_MODE: 'simple',
			...this.env,
		};
		// The address of a waiting execution must be the same after a restart.
		this.server = new Server({ env, port: await freePort(), timeoutMs: START_MS });
		await this.server.start();
	}

	async end(): Promise<void> {
		await this.server?.end();
		await this.api.end();
		await this.go.end();
	}

	/** Adds an instance of Evolution API that is connected. */
	addInstance(name: string): void {
		const { instances, config } = this.api.simulator.state;
		const added = newInstance({ name, integration: 'WHATSAPP-BAILEYS' }, config);
		const ownerJid = `55119${String(90_000_000 + instances.size)}@s.whatsapp.net`;
		instances.set(
			name,
			Object.assign(added, { state: 'open', paired: true, hasClient: true, ownerJid }),
		);
	}

	/** Sends numbered messages to the instance from now on. */
	hears(stage: Stage, instance: string): void {
		const isKnown = this.instances.some((one) => one.stage === stage && one.instance === instance);
		if (!isKnown) this.instances.push({ stage, instance });
	}

	/** Adds this workflow to the account from n8n's database. */
	watches(workflowId: string, name: string): void {
		this.names.set(workflowId, name);
	}

	/** Sends a message to each instance: the same number, with a unique text each time. */
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

	/** Ends n8n. */
	async stop(afterMs: KillAfterMs): Promise<void> {
		const { n8n } = this.server;
		this.noteLife('ends');
		if (afterMs === undefined) {
			const { signal } = await n8n.stop(POLITE_MS);
			if (signal === null) return;
			// n8n's JavaScript engine sometimes crashes while n8n stops, which counts as a kill.
			if (signal !== 'SIGSEGV') throw new Error(`n8n did not end by itself, but by ${signal}`);
		} else {
			await sleep(afterMs);
			await n8n.stop(0);
		}
		this.begun.push(executionsIn(this.server.folder, this.names));
	}

	/** Starts n8n again. @param messages number of messages that come in the meantime */
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

	/** Reads n8n's database for the account, when n8n has ended. */
	readDatabase(): void {
		this.executions = executionsIn(this.server.folder, this.names);
	}

	/** Tells whether n8n had an execution with it before the kill, which may have been interrupted. */
	hadBegun(workflow: string, text: string): boolean {
		return this.begun.some((executions) => executions.get(workflow)?.has(text) === true);
	}

	/** A starting n8n answers 200 to everything until its database is ready, which Evolution Go counts as delivered. */
	wasTakenByNobody({ stage, id }: NumberedMessage): boolean {
		if (stage !== this.go) return false;
		const { deliveries } = stage.simulator.state;
		const match = deliveries.list().find((one) => one.messageId === id && isSuccess(one));
		return (
			match !== undefined && this.deaf.some(({ from, to }) => match.at >= from && match.at <= to)
		);
	}

	/** Returns IDs of a workflow's waiting executions, as n8n has stored them. */
	async waiting(workflowId: string): Promise<string[]> {
		const all = await this.server.n8n.client.executions(workflowId);
		return all.flatMap(({ id, status }) => (status === 'waiting' ? [id] : []));
	}

	async run(workflowId: string): Promise<Execution> {
		const { client } = this.server.n8n;
		// The broadcasts take a minute and a half.
		return await client.finished(await client.run(workflowId), 4 * PATIENCE_MS);
	}
}

const isSuccess = ({ status = 0 }: Delivery): boolean => status >= 200 && status < 300;
