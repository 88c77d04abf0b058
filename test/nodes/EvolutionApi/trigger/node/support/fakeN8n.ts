/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import '../../../../../support/engine';

import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { HookContext, TriggerContext, WebhookContext } from 'n8n-core';
import {
	Workflow,
	type IDataObject,
	type INode,
	type IWebhookData,
	type IWorkflowExecuteAdditionalData,
	type WorkflowActivateMode,
} from 'n8n-workflow';

import { EvolutionGlobalKeyApi } from '../../../../../../credentials/EvolutionGlobalKeyApi.credentials';
import { EvolutionApiTrigger } from '../../../../../../nodes/EvolutionApi/EvolutionApiTrigger.node';
import { PROBE_EVENT } from '../../../../../../nodes/EvolutionApi/trigger/hub';
import type { Simulator } from '../../../../../../simulator/server';
import { TestCredentials } from '../../../../../support/credentials';

const NODE = new EvolutionApiTrigger();
const NODE_TYPES = { getByName: () => NODE, getByNameAndVersion: () => NODE };

/**
 * What n8n 2.41 does with a workflow that starts with the trigger, around the real contexts of its engine:
 * every call of the webhook has a copy of its own of the static data, which is stored if it starts nothing.
 */
export class FakeN8n {
	/** What started workflows, in their order. */
	readonly started: Array<{ readonly name: string; readonly json: IDataObject }> = [];
	/** Calls of webhooks: names of workflows. */
	readonly calls: string[] = [];
	/** Answers calls in the place of the trigger, as a webhook processor does; undefined: nobody does. */
	elsewhere?: string;
	/** What the nodes of a workflow do at once when it is started. */
	onStart = () => {};
	/** Its own address is out of its reach, as behind some proxies. */
	refusesItself = false;
	/** Before 2.41 the webhook comes first, and then trigger(); else both at the same time. */
	isOld = false;
	private readonly workflows = new Map<string, TriggerWorkflow>();
	private readonly server = http.createServer((request, response) => {
		void this.answer(request, response);
	});

	private constructor(readonly simulator: Simulator) {}

	static async start(simulator: Simulator): Promise<FakeN8n> {
		const n8n = new FakeN8n(simulator);
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
		const workflow = this.workflows.get(name);
		if (workflow?.hasWebhook !== true) {
			response.writeHead(404, { 'content-type': 'application/json' });
			response.end(JSON.stringify({ code: 404, message: 'The webhook is not registered' }));
			return;
		}
		await workflow.receive(request, Buffer.concat(chunks), response);
	}

	async close(): Promise<void> {
		for (const workflow of this.all) await workflow.end();
		this.server.closeAllConnections();
		await new Promise<void>((resolve) => this.server.close(() => resolve()));
	}
}

class TriggerWorkflow {
	/** As it is in the database. */
	staticData: { 'node:WhatsApp'?: IDataObject; global?: IDataObject } = {};
	hasWebhook = false;
	/** What n8n calls every few minutes. */
	tick = () => {};
	/** The copy that trigger() has. n8n would store it with an emit() after a change. */
	copy?: Workflow;
	private closeTrigger?: () => Promise<void>;

	constructor(
		private readonly n8n: FakeN8n,
		readonly name: string,
		private readonly parameters: IDataObject,
	) {}

	get url(): string {
		return `${this.n8n.url}/webhook/${this.name}/whatsapp/webhook`;
	}

	/** With one copy of the static data. */
	async activate(mode: WorkflowActivateMode = 'activate'): Promise<void> {
		const workflow = this.load();
		this.hasWebhook = true;
		const registered = this.register(workflow, mode);
		if (this.n8n.isOld) this.save(await registered);
		await Promise.all([registered, this.startTrigger(workflow, mode)]);
		this.save(workflow);
	}

	/** What has failed is ended, and tried once more. */
	private async register(workflow: Workflow, mode: WorkflowActivateMode): Promise<Workflow> {
		const { checkExists, create, delete: leave } = NODE.webhookMethods.default;
		const hooks = this.hooks(workflow, mode);
		const attempt = async () => {
			if (!(await checkExists.call(hooks))) await create.call(hooks);
		};
		await attempt().catch(async () => {
			await leave.call(this.hooks(workflow, 'update')).catch(() => {});
			await attempt();
		});
		return workflow;
	}

	private async startTrigger(workflow: Workflow, mode: WorkflowActivateMode): Promise<void> {
		const context = new TriggerContext(
			...([workflow, nodeOf(workflow), this.additional(), 'trigger', mode] as const),
			([items]) => {
				for (const { json } of items) this.n8n.started.push({ name: this.name, json });
				this.n8n.onStart();
			},
			() => {},
		);
		Object.assign(context.helpers, {
			registerCron: (_expression: unknown, tick: () => void) => (this.tick = tick),
		});
		this.copy = workflow;
		const { closeFunction } = await NODE.trigger.call(context);
		this.closeTrigger = closeFunction;
	}

