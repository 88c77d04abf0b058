import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
	executeFilter,
	Workflow,
	type FilterValue,
	type IExecuteFunctions,
	type INode,
	type INodeExecutionData,
	type INodeProperties,
	type INodeType,
} from 'n8n-workflow';

import { runWorkflow } from '../../dev/engine/engine';
import { START } from '../../dev/engine/startNode';
import type { NewWorkflow } from '../../dev/n8n/types';
import { nodeType } from '../../dev/ourPackage';
import { exampleWorkflows } from '../../dev/workspace';
import { EvolutionApi } from '../../nodes/EvolutionApi/EvolutionApi.node';
import type { Simulator } from '../../simulator/server';

// Runs an example from `examples/` that starts with n8n's Webhook node, in n8n's real engine. n8n's Filter and Switch aren't installed
// here. The nodes below replace them, and use n8n's own code for conditions, too.

const CONDITIONS: INodeProperties = {
	displayName: 'Conditions',
	name: 'conditions',
	type: 'filter',
	default: {},
};

const holds = (context: IExecuteFunctions, name: string, item: number) =>
	executeFilter(context.getNodeParameter(name, item) as FilterValue, { itemIndex: item });

const linked = (items: INodeExecutionData[]) =>
	items.map(({ json }, item): INodeExecutionData => ({ json, pairedItem: { item } }));

const FILTER: INodeType = {
	description: {
		...START.description,
		name: 'filter',
		inputs: ['main'],
		properties: [CONDITIONS],
	},
	async execute() {
		return [linked(this.getInputData()).filter((_item, at) => holds(this, 'conditions', at))];
	},
};

const SWITCH: INodeType = {
	description: {
		...START.description,
		name: 'switch',
		inputs: ['main'],
		outputs: ['main', 'main', 'main'],
		properties: [
			{
				displayName: 'Rules',
				name: 'rules',
				type: 'fixedCollection',
				typeOptions: { multipleValues: true },
				default: {},
				options: [{ displayName: 'Rule', name: 'values', values: [CONDITIONS] }],
			},
		],
	},
	async execute() {
		const rules = this.getNodeParameter('rules.values', 0) as object[];
		const outputs = rules.map((): INodeExecutionData[] => []);
		for (const [at, item] of linked(this.getInputData()).entries()) {
			const match = rules.findIndex((_rule, place) =>
				holds(this, `rules.values[${place}].conditions`, at),
			);
			if (match >= 0) outputs[match].push(item);
		}
		return outputs;
	},
};

const NODES: Record<string, INodeType> = {
	'n8n-nodes-base.webhook': START,
	'n8n-nodes-base.filter': FILTER,
	'n8n-nodes-base.switch': SWITCH,
	[nodeType('evolutionApi')]: new EvolutionApi(),
};

const isNote = ({ type }: { type: string }) => type === 'n8n-nodes-base.stickyNote';

export class WebhookExample {
	/** Names of the example's nodes that ran, in order. */
	readonly ran: string[] = [];
	readonly faults: string[] = [];
	private readonly example: NewWorkflow;
	private readonly server = createServer((request, response) => {
		void this.receive(request).then(() => response.end());
	});

	constructor(
		id: string,
		private readonly simulator: () => Simulator,
	) {
		const found = exampleWorkflows().find((one) => one.id === id);
		if (found === undefined) throw new Error(`There is no example ${id}`);
		this.example = found;
	}

	async start(): Promise<void> {
		await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
	}

	async close(): Promise<void> {
		await new Promise((resolve) => this.server.close(resolve));
	}

	get url(): string {
		return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/webhook`;
	}

	private async receive(request: IncomingMessage): Promise<void> {
		const chunks: Buffer[] = [];
		for await (const chunk of request) chunks.push(chunk as Buffer);
		const { url: baseUrl, key: apiKey } = this.simulator();
		const nodes = this.example.nodes.filter((node) => !isNote(node));
		const workflow = new Workflow({
			id: 'example',
			active: true,
			nodeTypes: {
				getByName: (type) => NODES[type],
				getByNameAndVersion: (type) => NODES[type],
				getKnownTypes: () => ({}),
			},
			nodes: nodes.map((node) => ({ ...node, typeVersion: 1 }) as INode),
			connections: this.example.connections as Workflow['connectionsBySourceNode'],
			settings: { executionOrder: 'v1' },
		});
		const body = JSON.parse(Buffer.concat(chunks).toString()) as INodeExecutionData['json'];
		const { data } = await runWorkflow({
			workflow,
			start: nodes[0].name,
			input: [[{ json: { headers: {}, params: {}, query: {}, body } }]],
			mode: 'trigger',
			credentials: { evolutionGlobalKeyApi: { baseUrl, apiKey } },
		});
		const { runData, error } = data.resultData;
		this.ran.push(...Object.keys(runData));
		if (error !== undefined) this.faults.push(error.message);
	}
}
