import { NodeHelpers, type INodeTypeDescription } from 'n8n-workflow';
import { z } from 'zod';

import {
	beforeVersion,
	sinceVersion,
} from '../../../../../nodes/EvolutionApi/core/table/nodeVersion';
import type { Operation } from '../../../../../nodes/EvolutionApi/core/table/operation';
import { tableProperties } from '../../../../../nodes/EvolutionApi/core/table/properties';
import type { Field } from '../../../../../nodes/EvolutionApi/core/values/field';

const limit = (preset: number): Field => ({
	displayName: 'Limit',
	name: 'limit',
	type: 'number',
	default: preset,
});
const order: Field = {
	displayName: 'Order',
	name: 'order',
	type: 'string',
	default: 'newest',
	displayOptions: { show: { limit: [50, 100] } },
};
const list: Operation = {
	name: 'List',
	value: 'list',
	action: 'List',
	description: 'List',
	fields: [beforeVersion(1.1, limit(50)), sinceVersion(1.1, limit(100)), sinceVersion(1.1, order)],
	request: { method: 'GET', path: '/', retry: 'always' },
	input: z.object({}),
	example: {},
};
const resource = { name: 'Chat', value: 'chat', description: 'Chat', operations: [list] };
const properties = tableProperties([resource], { resource: 'chat', operation: 'list' });
const description = { properties, version: [1, 1.1, 1.2] } as INodeTypeDescription;

/** The parameters of a node that was saved with nothing but its operation. */
const parametersOf = (typeVersion: number) =>
	NodeHelpers.getNodeParameters(
		properties,
		{ resource: 'chat', operation: 'list' },
		true,
		false,
		{ typeVersion },
		description,
	);

describe('a node of a version', () => {
	it('keeps the default with which it was saved, and has no field of a newer one', () => {
		expect(parametersOf(1)).toEqual({ resource: 'chat', operation: 'list', limit: 50 });
	});

	it.each([1.1, 1.2])('has the default and the field of %s', (version) => {
		expect(parametersOf(version)).toMatchObject({ limit: 100, order: 'newest' });
	});
});

it('what a field says of other fields holds as well', () => {
	expect(sinceVersion(1.1, order).displayOptions?.show).toMatchObject({ limit: [50, 100] });
	expect(order.displayOptions?.show).not.toHaveProperty('@version');
});
