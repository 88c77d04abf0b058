import { Workflow, type IDataObject, type INode, type INodeType } from 'n8n-workflow';

import { EvolutionApiTrigger } from '../../nodes/EvolutionApi/EvolutionApiTrigger.node';

export const TRIGGER: INodeType = new EvolutionApiTrigger();

/** A workflow that consists of the trigger. */
export interface OneTrigger {
	readonly parameters: IDataObject;
	/** Keyed by credential type. */
	readonly credentials?: Record<string, IDataObject>;
	/** ID of the workflow, and of the trigger's webhook. */
	readonly id?: string;
}

/** The workflow, and its only node. */
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
	// The node in the workflow has defaults for missing parameters.
	return { workflow, node: workflow.getNode(saved.name) ?? saved };
}
