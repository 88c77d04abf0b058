import { createNodeAsTool } from 'n8n-core/dist/execution-engine/node-execution-context/utils/create-node-as-tool';
import type { INodeParameters } from 'n8n-workflow';

import { EvolutionApi } from '../../../nodes/EvolutionApi/EvolutionApi.node';
import type { Operation } from '../../../nodes/EvolutionApi/table/operation';
import type { Field } from '../../../nodes/EvolutionApi/core/values/field';
import { resources } from '../../../nodes/EvolutionApi/operations';
import { openAiTool } from '../../support/openAiTool';

// Tests the size of the node's description as a tool, which n8n's own code builds. In the worst case, the model fills in all fields and
// options, so each of them is a parameter with its description.

const MOST_TOKENS = 12_000;
const tokensOf = (tool: object) => Math.ceil(JSON.stringify(tool).length / 4);

const operations = resources.flatMap((resource) =>
	resource.operations.map((operation): [string, string, Operation] => [
		resource.value,
		operation.value,
		operation,
	]),
);

const LEAVES = ['string', 'number', 'boolean', 'dateTime', 'json', 'options', 'resourceLocator'];

interface Nested {
	readonly name: string;
	readonly values: readonly Field[];
}

function leftToModel(fields: readonly Field[], prefix = ''): INodeParameters {
	const parameters: INodeParameters = {};
	for (const field of fields) {
		const key = `${prefix}${field.name}`;
		if (LEAVES.includes(field.type)) parameters[field.name] = leaf(field, key);
		if (field.type === 'collection') {
			parameters[field.name] = leftToModel(Object(field.options), `${key}_`);
		}
		if (field.type === 'fixedCollection') {
			const groups: readonly Nested[] = Object(field.options);
			parameters[field.name] = Object.fromEntries(
				groups.map(({ name, values }) => [name, leftToModel(values, `${key}_${name}_`)]),
			);
		}
	}
	return parameters;
}

/** Returns the value that the editor's button *Let the model define this parameter* writes into a field. */
function leaf({ type, description = '' }: Field, key: string): INodeParameters | string {
	const kind = type === 'number' || type === 'boolean' ? type : 'string';
	const text = description.replace(/`/g, "'");
	const value = `={{ $fromAI('${key.slice(-64)}', \`${text}\`, '${kind}') }}`;
	return type === 'resourceLocator' ? { __rl: true, mode: 'id', value } : value;
}

function toolOf(resource: string, operation: string, { fields }: Operation) {
	const nodeType = new EvolutionApi();
	const { response } = createNodeAsTool({
		node: {
			id: '1',
			name: 'WhatsApp',
			type: 'evolutionApiTool',
			typeVersion: 1,
			position: [0, 0],
			parameters: {
				descriptionType: 'auto',
				resource,
				operation,
				...leftToModel(fields),
			},
		},
		nodeType,
		handleToolInvocation: async () => await Promise.resolve(''),
	});
	return openAiTool(response);
}

it(`AI tools: the description of each tool costs a model at most ${MOST_TOKENS} tokens`, () => {
	for (const [resource, value, operation] of operations) {
		const name = `${resource}/${value}`;
		const tool = toolOf(resource, value, operation);
		const { description, parameters } = tool.function;
		expect([name, description]).toEqual([name, expect.stringContaining('WhatsApp')]);
		const isEmpty = Object.keys(parameters.properties).length === 0;
		expect([name, isEmpty && operation.fields.length > 0]).toEqual([name, false]);
		expect([name, Math.max(tokensOf(tool), MOST_TOKENS)]).toEqual([name, MOST_TOKENS]);
	}
});

it('AI tools: every field that a model may have to fill in has a description', () => {
	const typed = ['string', 'number', 'dateTime', 'resourceLocator'];
	const silent = operations.flatMap(([resource, operation, { fields }]) =>
		fields
			.filter(({ type, hint, description }) => typed.includes(type) && !(description ?? hint))
			.map(({ name }) => `${resource}/${operation}: ${name}`),
	);
	expect(silent).toEqual([]);
});
