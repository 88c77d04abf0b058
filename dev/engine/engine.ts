import { BinaryDataService, Container, ExecutionLifecycleHooks, WorkflowExecute } from './core';
import {
	createRunExecutionData,
	Workflow,
	type IBinaryKeyData,
	type IDataObject,
	type INode,
	type INodeExecutionData,
	type INodeType,
	type IRun,
	type IWorkflowExecuteAdditionalData,
	type NodeApiError,
} from 'n8n-workflow';

import { EvolutionGlobalKeyApi } from '../../credentials/EvolutionGlobalKeyApi.credentials';
import { EvolutionGoKeyApi } from '../../credentials/EvolutionGoKeyApi.credentials';
import { EvolutionInstanceKeyApi } from '../../credentials/EvolutionInstanceKeyApi.credentials';
import { EvolutionApi } from '../../nodes/EvolutionApi/EvolutionApi.node';
import { TestCredentials } from './credentials';
import { STUB_NODES, TRIGGER_TYPE } from './stubNodes';

// n8n's real engine, which runs our node with real expressions, HTTP helper, binary data and error handling.

export interface EngineRun {
	/** Missing parameters have their defaults. */
	readonly parameters: IDataObject;
	readonly items?: Array<{ json: IDataObject; binary?: IBinaryKeyData }>;
	readonly onError?: INode['onError'];
	/** Runs our node as the human-review tool that n8n derives from it. */
	readonly type?: 'evolutionApiHitlTool';
	readonly retryOnFail?: boolean;
	/** Receives a function that cancels the execution, like *Stop* in the editor. The run then rejects. */
	readonly onStart?: (cancel: () => void) => void;
	readonly credentials: Record<string, IDataObject>;
	/** Parameters of a trigger named *WhatsApp* that the items come from. */
	readonly trigger?: IDataObject;
	readonly executionId?: string;
	readonly mode?: 'manual' | 'trigger';
	readonly parentExecutionId?: string;
	/** The default, UTC, is the fastest: n8n's expressions don't ask Intl about it. */
	readonly timeZone?: string;
	readonly earlier?: IDataObject;
	/** Whether the node runs once for each item, as in n8n's *Loop Over Items* with a batch size of 1. The result is that of the first run. */
	readonly loop?: boolean;
	/** A node before ours that returns these items. `once` is its setting *Execute Once*. */
	readonly between?: {
		readonly items: IDataObject[];
		readonly linked: boolean;
		readonly once?: boolean;
	};
}

export interface EngineResult {
	readonly error?: NodeApiError;
	readonly items: INodeExecutionData[];
	/** With `onError: 'continueErrorOutput'`, the second output has the failed items. */
	readonly outputs: INodeExecutionData[][];
	/** Data that the node stores in the execution. */
	readonly kept: IDataObject;
	readonly hints: string[];
}

const OUR_TYPE = 'evolutionApi';
const ours = new EvolutionApi();
const NODES: Record<string, INodeType> = {
	...STUB_NODES,
	[OUR_TYPE]: ours,
	evolutionApiHitlTool: ours,
};
const CREDENTIAL_TYPES = [
	new EvolutionGlobalKeyApi(),
	new EvolutionInstanceKeyApi(),
	new EvolutionGoKeyApi(),
];
const NODE_TYPES = {
	getByName: (type: string) => NODES[type],
	getByNameAndVersion: (type: string) => NODES[type],
	getKnownTypes: () => ({}),
};

const binaryData = Container.get(BinaryDataService).init();

export async function runNode(run: EngineRun): Promise<EngineResult> {
	const finished = await runWorkflow({
		workflow: createWorkflow(run),
		start: run.trigger ? 'WhatsApp' : 'Start',
		input: [run.items ?? [{ json: {} }]],
		mode: run.mode ?? 'manual',
		credentials: run.credentials,
		onStart: run.onStart,
		executionId: run.executionId,
		parentExecutionId: run.parentExecutionId,
	});
	const { resultData } = finished.data;
	const task = resultData.runData.Node?.[0];
	const outputs = (task?.data?.main ?? []).map((output) => output ?? []);
	const error = (resultData.error ?? task?.error) as NodeApiError | undefined;
	const kept = finished.data.executionData?.contextData['node:Node'] ?? {};
	const hints = (task?.hints ?? []).map(({ message }) => message);
	return { error, items: outputs[0] ?? [], outputs, kept, hints };
}

