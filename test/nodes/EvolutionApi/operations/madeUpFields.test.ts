import type { IDataObject } from 'n8n-workflow';

import { resources } from '../../../../nodes/EvolutionApi/operations';
import { runAgent } from '../../../support/agentRun';
import { partOf } from '../../../support/properties';
import { nodeParameters } from '../../../support/run';
import { arrived, forget, useSimulator } from '../../../support/simulator';
import { written } from '../../../support/written';

// Sets every field to {{ $json.made }} in an AI tool. n8n replaces the item's `made` by the model's argument `made`.

const simulator = useSimulator();
const MADE_UP = '34612345678';
const EXPRESSION = '={{ $json.made }}';

interface FieldLike {
	readonly name: string;
	readonly type?: string;
	readonly options?: readonly unknown[];
	readonly values?: readonly unknown[];
	readonly typeOptions?: object;
}

const within = (fields: readonly unknown[] = []): IDataObject =>
	Object.fromEntries((fields as FieldLike[]).map((field) => [field.name, expressionFor(field)]));

function expressionFor({ type, options, typeOptions = {} }: FieldLike): IDataObject[string] {
	if (type === 'resourceLocator') return { __rl: true, mode: 'name', value: EXPRESSION };
	if (type === 'collection') return within(options);
	if (type !== 'fixedCollection') return EXPRESSION;
	const groups = (options as FieldLike[]).map(({ name, values }) => [
		name,
		'multipleValues' in typeOptions ? [within(values)] : within(values),
	]);
	return Object.fromEntries(groups) as IDataObject;
}

const everyField = resources.flatMap(({ value: resource, operations }) =>
	operations.flatMap((operation) =>
		operation.request.onlyOn === undefined
			? operation.fields.map((field) => ({ resource, operation, field }))
			: [],
	),
);
const fields = partOf(everyField);

it('a field of the item that a model made up reaches the server in no field of no operation', async () => {
	const { flat } = written(simulator.current, { from: '5511988887777', text: 'Hello' });
	const reached: string[] = [];
	let refused = 0;
	for (const { resource, operation, field } of fields) {
		forget(simulator.current);
		const [answer = ''] = await runAgent(simulator.current, {
			version: 3,
			before: [{ name: 'WhatsApp', type: 'trigger' }],
			items: [{ ...flat, made: '5511988887777' }],
			gives: () => ({ made: MADE_UP }),
			tool: {
				resource,
				operation: operation.value,
				...nodeParameters(operation, { instance: 'demo', ...operation.example }),
				[field.name]: expressionFor(field),
			},
		}).catch((error: Error) => [error.message]);
		if (answer.includes('would replace it')) refused++;
		const asked = arrived(simulator.current).map(({ path, body }) => JSON.stringify([path, body]));
		if (asked.some((request) => request.includes(MADE_UP)))
			reached.push(`${resource}.${operation.value}.${field.name}`);
	}
	expect(reached).toEqual([]);
	expect(refused).toBeGreaterThan(fields.length / 2);
});
