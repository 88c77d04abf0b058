import type { IDataObject, INodeExecutionData, INodeProperties, INodeType } from 'n8n-workflow';

import { filtersField } from '../../nodes/EvolutionApi/events/filterFields';
import { nodeType } from '../ourPackage';
import { START } from './startNode';

export const TRIGGER_TYPE = nodeType('evolutionApiTrigger');

const BETWEEN: INodeType = {
	description: { ...START.description, name: 'between', inputs: ['main'] },
	async execute() {
		const items = this.getNodeParameter('items', 0) as IDataObject[];
		const linked = this.getNodeParameter('linked', 0) === true;
		return [items.map((json, item) => ({ json, ...(linked ? { pairedItem: { item } } : {}) }))];
	},
};

export /** Returns one item after the other, linked to the node before, like n8n's *Loop Over Items* with a batch size of 1. */
const LOOP: INodeType = {
	description: { ...START.description, name: 'loop', inputs: ['main'], outputs: ['main', 'main'] },
	async execute() {
		const kept = this.getContext('node') as { items?: INodeExecutionData[] };
		const sourceOverwrite = this.getInputSourceData();
		kept.items ??= this.getInputData().map((item, index) => ({
			json: item.json,
			pairedItem: { item: index, sourceOverwrite },
		}));
		const [next] = kept.items.splice(0, 1);
		return next === undefined ? [this.getInputData(), []] : [[], [next]];
	},
};

const STUB_TRIGGER: INodeType = {
	...START,
	description: { ...START.description, properties: [filtersField as unknown as INodeProperties] },
};

const BETWEEN_PROPERTIES: INodeProperties[] = [
	{ displayName: 'Items', name: 'items', type: 'json', default: [] },
	{ displayName: 'Linked', name: 'linked', type: 'boolean', default: true },
];

export const STUB_NODES: Record<string, INodeType> = {
	start: START,
	between: { ...BETWEEN, description: { ...BETWEEN.description, properties: BETWEEN_PROPERTIES } },
	loop: LOOP,
	[TRIGGER_TYPE]: STUB_TRIGGER,
};
