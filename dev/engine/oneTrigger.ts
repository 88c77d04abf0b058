import { Workflow, type IDataObject, type INode, type INodeType } from 'n8n-workflow';

import { EvolutionApiTrigger } from '../../nodes/EvolutionApi/EvolutionApiTrigger.node';

export const TRIGGER: INodeType = new EvolutionApiTrigger();

export interface OneTrigger {
	readonly parameters: IDataObject;
	readonly credentials?: Record<string, IDataObject>;
	readonly id?: string;
}

export function workflowOfOneTrigger({
	parameters,
	credentials = {},
	id = 'workflow',
}: OneTrigger): { readonly workflow: Workflow; readonly node: INode } {
	const saved: INode = {
		id: '1',
		name: 'Trigger',
		type: 'evolutionApiTrigger',
		typeVersion: 2,
		position: [0, 0],
		parameters: parameters as INode['parameters'],
		webhookId: id,
		credentials: Object.fromEntries(
			Object.keys(credentials).map((type) => [type, { id: type, name: type }]),
		),
	};
	const workflow = new Workflow({
		id,
		nodes: [saved],
		connections: {},
		active: true,
		settings: { executionOrder: 'v1' },
		nodeTypes: {
			getByName: () => TRIGGER,
			getByNameAndVersion: () => TRIGGER,
			getKnownTypes: () => ({}),
		},
	});
	// `getNode` returns the node with default values for missing parameters.
	return { workflow, node: workflow.getNode(saved.name) ?? saved };
}
