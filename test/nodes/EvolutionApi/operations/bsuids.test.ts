import type { IDataObject } from 'n8n-workflow';

import { resources } from '../../../../nodes/EvolutionApi/operations';
import { runOperation } from '../../../support/run';
import { arrived, useSimulator } from '../../../support/simulator';

// Meta names a person who hides the number by a BSUID. The server drops its letters, and writes to the stranger +1234567890.

const simulator = useSimulator();
const BSUID = 'BR.1234567890';
const PERSON = /^5511\d+(@s\.whatsapp\.net)?$/;

/** The value once for each person in it, with a BSUID there. */
function withBsuid(value: unknown): unknown[] {
	if (typeof value === 'string') {
		const entries = value.split(/[\n,] ?/);
		return entries.some((entry) => PERSON.test(entry)) ? [BSUID] : [];
	}
	if (Array.isArray(value)) {
		return value.flatMap((entry, index) =>
			withBsuid(entry).map((other) => value.map((old, place) => (place === index ? other : old))),
		);
	}
	if (typeof value !== 'object' || value === null) return [];
	return Object.entries(value).flatMap(([key, inner]) =>
		withBsuid(inner).map((other) => ({ ...value, [key]: other })),
	);
}

const CASES = resources.flatMap(({ value: resource, operations }) =>
	operations
		// Their numbers are those of an account.
		.filter(({ value }) => !['create', 'receiveMessage'].includes(value))
		.flatMap(({ value: operation, example, request }) =>
			withBsuid(example).map((values) => ({
				name: `${resource}/${operation} ${JSON.stringify(values).slice(0, 80)}`,
				resource,
				operation,
				values: values as IDataObject,
				request,
			})),
		),
);

it('is tried in every resource that takes people', () => {
	const tried = new Set(CASES.map(({ resource }) => resource));
	expect([...tried].sort()).toEqual(
		expect.arrayContaining([
			'chat',
			'contact',
			'conversation',
			'group',
			'label',
			'message',
			'status',
		]),
	);
});

it.each(CASES)(
	'a BSUID is refused before any request by $name',
	async ({ resource, operation, values }) => {
		const { error, items } = await runOperation(simulator.current, { resource, operation, values });
		// Check Numbers says it beside the other numbers.
		expect(error ?? items[0]?.json.reason).toBeTruthy();
		expect(arrived(simulator.current)).toEqual([]);
	},
);
