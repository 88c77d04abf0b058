import '../../../../../dev/engine/engine';

import type http from 'node:http';
import { HookContext, TriggerContext, WebhookContext } from '../../../../../dev/engine/core';
import {
	ManualExecutionCancelledError,
	Workflow,
	type IDataObject,
	type IDeferredPromise,
	type IExecuteResponsePromiseData,
	type INode,
	type INodeExecutionData,
	type INodeParameters,
	type IRun,
	type IWebhookData,
	type IWorkflowExecuteAdditionalData,
	type WorkflowActivateMode,
} from 'n8n-workflow';

import { EvolutionGlobalKeyApi } from '../../../../../credentials/EvolutionGlobalKeyApi.credentials';
import { EvolutionGoKeyApi } from '../../../../../credentials/EvolutionGoKeyApi.credentials';
import { TestCredentials } from '../../../../../dev/engine/credentials';
import { withLog } from '../../../../support/withLog';
import type { FakeN8n } from './fakeN8n';
import { queryOf } from './queryOf';

const CREDENTIAL_TYPES = [new EvolutionGlobalKeyApi(), new EvolutionGoKeyApi()];

/** n8n resolves the promise `done` with this value if it already has an execution with the same deduplication key. */
const NOTHING = undefined as unknown as IRun;

const FAILED_ON_WORKER = {
	status: 'error',
	data: { resultData: { error: { message: 'connect ECONNREFUSED' }, runData: {} } },
} as IRun;

/** Creates n8n 2.41's error for an execution that was stored, but couldn't be marked as running. */
function lockTimeout(): Error {
	const error = new Error(
		'Timeout waiting for lock SqliteWriteConnectionMutex to become available',
	);
	error.stack = `${error.message}
    at async EntityManager.transaction (EntityManager.js:69:13)
    at async ExecutionRepository.setRunning (execution.repository.js:261:16)
    at async WorkflowRunner.runMainProcess (workflow-runner.js:403:9)`;
	return error;
}

export class TriggerWorkflow {
	staticData: { 'node:WhatsApp'?: IDataObject; global?: IDataObject } = {};
	hasWebhook = false;
	tick = () => {};
	cron?: string;
	/** The workflow that trigger() runs with. If trigger() changes its static data, n8n stores the data with the next emit(). */
	copy?: Workflow;
	private closeTrigger?: () => Promise<void>;
	private session?: Workflow;

	constructor(
		private readonly n8n: FakeN8n,
		readonly name: string,
		private readonly parameters: IDataObject,
	) {}

	get url(): string {
		return `${this.n8n.url}/webhook/${this.name}/whatsapp/webhook`;
	}

	get texts(): unknown[] {
		return this.n8n.texts(this.name);
	}

	get isListening(): boolean {
		return this.session !== undefined;
	}

	async activate(mode: WorkflowActivateMode = 'activate'): Promise<void> {
		const workflow = this.load();
		this.hasWebhook = true;
		const { isOld, isTriggerFaster } = this.n8n;
		if (isTriggerFaster) await this.startTrigger(workflow, mode);
		const registered = this.register(workflow, mode);
		if (isOld) this.save(await registered);
		await Promise.all([registered, isTriggerFaster || this.startTrigger(workflow, mode)]);
		this.save(workflow);
	}

