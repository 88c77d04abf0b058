import http from 'node:http';
import type { AddressInfo } from 'node:net';
import type { IBinaryKeyData, IDataObject, INodeExecutionData, IRun } from 'n8n-workflow';

import { CREDENTIAL_TYPES } from '../../../../../nodes/EvolutionApi/server/connection';
import { EvolutionApiTrigger } from '../../../../../nodes/EvolutionApi/EvolutionApiTrigger.node';
import { PROBE_EVENT } from '../../../../../nodes/EvolutionApi/hub/ask';
import type { Simulator } from '../../../../../simulator/server';
import { untilQuiet } from '../../../../support/time';
import { TriggerWorkflow } from './triggerWorkflow';

interface Started {
	readonly name: string;
	readonly json: IDataObject;
	readonly output: number;
}

/**
 * Runs workflows with the trigger like n8n 2.41, with the real contexts of its engine. Each webhook call loads the static data,
 * and a call that starts no workflow stores its changes.
 */
export class FakeN8n {
	node = new EvolutionApiTrigger();
	readonly started: Started[] = [];
	readonly files: IBinaryKeyData[] = [];
	readonly logged: unknown[] = [];
	readonly stored: Array<TriggerWorkflow['staticData']> = [];
	readonly answers: string[] = [];
	readonly calls: string[] = [];
	/** If set, all calls get this answer, as if another process (a webhook processor) had received them. */
	elsewhere?: string;
	/** If set, handles all webhook calls instead of `node`, like a webhook processor in queue mode. */
	processor?: EvolutionApiTrigger;
	onStart = () => {};
	/** Functions that end executions of trigger(). If undefined, the executions end immediately. */
	running?: Array<() => void>;
	/** Whether an execution is stored when it starts. Otherwise, it's stored when it ends. */
	storesAtOnce = true;
	/** n8n fails to store this many of the next executions that trigger() starts. */
	failsToStore = 0;
	/** This many of the next executions fail on a worker before their first node. */
	failsOnWorker = 0;
	/** If set, new executions wait here instead of being stored. Each of these functions makes one of them fail. */
	stuck?: Array<() => void>;
	/** Number of webhook calls that will fail, because n8n can't store their executions. */
	failsToStoreCalls = 0;
	/** Whether an execution that n8n fails to store still uses up its deduplication key. */
	storesFailed = false;
	refusedKeys = 0;
	readonly cancel: Array<() => void> = [];
	isKilledBeforeStoring = false;
	/** Whether n8n can't reach its own address, which is the case behind some proxies. */
	refusesItself = false;
	/** Whether n8n is behind nginx, which drops headers with an underscore in their name. */
	isBehindNginx = false;
	/** The configured address (`N8N_WEBHOOK_URL`); undefined: the one at which n8n listens. */
	publicUrl?: string;
	refusesStarts = false;
	/** The ID that n8n gives itself, not that of a WhatsApp instance. */
	instanceId?: string;
	/** Number of times that n8n has been killed. */
	process = 0;
	readonly keys = new Set<string>();
	/** Whether n8n is older than 2.41, and sets up the webhook before trigger(). Later versions do both at the same time. */
	isOld = false;
	/** Whether trigger() ends before the webhook is set up. */
	isTriggerFaster = false;
	credential: IDataObject;
	result = {} as IRun;
	credentialReads = 0;
	private readonly workflows = new Map<string, TriggerWorkflow>();
	private readonly server = http.createServer((request, response) => {
		void this.answer(request, response);
	});

	private constructor(
		readonly simulator: Simulator,
		readonly authentication: 'evolutionGo' | 'globalKey',
	) {
		const { url: baseUrl, key } = simulator;
		const isGo = authentication === 'evolutionGo';
		this.credential = isGo ? { baseUrl, globalApiKey: key } : { baseUrl, apiKey: key };
	}

	get credentialType() {
		return CREDENTIAL_TYPES[this.authentication];
	}

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

	texts(name: string): unknown[] {
		return this.started.filter((one) => one.name === name).map(({ json }) => json.text);
	}

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

	/** Kills the process. The next one loads the node again, and knows only the database. */
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
		// An unfinished request could register this n8n's webhook during the next test.
		await untilQuiet(1_000);
		this.server.closeAllConnections();
		await new Promise<void>((resolve) => this.server.close(() => resolve()));
	}
}

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
