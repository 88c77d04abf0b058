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
 * What n8n 2.41 does with a workflow that starts with the trigger, around the real contexts of its engine:
 * every call of the webhook has a copy of its own of the static data, which is stored if it starts nothing.
 */
export class FakeN8n {
	/** Loaded with the process. */
	node = new EvolutionApiTrigger();
	/** What started workflows, in their order. */
	readonly started: Started[] = [];
	/** The files of the items that had any. */
	readonly files: IBinaryKeyData[] = [];
	/** What the node wrote to n8n's log. */
	readonly logged: unknown[] = [];
	/** The static data of workflows each time that it was stored. */
	readonly stored: Array<TriggerWorkflow['staticData']> = [];
	/** What callers of webhooks were told. */
	readonly answers: string[] = [];
	/** Calls of webhooks: names of workflows. */
	readonly calls: string[] = [];
	/** Answers calls in the place of the trigger, as a webhook processor does; undefined: nobody does. */
	elsewhere?: string;
	/** The node of a webhook processor, which then gets all calls. */
	processor?: EvolutionApiTrigger;
	/** What the nodes of a workflow do at once when it is started. */
	onStart = () => {};
	/** Executions that trigger() has started last until they are ended from here; without it they are over at once. */
	running?: Array<() => void>;
	/** Else an execution is stored when it is over. */
	storesAtOnce = true;
	/** So many executions of trigger() cannot be stored. */
	failsToStore = 0;
	/** So many executions fail on a worker before their first node. */
	failsOnWorker = 0;
	/** While its database is held, executions of trigger() wait for it until they are ended from here: n8n could not store them. */
	stuck?: Array<() => void>;
	/** So many executions of calls that start one themselves cannot be stored. */
	failsToStoreCalls = 0;
	/** n8n had written these with their key, and could not write that they run: the key stays taken, and nothing runs. */
	storesFailed = false;
	/** How many executions were not started, because there is one with their key. */
	refusedKeys = 0;
	/** Somebody cancels the executions of {@link running}. */
	readonly cancel: Array<() => void> = [];
	/** It is killed before it has stored what trigger() starts. */
	isKilledBeforeStoring = false;
	/** Its own address is out of its reach, as behind some proxies. */
	refusesItself = false;
	/** Behind nginx, which drops headers whose name has an underscore. */
	isBehindNginx = false;
	/** The address that n8n is told to have (`N8N_WEBHOOK_URL`); undefined: the one at which it listens. */
	publicUrl?: string;
	/** No execution of trigger() begins. */
	refusesStarts = false;
	/** As n8n names itself; undefined: as the engine of the tests does. */
	instanceId?: string;
	/** What trigger() of a killed process starts is nothing to us. */
	process = 0;
	/** Of executions, as they are in the database. */
	readonly keys = new Set<string>();
	/** Before 2.41 the webhook comes first, and then trigger(); else both at the same time. */
	isOld = false;
	/** Of both at the same time trigger() gets so far that it is over before the webhook begins. */
	isTriggerFaster = false;
	/** Of all workflows. */
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
		/** Of all workflows: the kind of server. */
		readonly authentication: 'evolutionGo' | 'globalKey',
	) {
		const { url: baseUrl, key } = simulator;
		const isGo = authentication === 'evolutionGo';
		this.credential = isGo ? { baseUrl, globalApiKey: key } : { baseUrl, apiKey: key };
	}

	get credentialType() {
		return CREDENTIAL_TYPES[this.authentication];
	}

	/** With a credential for the server that is played, if no other is said. */
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

	/** Its process is killed: the next one has loaded the node anew, and knows only what is in the database. */
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
		// What is still under way would register this n8n in the next test.
		await untilQuiet(1_000);
		this.server.closeAllConnections();
		await new Promise<void>((resolve) => this.server.close(() => resolve()));
	}
}

/** The node as another process has it. */
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