	private async register(workflow: Workflow, mode: WorkflowActivateMode): Promise<Workflow> {
		const { checkExists, create, delete: leave } = this.n8n.node.webhookMethods.default;
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
		const { process } = this.n8n;
		const emit = (
			outputs: INodeExecutionData[][],
			response?: IDeferredPromise<IExecuteResponsePromiseData>,
			done?: IDeferredPromise<IRun>,
			key?: string,
		) => {
			if (this.n8n.refusesStarts) throw new Error('n8n is full');
			if (process !== this.n8n.process || this.n8n.isKilledBeforeStoring) return;
			const fail = () => done?.reject(new Error('SQLITE_BUSY: database is locked'));
			if (this.n8n.stuck !== undefined) {
				this.n8n.stuck.push(fail);
				return;
			}
			if (this.n8n.failsToStore-- > 0) {
				if (!this.n8n.storesFailed || key === undefined) fail();
				else if (this.n8n.wasStarted(key)) done?.resolve(NOTHING);
				else done?.reject(lockTimeout());
				return;
			}
			if (this.n8n.wasStarted(key)) {
				done?.resolve(NOTHING);
				return;
			}
			if (this.n8n.failsOnWorker-- > 0) {
				done?.resolve(FAILED_ON_WORKER);
				return;
			}
			this.n8n.noteStart(this.name, outputs);
			this.n8n.onStart();
			// In n8n, `response` is resolved when the trigger's execute() calls sendResponse().
			if (this.n8n.storesAtOnce) response?.resolve({});
			const end = () => done?.resolve(this.n8n.result);
			if (this.n8n.running === undefined) end();
			else this.n8n.running.push(end);
			this.n8n.cancel.push(() => done?.reject(new ManualExecutionCancelledError('1')));
		};
		const context = this.withLog(
			new TriggerContext(
				...([workflow, nodeOf(workflow), this.additional(), 'trigger', mode] as const),
				emit,
				() => {},
			),
		);
		Object.assign(context.helpers, {
			registerCron: ({ expression }: { expression: string }, tick: () => void) => {
				Object.assign(this, { cron: expression, tick });
			},
		});
		this.copy = workflow;
		const { closeFunction } = await this.n8n.node.trigger.call(context);
		this.closeTrigger = closeFunction;
	}

	async deactivate(): Promise<void> {
		const workflow = this.load();
		await this.n8n.node.webhookMethods.default.delete.call(this.hooks(workflow, 'update'));
		this.save(workflow);
		this.hasWebhook = false;
		await this.end();
	}

	/** @param meanwhile runs before the new version is active */
	async publish(edited: IDataObject, meanwhile = async () => {}): Promise<void> {
		await this.deactivate();
		await meanwhile();
		Object.assign(this.parameters, edited);
		await this.activate('update');
	}

	/** Listens for a test event, with separate static data. */
	async listen(edited: IDataObject = {}): Promise<() => Promise<void>> {
		const workflow = this.load({}, edited);
		this.session = workflow;
		const end = async () => await this.stopListening(workflow);
		const { create } = this.n8n.node.webhookMethods.default;
		await create.call(this.testHooks(workflow, 'manual')).catch(async (error: Error) => {
			await end().catch(() => {});
			throw new Error(error.message);
		});
		return end;
	}

	async stopListening(workflow = this.load({})): Promise<void> {
		const { delete: leave } = this.n8n.node.webhookMethods.default;
		await leave.call(this.testHooks(workflow, 'internal')).finally(() => {
			this.session = undefined;
		});
	}

	async end(): Promise<void> {
		await this.closeTrigger?.();
		this.closeTrigger = undefined;
	}