export interface WorkflowRun
	extends Pick<EngineRun, 'executionId' | 'onStart' | 'parentExecutionId'> {
	readonly workflow: Workflow;
	readonly start: string;
	/** Items for each input of the start node. If the start node is a trigger, n8n returns these items as its output. */
	readonly input: INodeExecutionData[][];
	readonly mode: 'manual' | 'trigger' | 'webhook';
	readonly onResponse?: (answer: unknown) => void;
	readonly credentials?: Record<string, IDataObject>;
}

/** @throws {Error} if the execution is cancelled; a node's error is in the result */
export async function runWorkflow(run: WorkflowRun): Promise<IRun> {
	await binaryData;
	const { workflow, mode, executionId = '1' } = run;
	const hooks = new ExecutionLifecycleHooks(mode, executionId, {
		id: workflow.id,
		name: 'Test',
		active: workflow.active,
		isArchived: false,
		createdAt: new Date(0),
		updatedAt: new Date(0),
		nodes: [],
		connections: {},
		activeVersionId: null,
	});
	hooks.addHandler('sendResponse', (answer) => run.onResponse?.(answer));
	const additionalData = {
		credentialsHelper: new TestCredentials(CREDENTIAL_TYPES, run.credentials ?? {}),
		hooks,
		executionId,
		restApiUrl: '',
		instanceBaseUrl: 'http://localhost:5678/',
		webhookBaseUrl: 'http://localhost:5678/webhook',
		webhookWaitingBaseUrl: 'http://localhost:5678/webhook-waiting',
		formWaitingBaseUrl: 'http://localhost:5678/form-waiting',
		variables: {},
		setExecutionStatus: () => undefined,
		sendDataToUI: () => undefined,
		logAiEvent: () => undefined,
	} as unknown as IWorkflowExecuteAdditionalData;
	const node = workflow.getNode(run.start);
	if (node === null) throw new Error(`The test workflow has no node "${run.start}"`);
	const { parentExecutionId } = run;
	const runData = createRunExecutionData({
		...(parentExecutionId !== undefined && {
			parentExecution: { executionId: parentExecutionId, workflowId: 'parent' },
		}),
		executionData: {
			contextData: {},
			metadata: {},
			waitingExecution: {},
			waitingExecutionSource: {},
			nodeExecutionStack: [{ node, data: { main: run.input }, source: null }],
		},
	});
	const running = new WorkflowExecute(additionalData, mode, runData).processRunExecutionData(
		workflow,
	);
	run.onStart?.(() => running.cancel());
	return await running;
}

function createWorkflow(run: EngineRun): Workflow {
	const { parameters, onError, retryOnFail, credentials, trigger, earlier, between, loop } = run;
	const first = trigger ? 'WhatsApp' : 'Start';
	const link = (node: string) => ({ main: [[{ node, type: 'main' as const, index: 0 }]] });
	const added = (name: string, type: string, values: IDataObject): INode => ({
		id: name,
		name,
		type,
		typeVersion: 1,
		position: [0, 0],
		parameters: values as INode['parameters'],
	});
	const credentialIds = Object.fromEntries(
		Object.keys(credentials).map((type) => [type, { id: type, name: type }]),
	);
	const ourNode = (name: string, values: IDataObject): INode => ({
		...added(name, OUR_TYPE, values),
		credentials: credentialIds,
	});
	const nodes: INode[] = [
		added(first, trigger ? TRIGGER_TYPE : 'start', { ...trigger }),
		...(earlier ? [ourNode('Earlier', earlier)] : []),
		...(between
			? [{ ...added('Between', 'between', { ...between }), executeOnce: between.once }]
			: []),
		...(loop ? [added('Loop', 'loop', {})] : []),
		{
			...ourNode('Node', parameters),
			type: run.type ?? OUR_TYPE,
			id: '1',
			onError,
			retryOnFail,
			waitBetweenTries: 1,
		},
	];
	const names = nodes.map(({ name }) => name);
	return new Workflow({
		id: 'workflow',
		name: 'Test',
		active: false,
		nodeTypes: NODE_TYPES,
		settings: { executionOrder: 'v1', timezone: run.timeZone ?? 'UTC' },
		nodes,
		connections: {
			...Object.fromEntries(names.slice(1).map((name, index) => [names[index], link(name)])),
			...(loop ? { Loop: { main: [[], ...link('Node').main] }, Node: link('Loop') } : {}),
		},
	});
}
