import { NodeHelpers, type INodeProperties, type INodeTypeDescription } from 'n8n-workflow';
import { z } from 'zod';

import { EvolutionApi } from '../../../../nodes/EvolutionApi/EvolutionApi.node';
import type { Operation, Resource } from '../../../../nodes/EvolutionApi/table/operation';
import { tableProperties } from '../../../../nodes/EvolutionApi/table/properties';
import type { Field } from '../../../../nodes/EvolutionApi/core/values/field';
import { resources } from '../../../../nodes/EvolutionApi/operations';
import fc from '../../../support/properties';

const field = (name: string, more: Partial<Field> = {}): Field => ({
	displayName: name,
	name,
	type: 'string',
	default: '',
	...more,
});

const operation = (value: string, fields: Field[], since?: string): Operation => ({
	name: value,
	value,
	action: value,
	description: `Do ${value}`,
	since,
	fields,
	request: { method: 'GET', path: '/', idempotent: true },
	input: z.object({}),
	example: {},
});

const resource = (value: string, operations: Operation[]): Resource => ({
	name: value,
	value,
	description: value,
	operations,
});

const build = (...table: Resource[]) =>
	tableProperties(table, { resource: table[0].value, operation: 'b' });

function shown(
	properties: INodeProperties[],
	of: { resource: string; operation: string },
): string[] {
	const description = { name: 'evolutionApi', properties } as INodeTypeDescription;
	const node = { typeVersion: 1, parameters: {} };
	const values = { authentication: 'globalKey', ...of };
	return properties
		.filter((property) =>
			NodeHelpers.displayParameter(values, property, node, description, undefined),
		)
		.map(({ name }) => name)
		.filter((name) => !['authentication', 'resource', 'operation'].includes(name));
}

const isAlwaysShown = ({ displayOptions: { show, hide } = {} }: Field) =>
	Object.keys({ ...show, ...hide }).length === 0;

const fieldsOnly = (properties: INodeProperties[]) =>
	properties.filter(({ name }) => name !== 'resource' && name !== 'operation');

describe('the dropdowns for resource and operation', () => {
	it('have an options array of their own: what n8n appends to one does not appear in another', () => {
		const selectors = new EvolutionApi().description.properties.filter(({ name }) =>
			['resource', 'operation'].includes(name),
		);
		// Two resources have a second selector for Evolution Go, which lacks their first operation (the default).
		expect(selectors.length).toBe(resources.length + 1 + 2);
		expect(new Set(selectors.map(({ options }) => options)).size).toBe(selectors.length);
		selectors.forEach(({ options }) => options?.push({ name: 'Custom API Call', value: 'custom' }));
		const { properties } = new EvolutionApi().description;
		expect(JSON.stringify(properties)).not.toContain('Custom API Call');
	});

	it('preselect Message and Send Text', () => {
		const { properties } = new EvolutionApi().description;
		expect(properties.find(({ name }) => name === 'resource')?.default).toBe('message');
		const operations = properties.find(
			({ name, displayOptions }) =>
				name === 'operation' && displayOptions?.show?.resource?.includes('message'),
		);
		expect(operations?.default).toBe('sendText');
	});

	it('have the first operation as default where the preferred one is missing', () => {
		const [, a, b] = build(
			resource('r', [operation('a', [])]),
			resource('s', [operation('c', []), operation('b', [])]),
		);
		expect([a.default, b.default]).toEqual(['a', 'b']);
	});

	it('say in the description of an operation which version of the server it needs', () => {
		const [, selector] = build(resource('r', [operation('a', [], '2.4.0')]));
		expect(selector.options).toMatchObject([
			{ description: 'Do a (Evolution API 2.4.0 or newer)' },
		]);
	});
});

describe('a field of the panel', () => {
	const x = field('x');

	it('that all operations of a resource have is one parameter, shown for the whole resource', () => {
		const properties = build(resource('r', [operation('a', [x]), operation('b', [{ ...x }])]));
		expect(fieldsOnly(properties)).toEqual([
			{ ...x, displayOptions: { show: { resource: ['r'] } } },
		]);
	});

	it('that some operations have is one parameter, shown for these', () => {
		const table = resource('r', [operation('a', [x]), operation('b', [x]), operation('c', [])]);
		expect(fieldsOnly(build(table)).map(({ displayOptions }) => displayOptions)).toEqual([
			{ show: { resource: ['r'], operation: ['a', 'b'] } },
		]);
	});

	it('that several resources have is one parameter, unless it would then be shown for an operation that lacks it', () => {
		const table = [
			resource('r', [operation('a', [x]), operation('b', [])]),
			resource('s', [operation('a', [x]), operation('c', [x]), operation('d', [])]),
			resource('t', [operation('a', []), operation('d', [x])]),
		];
		expect(fieldsOnly(build(...table)).map(({ displayOptions }) => displayOptions)).toEqual([
			{ show: { resource: ['r', 's'], operation: ['a', 'c'] } },
			{ show: { resource: ['t'], operation: ['d'] } },
		]);
	});

	it('with the same name but another description is a parameter of its own', () => {
		const table = resource('r', [operation('a', [x]), operation('b', [field('x', { hint: '!' })])]);
		expect(fieldsOnly(build(table))).toHaveLength(2);
	});

	it('keeps its conditions for being shown', () => {
		const own = field('x', { displayOptions: { show: { kind: ['k'] }, hide: { y: [1] } } });
		const [property] = fieldsOnly(build(resource('r', [operation('a', [own])])));
		expect(property.displayOptions).toEqual({
			show: { resource: ['r'], kind: ['k'] },
			hide: { y: [1] },
		});
	});

	it('is a copy: a change by n8n does not reach the table of operations', () => {
		const options = [{ name: 'A', value: 'a' }];
		const own = field('x', { type: 'options', options });
		const [property] = fieldsOnly(build(resource('r', [operation('a', [own])])));
		property.options?.push({ name: 'B', value: 'b' });
		expect(options).toHaveLength(1);
	});
});

describe('the order of the fields in the panel', () => {
	const { description } = new EvolutionApi();

	it('is that in the definition of the operation, for every operation', () => {
		for (const { value, operations } of resources) {
			for (const { value: name, fields } of operations) {
				const visible = shown(description.properties, { resource: value, operation: name });
				const inOrder = fields
					.map((entry) => entry.name)
					.filter((entry) => visible.includes(entry));
				expect([name, visible]).toEqual([name, inOrder]);
				for (const entry of fields.filter(isAlwaysShown))
					expect([name, visible]).toEqual([name, expect.arrayContaining([entry.name])]);
			}
		}
	});

	it('stays as each operation defines it, whichever operations share a field', () => {
		const names = fc.uniqueArray(fc.constantFrom('p', 'q', 'r', 's', 't'));
		const tables = fc.array(fc.array(names, { minLength: 1, maxLength: 4 }), {
			minLength: 1,
			maxLength: 3,
		});
		fc.assert(
			fc.property(tables, (given) => {
				const table = given.map((operations, r) =>
					resource(
						`r${r}`,
						operations.map((fields, o) =>
							operation(
								`o${o}`,
								fields.map((name) => field(name)),
							),
						),
					),
				);
				const properties = build(...table);
				given.forEach((operations, r) =>
					operations.forEach((fields, o) => {
						const visible = shown(properties, { resource: `r${r}`, operation: `o${o}` });
						expect(visible).toEqual(fields);
					}),
				);
			}),
		);
	});
});