	async deactivate(): Promise<void> {
		const workflow = this.load();
		await NODE.webhookMethods.default.delete.call(this.hooks(workflow, 'update'));
		this.save(workflow);
		this.hasWebhook = false;
		await this.end();
	}

	/** A new version of the active workflow. @param meanwhile happens before it is active */
	async publish(edited: IDataObject, meanwhile = async () => {}): Promise<void> {
		await this.deactivate();
		await meanwhile();
		Object.assign(this.parameters, edited);
		await this.activate('update');
	}

	/**
	 * Listens for a test event, with static data of its own.
	 * @param edited parameters that are not yet those of the active workflow
	 * @returns ends it, in the mode of production, as n8n itself does if it fails
	 */
	async listen(edited: IDataObject = {}): Promise<() => Promise<void>> {
		const workflow = this.load({}, edited);
		const end = async () => await this.stopListening(workflow);
		const { create } = NODE.webhookMethods.default;
		await create.call(this.testHooks(workflow, 'manual')).catch(async (error: Error) => {
			await end().catch(() => {});
			throw new Error(error.message);
		});
		return end;
	}

	/** Without `workflow`: while it is still about to listen, and has stored nothing. */
	async stopListening(workflow = this.load({})): Promise<void> {
		const { delete: leave } = NODE.webhookMethods.default;
		await leave.call(this.testHooks(workflow, 'internal'));
	}

	/** n8n ends, and says nothing to anybody. */
	async end(): Promise<void> {
		await this.closeTrigger?.();
		this.closeTrigger = undefined;
	}

	async receive(request: http.IncomingMessage, rawBody: Buffer, response: http.ServerResponse) {
		const { method, headers, url: originalUrl } = request;
		const body = JSON.parse(rawBody.toString()) as IDataObject;
		const workflow = this.load();
		const shim = {
			status: (code: number) => {
				response.statusCode = code;
				return shim;
			},
			send: (text: string) => response.end(text),
		};
		const webhook = { webhookDescription: NODE.description.webhooks?.[0] } as IWebhookData;
		const httpRequest = { method, headers, originalUrl, rawBody, body, query: {}, params: {} };
		const additional = this.additional({ httpRequest, httpResponse: shim });
		const node = nodeOf(workflow);
		const context = new WebhookContext(workflow, node, additional, 'webhook', webhook, [], null);
		try {
			const { workflowData, webhookResponse, noWebhookResponse } = await NODE.webhook.call(context);
			if (workflowData === undefined) this.save(workflow);
			for (const { json } of workflowData?.[0] ?? [])
				this.n8n.started.push({ name: this.name, json });
			if (noWebhookResponse !== true) response.end(webhookResponse ?? 'evolution-hub: taken');
		} catch {
			response.statusCode = 500;
			response.end('{}');
		}
	}

	private load(staticData: object = this.staticData, edited: IDataObject = {}): Workflow {
		const node = {
			...{ id: '1', name: 'WhatsApp', type: 'evolutionApiTrigger', typeVersion: 2 },
			position: [0, 0],
			parameters: {
				...{ authentication: 'globalKey', events: ['MESSAGES_UPSERT'] },
				instance: { __rl: true, mode: 'name', value: 'demo' },
				...this.parameters,
				...edited,
			},
			credentials: { evolutionGlobalKeyApi: { id: '1', name: 'key' } },
		} as unknown as INode;
		return new Workflow({
			...{ id: this.name, nodes: [node], connections: {}, active: true, settings: {} },
			nodeTypes: NODE_TYPES as never,
			staticData: structuredClone(staticData) as IDataObject,
		});
	}

	/** Of what did not change n8n writes nothing. */
	private save({ staticData }: Workflow): void {
		if (staticData.__dataChanged !== true) return;
		this.staticData = JSON.parse(JSON.stringify(staticData)) as typeof this.staticData;
		staticData.__dataChanged = false;
	}

	private hooks = (workflow: Workflow, mode: WorkflowActivateMode) =>
		new HookContext(workflow, nodeOf(workflow), this.additional(), 'trigger', mode);

	private testHooks = (workflow: Workflow, mode: 'manual' | 'internal') =>
		new HookContext(workflow, nodeOf(workflow), this.additional(), mode, 'update', {
			...{ isTest: true, webhookDescription: NODE.description.webhooks?.[0] },
		} as IWebhookData);

	private additional(more: object = {}): IWorkflowExecuteAdditionalData {
		const { url: baseUrl, key: apiKey } = this.n8n.simulator;
		const credentials = { evolutionGlobalKeyApi: { baseUrl, apiKey } };
		return {
			credentialsHelper: new TestCredentials([new EvolutionGlobalKeyApi()], credentials),
			webhookBaseUrl: `${this.n8n.url}/webhook`,
			webhookTestBaseUrl: `${this.n8n.url}/webhook-test`,
			...more,
		} as unknown as IWorkflowExecuteAdditionalData;
	}
}

const nodeOf = ({ nodes }: Workflow) => Object.values(nodes)[0];
