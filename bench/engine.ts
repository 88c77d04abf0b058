/** Runs one node on the engine of the installed n8n. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import type {
	IBinaryData,
	ICredentialType,
	IDataObject,
	INodeExecutionData,
	INodeType,
	IVersionedNodeType,
} from 'n8n-workflow';

import { START } from '../dev/engine/startNode';
import { credentialsHelper } from './credentials';
import { databaseManager, inDatabase } from './database';
import type { Paths } from './protocol';

export interface NodeRun {
	/** Package and node, for example `n8n-nodes-base.httpRequest`. */
	readonly type: string;
	readonly typeVersion: number;
	readonly parameters: IDataObject;
	/** Values of the credentials by credential type. */
	readonly credentials: Record<string, IDataObject>;
	readonly items: INodeExecutionData[];
}

export interface Engine {
	/** @throws the error of the node */
	run(run: NodeRun): Promise<INodeExecutionData[]>;
	/** Stores a file where this n8n keeps files (`N8N_DEFAULT_BINARY_DATA_MODE`): on the disk, or in its database. */
	store(file: string, fileName: string): Promise<IBinaryData>;
	library<Module>(name: string): Module;
}

/** Tells whether n8n keeps files in its database. If not, n8n's database modules aren't loaded, which would take seconds. */
const keepsInDatabase = () => process.env.N8N_DEFAULT_BINARY_DATA_MODE === 'database';

type NodeClass = new () => INodeType | IVersionedNodeType;

export async function startEngine({ runtime, ours, peer }: Paths): Promise<Engine> {
	process.env.N8N_ENCRYPTION_KEY ??= 'bench';
	process.env.N8N_DIAGNOSTICS_ENABLED ??= 'false';
	const library = createRequire(path.join(runtime, 'package.json'));
	library('reflect-metadata');
	const core = library('n8n-core') as typeof import('n8n-core');
	const workflowLibrary = library('n8n-workflow') as typeof import('n8n-workflow');
	const { Workflow, NodeHelpers, createRunExecutionData } = workflowLibrary;
	const fromCore = createRequire(library.resolve('n8n-core'));
	const { Container } = fromCore('@n8n/di') as typeof import('@n8n/di');
	const files = Container.get(core.BinaryDataService);
	await files.init();
	if (keepsInDatabase()) files.setManager('database', databaseManager(library));

	const base = path.dirname(library.resolve('n8n-nodes-base/package.json'));
	const { nodes, credentialTypes } = loadPackages([ours, peer]);
	nodes.start = START;
	nodes['n8n-nodes-base.httpRequest'] = loadNode(
		path.join(base, 'dist', 'nodes', 'HttpRequest', 'HttpRequest.node.js'),
	);
	const headerAuth = path.join(base, 'dist', 'credentials', 'HttpHeaderAuth.credentials.js');
	credentialTypes.push(loadCredential(headerAuth));
	const nodeTypes = {
		getByName: (type: string) => nodes[type],
		getByNameAndVersion: (type: string, version?: number) =>
			NodeHelpers.getVersionedNodeType(nodes[type], version),
		getKnownTypes: () => ({}),
	};

	return {
		library: <Module>(name: string) => library(name) as Module,
		async store(file, fileName) {
			if (keepsInDatabase()) return inDatabase(file, fileName);
			const place = { type: 'execution', workflowId: 'w', executionId: '1' } as const;
			const binary = { data: '', mimeType: 'application/pdf', fileName };
			return await files.copyBinaryFile(place, binary, file);
		},
		async run({ type, typeVersion, parameters, credentials, items }) {
			const ids = Object.keys(credentials).map((name) => [name, { id: name, name }]);
			const position: [number, number] = [0, 0];
			const common = { typeVersion: 1, position, parameters: {} };
			const workflow = new Workflow({
				id: 'w',
				name: 'Bench',
				active: false,
				nodeTypes: nodeTypes as never,
				settings: { executionOrder: 'v1' },
				nodes: [
					{ ...common, id: '0', name: 'Start', type: 'start' },
					{
						...common,
						id: '1',
						name: 'Node',
						type,
						typeVersion,
						parameters: parameters as never,
						credentials: Object.fromEntries(ids),
					},
				],
				connections: { Start: { main: [[{ node: 'Node', type: 'main', index: 0 }]] } },
			});
			const hooks = new core.ExecutionLifecycleHooks('manual', '1', {
				id: 'w',
				nodes: [],
				connections: {},
			} as never);
			const additionalData = {
				credentialsHelper: credentialsHelper(
					workflowLibrary,
					workflow,
					credentialTypes,
					credentials,
				),
				hooks,
				executionId: '1',
				restApiUrl: '',
				instanceBaseUrl: 'http://localhost:5678/',
				webhookBaseUrl: 'http://localhost:5678/webhook',
				webhookTestBaseUrl: '',
				webhookWaitingBaseUrl: 'http://localhost:5678/webhook-waiting',
				formWaitingBaseUrl: 'http://localhost:5678/form-waiting',
				variables: {},
				setExecutionStatus: () => undefined,
				sendDataToUI: () => undefined,
				logAiEvent: () => undefined,
			};
			const start = workflow.getNode('Start');
			if (start === null) throw new Error('The workflow has no start');
			const data = createRunExecutionData({
				executionData: {
					contextData: {},
					metadata: {},
					waitingExecution: {},
					waitingExecutionSource: {},
					nodeExecutionStack: [{ node: start, data: { main: [items] }, source: null }],
				},
			});
			const execution = new core.WorkflowExecute(additionalData as never, 'manual', data);
			const { resultData } = (await execution.processRunExecutionData(workflow)).data;
			const [task] = resultData.runData.Node ?? [];
			const error = resultData.error ?? task?.error;
			if (error !== undefined) throw error;
			return task?.data?.main?.[0] ?? [];
		},
	};
}

function loadPackages(folders: readonly string[]) {
	const nodes: Record<string, INodeType | IVersionedNodeType> = {};
	const credentialTypes: ICredentialType[] = [];
	for (const folder of folders) {
		const manifest = readFileSync(path.join(folder, 'package.json'), 'utf8');
		const { name, n8n } = JSON.parse(manifest) as {
			name: string;
			n8n: { nodes: string[]; credentials: string[] };
		};
		for (const file of n8n.nodes) {
			const node = loadNode(path.join(folder, file));
			nodes[`${name}.${node.description.name}`] = node;
		}
		for (const file of n8n.credentials) {
			credentialTypes.push(loadCredential(path.join(folder, file)));
		}
	}
	return { nodes, credentialTypes };
}

const classIn = <Class>(file: string): Class =>
	Object.values(createRequire(file)(file) as Record<string, Class>)[0];

const loadNode = (file: string) => new (classIn<NodeClass>(file))();
const loadCredential = (file: string) => new (classIn<new () => ICredentialType>(file))();
