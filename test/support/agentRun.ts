import {
	Workflow,
	type EngineResponse,
	type EngineRequest,
	type IDataObject,
	type IExecuteFunctions,
	type INode,
	type INodeExecutionData,
	type INodeType,
} from 'n8n-workflow';

import { runWorkflow } from '../../dev/engine/engine';
import { START } from '../../dev/engine/startNode';
import { LOOP, STUB_NODES, TRIGGER_TYPE } from '../../dev/engine/stubNodes';
import { EvolutionApi } from '../../nodes/EvolutionApi/EvolutionApi.node';
import type { Simulator } from '../../simulator/server';

// Runs our node as an agent's tool, in n8n's real engine. The agents have no model, the test provides the tool calls. As in n8n's own
// agents, the engine runs the tool for version 3, and the agent itself runs it for version 2.

export type AgentVersion = 2 | 3;

/** A node of the workflow. Its type is a key of {@link NODES}, or `trigger`. */
interface Step {
	readonly name: string;
	readonly type: string;
	readonly parameters?: IDataObject;
	/** Names of the nodes to which each output leads. By default, the only output leads to the next step in the array. */
	readonly outputs?: readonly string[][];
}

export interface AgentRun {
	readonly version: AgentVersion;
	/** Nodes before the agent. The first node receives the items, and the last node leads to the agent. */
	readonly before: readonly Step[];
	readonly items: readonly IDataObject[];
	/** Returns the arguments of the tool call that the model makes for an item. */
	readonly gives: (item: IDataObject) => IDataObject;
	readonly tool: IDataObject;
	/** The ID that the model's server gives each tool call; by default `call_0`, `call_1` and so on. */
	readonly callId?: { readonly is: string | undefined };
	readonly after?: string;
	/** Values that replace the simulator's URL and key in the credential. */
	readonly credential?: IDataObject;
}

/** A node with two outputs. Its parameter `first` chooses one for each item. */
const BRANCH: INodeType = {
	description: {
		...START.description,
		name: 'branch',
		inputs: ['main'],
		outputs: ['main', 'main'],
		properties: [{ displayName: 'First', name: 'first', type: 'boolean', default: true }],
	},
	async execute() {
		const items = this.getInputData().map((item, index) => ({ ...item, pairedItem: index }));
		const isFirst = items.map((_item, index) => this.getNodeParameter('first', index) === true);
		return [
			items.filter((_item, index) => isFirst[index]),
			items.filter((_item, index) => !isFirst[index]),
		];
	},
};

type Gives = AgentRun['gives'];

const answerItem = (answer: unknown, item: number): INodeExecutionData => ({
	json: { answer: typeof answer === 'string' ? answer : JSON.stringify(answer) },
	pairedItem: { item },
});

const agent2 = (gives: Gives) =>
	async function (this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const output: INodeExecutionData[] = [];
		for (const [index, { json }] of this.getInputData().entries()) {
			const [tool] = (await this.getInputConnectionData('ai_tool', index)) as Array<{
				invoke(input: object): Promise<unknown>;
			}>;
			const answer = await tool.invoke(gives(json)).catch((error: Error) => error.message);
			output.push(answerItem(answer, index));
		}
		return [output];
	};

const agent3 = (gives: Gives, callId: AgentRun['callId']) =>
	async function (
		this: IExecuteFunctions,
		response?: EngineResponse,
	): Promise<INodeExecutionData[][] | EngineRequest> {
		const responses = response?.actionResponses ?? [];
		if (responses.length > 0) {
			return [
				responses.map(({ data }, index) =>
					answerItem(
						data.data?.ai_tool?.[0]?.map(({ json }) => json),
						index,
					),
				),
			];
		}
		const actions = this.getInputData().map(({ json }, itemIndex) => ({
			actionType: 'ExecutionNodeAction' as const,
			nodeName: 'Tool',
			input: gives(json),
			type: 'ai_tool' as const,
			id: (callId === undefined ? `call_${itemIndex}` : callId.is) as string,
			metadata: { itemIndex },
		}));
		return { actions, metadata: {} };
	};

const agent = (execute: unknown): INodeType => ({
	description: {
		...START.description,
		name: 'agent',
		inputs: ['main', { type: 'ai_tool', displayName: 'Tool' }],
	},
	execute: execute as INodeType['execute'],
});

function asTool(): INodeType {
	const node = new EvolutionApi();
	return Object.create(node, {
		description: {
			value: {
				...node.description,
				name: `${node.description.name}Tool`,
				inputs: [],
				outputs: ['ai_tool'],
			},
		},
	}) as INodeType;
}

const NODES: Record<string, INodeType> = {
	...STUB_NODES,
	loop: LOOP,
	branch: BRANCH,
	evolutionApiTool: asTool(),
};

export async function runAgent(
	{ url: baseUrl, key: apiKey }: Simulator,
	{ version, before, items, gives, tool, after, callId, credential }: AgentRun,
): Promise<string[]> {
	const types: Record<string, INodeType> = {
		...NODES,
		agent: agent(version === 2 ? agent2(gives) : agent3(gives, callId)),
	};
	const node = ({ name, type, parameters = {} }: Step): INode => ({
		id: name,
		name,
		type: type === 'trigger' ? TRIGGER_TYPE : type,
		typeVersion: 1,
		position: [0, 0],
		parameters: parameters as INode['parameters'],
		credentials: { evolutionGlobalKeyApi: { id: '1', name: 'Key' } },
	});
	const to = (names: readonly string[]) =>
		names.map((name) => ({ node: name, type: 'main' as const, index: 0 }));
	const names = [...before.map(({ name }) => name), 'Agent'];
	const workflow = new Workflow({
		id: 'workflow',
		name: 'Test',
		active: false,
		nodeTypes: {
			getByName: (type) => types[type],
			getByNameAndVersion: (type) => types[type],
			getKnownTypes: () => ({}),
		},
		settings: { executionOrder: 'v1' },
		nodes: [
			...before.map(node),
			node({ name: 'Agent', type: 'agent' }),
			{
				...node({
					name: 'Tool',
					type: 'evolutionApiTool',
					parameters: { authentication: 'globalKey', resource: 'message', ...tool },
				}),
				// For version 3 of the Agent node, n8n's engine sets this on each tool node.
				onError: version === 3 ? 'continueRegularOutput' : undefined,
			},
		],
		connections: {
			...Object.fromEntries(
				before.map(({ name, outputs }, index) => [
					name,
					{ main: (outputs ?? [[names[index + 1]]]).map(to) },
				]),
			),
			...(after === undefined ? {} : { Agent: { main: [to([after])] } }),
			Tool: { ai_tool: [[{ node: 'Agent', type: 'ai_tool' as const, index: 0 }]] },
		},
	});
	const run = await runWorkflow({
		workflow,
		start: before[0].name,
		input: [items.map((json) => ({ json }))],
		mode: 'manual',
		credentials: { evolutionGlobalKeyApi: { baseUrl, apiKey, ...credential } },
	});
	const { error, runData } = run.data.resultData;
	if (error !== undefined) throw error;
	const output = (runData.Agent ?? []).flatMap((task) => task.data?.main[0] ?? []);
	return output.map(({ json }) => String(json.answer));
}