	async receive(
		request: http.IncomingMessage,
		rawBody: Buffer,
		response: http.ServerResponse,
		isTest = false,
	) {
		const { method, headers, socket, url: originalUrl } = request;
		const body = JSON.parse(rawBody.toString()) as IDataObject;
		const workflow = (isTest ? this.session : undefined) ?? this.load();
		const mode = isTest ? 'manual' : 'webhook';
		const end = (text: string) => {
			this.n8n.answers.push(text);
			response.end(text);
		};
		const shim = {
			get statusCode() {
				return response.statusCode;
			},
			status: (code: number) => {
				response.statusCode = code;
				return shim;
			},
			send: end,
		};
		const webhook = { webhookDescription: this.n8n.node.description.webhooks?.[0] } as IWebhookData;
		const query = queryOf(new URL(originalUrl ?? '', this.n8n.url).searchParams);
		const httpRequest = { method, headers, socket, originalUrl, rawBody, body, query, params: {} };
		const additional = this.additional({ httpRequest, httpResponse: shim });
		const node = nodeOf(workflow);
		const context = this.withLog(
			new WebhookContext(workflow, node, additional, mode, webhook, [], null),
		);
		try {
			const { workflowData, webhookResponse, noWebhookResponse } = await (
				this.n8n.processor ?? this.n8n.node
			).webhook.call(context);
			if (workflowData === undefined && !isTest) this.save(workflow);
			if (workflowData !== undefined && this.n8n.failsToStoreCalls-- > 0) {
				shim.status(500);
				shim.send('{"code":500}');
				return;
			}
			this.n8n.noteStart(this.name, workflowData ?? []);
			if (noWebhookResponse !== true)
				shim.send(String(webhookResponse ?? '{"evolutionHub":"taken"}'));
			// n8n stops listening for a test event after the first one.
			if (isTest && workflowData !== undefined) await this.stopListening(workflow);
		} catch (error) {
			this.n8n.logged.push(error);
			response.statusCode = 500;
			end('{}');
		}
	}

	private load(staticData: object = this.staticData, edited: IDataObject = {}): Workflow {
		const node: INode = {
			id: '1',
			name: 'WhatsApp',
			type: 'evolutionApiTrigger',
			typeVersion: 2,
			position: [0, 0],
			parameters: {
				authentication: this.n8n.authentication,
				events: ['MESSAGES_UPSERT'],
				instance: { __rl: true, mode: 'name', value: 'demo' },
				...this.parameters,
				...edited,
			} as INodeParameters,
			credentials: { [this.n8n.credentialType]: { id: '1', name: 'key' } },
		};
		return new Workflow({
			id: this.name,
			name: this.name,
			nodes: [node],
			connections: {},
			active: true,
			settings: {},
			nodeTypes: {
				getByName: () => this.n8n.node,
				getByNameAndVersion: () => this.n8n.node,
			} as never,
			staticData: structuredClone(staticData) as IDataObject,
		});
	}

	private save({ staticData }: Workflow): void {
		if (staticData.__dataChanged !== true) return;
		this.staticData = JSON.parse(JSON.stringify(staticData)) as typeof this.staticData;
		this.n8n.stored.push(this.staticData);
		staticData.__dataChanged = false;
	}

	private hooks = (workflow: Workflow, mode: WorkflowActivateMode) =>
		this.withLog(new HookContext(workflow, nodeOf(workflow), this.additional(), 'trigger', mode));

	private testHooks = (workflow: Workflow, mode: 'manual' | 'internal') =>
		this.ofN8n(
			new HookContext(workflow, nodeOf(workflow), this.additional(), mode, 'update', {
				isTest: true,
				webhookDescription: this.n8n.node.description.webhooks?.[0],
			} as IWebhookData),
		);

	private withLog<Context extends { getInstanceId(): string }>(context: Context): Context {
		return withLog(this.ofN8n(context), (...entry) => void this.n8n.logged.push(entry));
	}

	private ofN8n<Context extends { getInstanceId(): string }>(context: Context): Context {
		const { instanceId } = this.n8n;
		if (instanceId === undefined) return context;
		return Object.defineProperty(context, 'getInstanceId', { value: () => instanceId });
	}

	private additional(more: object = {}): IWorkflowExecuteAdditionalData {
		const { n8n } = this;
		const credentials = {
			get [n8n.credentialType]() {
				n8n.credentialReads++;
				return n8n.credential;
			},
		};
		return {
			credentialsHelper: new TestCredentials(CREDENTIAL_TYPES, credentials),
			webhookBaseUrl: `${n8n.publicUrl ?? n8n.url}/webhook`,
			webhookTestBaseUrl: `${n8n.publicUrl ?? n8n.url}/webhook-test`,
			...more,
		} as Partial<IWorkflowExecuteAdditionalData> as IWorkflowExecuteAdditionalData;
	}
}

const nodeOf = ({ nodes }: Workflow) => Object.values(nodes)[0];
