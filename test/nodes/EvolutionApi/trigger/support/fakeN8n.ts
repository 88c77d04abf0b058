import http from 'node:http';
import type { AddressInfo } from 'node:net';
import type { IBinaryKeyData, IDataObject, INodeExecutionData, IRun } from 'n8n-workflow';

import { CREDENTIAL_TYPES } from '../../../../../nodes/EvolutionApi/server/connection';
import { EvolutionApiTrigger } from '../../../../../nodes/EvolutionApi/EvolutionApiTrigger.node';
import { PROBE_EVENT } from '../../../../../nodes/EvolutionApi/hub/ask';
import type { Simulator } from '../../../../../simulator/server';
import { untilQuiet } from '../../../../support/time';
import { TriggerWorkflow } from './triggerWorkflow';

/** An item that came out of the trigger. */
interface Started {
	readonly name: string;
	readonly json: IDataObject;
	/** Number of the output. */
	readonly output: number;
}

/**
 * Handles a workflow with the trigger like n8n 2.41, around the real contexts of its engine: every call of the webhook has its
 * own copy of the static data, which is stored if it starts nothing.
 */
export class FakeN8n {
	/** Loaded with the process. */
	node = new EvolutionApiTrigger();
	/** The items that started workflows, in order. */
	readonly started: Started[] = [];
	/** The files of the items that had any. */
	readonly files: IBinaryKeyData[] = [];
	/** The node's entries in n8n's log. */
	readonly logged: unknown[] = [];
	/** Each stored version of the workflows' static data. */
	readonly stored: Array<TriggerWorkflow['staticData']> = [];
	/** Answers to callers of webhooks. */
	readonly answers: string[] = [];
	/** Calls of webhooks: names of workflows. */
	readonly calls: string[] = [];
	/** Answers calls instead of the trigger, as a webhook processor does; undefined: calls get no answer. */
	elsewhere?: string;
	/** The node of a webhook processor, which then gets all calls. */
	processor?: EvolutionApiTrigger;
	/** First actions of a workflow's nodes when it starts. */
	onStart = () => {};
	/** Executions of trigger() that last until a test ends them; otherwise they end immediately. */
	running?: Array<() => void>;
	/** Otherwise, an execution is stored when it ends. */
	storesAtOnce = true;
	/** That many executions of trigger() can't be stored. */
	failsToStore = 0;
	/** That many executions fail on a worker before their first node. */
	failsOnWorker = 0;
	/** While n8n's database is locked, executions of trigger() wait until they are ended from here: n8n couldn't store them. */
	stuck?: Array<() => void>;
	/** That many executions that calls start themselves can't be stored. */
	failsToStoreCalls = 0;
	/** n8n had stored these with their key, but not that they run: the key stays taken, and nothing runs. */
	storesFailed = false;
	/** Number of executions that weren't started because their key was taken. */
	refusedKeys = 0;
	/** Cancels the executions of {@link running}. */
	readonly cancel: Array<() => void> = [];
	/** It's killed before it has stored executions of trigger(). */
	isKilledBeforeStoring = false;
	/** It can't reach its own address, as behind some proxies. */
	refusesItself = false;
	/** Behind nginx, which drops headers whose name has an underscore. */
	isBehindNginx = false;
	/** The configured address (`N8N_WEBHOOK_URL`); undefined: the one at which it listens. */
	publicUrl?: string;
	/** Executions of trigger() never begin. */
	refusesStarts = false;
	/** n8n's own ID; undefined: that of the tests' engine. */
	instanceId?: string;
	/** Executions that a killed process's trigger() starts are ignored. */
	process = 0;
	/** Keys of executions in the database. */
	readonly keys = new Set<string>();
	/** Before 2.41, the webhook comes before trigger(); later both come at the same time. */
	isOld = false;
	/** If both come at the same time, trigger() finishes before the webhook begins. */
	isTriggerFaster = false;
	/** Credential of all workflows. */
	credential: IDataObject;
	/** How executions end. */
	result = {} as IRun;
	credentialReads = 0;
	private readonly workflows = new Map<string, TriggerWorkflow>();
	private readonly server = http.createServer((request, response) => {
		void this.answer(request, response);
	});

	private constructor(
		readonly simulator: Simulator,
		/** The kind of server, for all workflows. */
		readonly authentication: 'evolutionGo' | 'globalKey',
	) {
		const { url: baseUrl, key } = simulator;
		const isGo = authentication === 'evolutionGo';
		this.credential = isGo ? { baseUrl, globalApiKey: key } : { baseUrl, apiKey: key };
	}

	get credentialType() {
		return CREDENTIAL_TYPES[this.authentication];
	}

	/** Starts an n8n, by default with a credential for the simulated server. */
	static async start(
		simulator: Simulator,
		authentication: FakeN8n['authentication'] = simulator.config.server === 'go'
			? 'evolutionGo'
			: 'globalKey',
	): Promise<FakeN8n> {
		const n8n = new FakeN8n(simulator, authentication);
		await new Promise<void>((resolve) => n8n.server.listen(0, '127.0.0.1', resolve));
		return n8n;
	}

	get url(): string {
		return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
	}

	get all(): TriggerWorkflow[] {
		return [...this.workflows.values()];
	}

	/** The texts that started the workflow. */
	texts(name: string): unknown[] {
		return this.started.filter((one) => one.name === name).map(({ json }) => json.text);
	}

	/** How many items each execution started with. */
	readonly sizes: number[] = [];

	noteStart(name: string, outputs: readonly INodeExecutionData[][]): void {
		if (outputs.length > 0) this.sizes.push(outputs.flat().length);
		for (const [output, items] of outputs.entries())
			for (const { json, binary } of items) {
				this.started.push({ name, json, output });
				if (binary !== undefined) this.files.push(binary);
			}
	}

	/** @returns whether an execution with this key was started before */
	wasStarted(key: string | undefined): boolean {
		if (key === undefined) return false;
		const isKnown = this.keys.has(key);
		if (isKnown) this.refusedKeys++;
		this.keys.add(key);
		return isKnown;
	}

	workflow(name: string, parameters: IDataObject = {}): TriggerWorkflow {
		const workflow = new TriggerWorkflow(this, name, parameters);
		this.workflows.set(name, workflow);
		return workflow;
	}

	private async answer(request: http.IncomingMessage, response: http.ServerResponse) {
		const chunks: Buffer[] = [];
		for await (const chunk of request) chunks.push(chunk as Buffer);
		const name = request.url?.split('/')[2] ?? '';
		this.calls.push(name);
		if (this.elsewhere !== undefined) {
			response.end(this.elsewhere);
			return;
		}
		if (this.refusesItself && String(Buffer.concat(chunks)).includes(PROBE_EVENT)) {
			response.destroy();
			return;
		}
		if (this.isBehindNginx)
			for (const header of Object.keys(request.headers))
				if (header.includes('_')) delete request.headers[header];
		const workflow = this.workflows.get(name);
		const isTest = request.url?.startsWith('/webhook-test/') === true;
		if (workflow === undefined || !(isTest ? workflow.isListening : workflow.hasWebhook)) {
			response.writeHead(404, { 'content-type': 'application/json' });
			response.end(JSON.stringify({ code: 404, message: 'The webhook is not registered' }));
			return;
		}
		await workflow.receive(request, Buffer.concat(chunks), response, isTest);
	}

	/** Kills its process: the next one loads the node again, and knows only the database. */
	async crash(): Promise<void> {
		this.process++;
		for (const workflow of this.all) {
			workflow.hasWebhook = false;
			await workflow.end();
		}
		this.node = loadAnew();
	}

	async close(): Promise<void> {
		for (const workflow of this.all) await workflow.end();
		// Running work would register this n8n in the next test.
		await untilQuiet(1_000);
		this.server.closeAllConnections();
		await new Promise<void>((resolve) => this.server.close(() => resolve()));
	}
}

/** Loads the node like another process. */
export function loadAnew(): EvolutionApiTrigger {
	let node: EvolutionApiTrigger | undefined;
	jest.isolateModules(() => {
		const path = '../../../../../nodes/EvolutionApi/EvolutionApiTrigger.node';
		const fresh = jest.requireActual<{ EvolutionApiTrigger: typeof EvolutionApiTrigger }>(path);
		node = new fresh.EvolutionApiTrigger();
	});
	if (node === undefined) throw new Error('The node was not loaded');
	return node;
}
