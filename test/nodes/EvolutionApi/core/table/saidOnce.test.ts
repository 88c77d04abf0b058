import { NodeHelpers, type INodeProperties } from 'n8n-workflow';
import { z } from 'zod';

import { EvolutionApi } from '../../../../../nodes/EvolutionApi/EvolutionApi.node';
import type { Resource } from '../../../../../nodes/EvolutionApi/core/table/operation';
import { placementsOf } from '../../../../../nodes/EvolutionApi/core/table/placement';
import { saidOnce } from '../../../../../nodes/EvolutionApi/core/table/saidOnce';
import type { Field } from '../../../../../nodes/EvolutionApi/core/values/field';
import { resources } from '../../../../../nodes/EvolutionApi/operations';

// How long the type is by n8n's own function: test/e2e/forBuilders.test.ts.

const field = (name: string, more: Partial<Field> = {}): Field => ({
	displayName: name,
	name,
	type: 'string',
	default: '',
	description: `A text about ${name} that is longer than its name and everything else that is said of it`,
	...more,
});

/** A resource `r`: its operations `a`, `b`, … and the fields of each. */
const resource = (...operations: Field[][]): Resource => ({
	name: 'R',
	value: 'r',
	description: 'R',
	operations: operations.map((fields, index) => ({
		name: 'O',
		value: 'abcdefghij'[index],
		action: 'O',
		description: 'O',
		fields,
		request: { method: 'GET', path: '/', retry: 'always' },
		input: z.object({}),
		example: {},
	})),
});

const shorts = (...operations: Field[][]) => saidOnce(placementsOf([resource(...operations)]));
const operationsOf = ({ displayOptions }: INodeProperties) => displayOptions?.show?.operation;
const six = <Value>(value: Value): Value[] => Array.from({ length: 6 }, () => value);

describe('n8n', () => {
	const { description } = new EvolutionApi();

	it('shows none of the short fields, whatever is chosen', () => {
		const added = saidOnce(placementsOf(resources));
		expect(added.length).toBeGreaterThan(20);
		for (const { value, operations } of resources) {
			for (const operation of operations) {
				const values = { authentication: 'globalKey', resource: value, operation: operation.value };
				const node = { typeVersion: 1, parameters: values };
				const shown = added.filter((property) =>
					NodeHelpers.displayParameter(values, property, node, description, undefined),
				);
				expect(shown).toEqual([]);
			}
		}
	});

	it('keeps nothing of them in a workflow', () => {
		const parameters = { resource: 'message', operation: 'sendMedia', pacing: { limitPerRun: 3 } };
		const kept = NodeHelpers.getNodeParameters(
			description.properties,
			parameters,
			true,
			false,
			{ typeVersion: 1 },
			description,
		);
		expect(kept).toMatchObject({ pacing: { limitPerRun: 3 }, instance: { mode: 'list' } });
	});

	it('finds the list of a field at the first one of its name', () => {
		const lists = new Map<string, string | undefined>();
		for (const { name, type, modes } of description.properties) {
			if (type !== 'resourceLocator' || lists.has(name)) continue;
			lists.set(name, modes?.find((mode) => mode.type === 'list')?.typeOptions?.searchListMethod);
		}
		expect(lists.get('instance')).toBe('searchInstances');
		expect([...lists].filter(([, method]) => method === undefined)).toEqual([]);
	});
});

describe('a field', () => {
	it('of one operation is not shortened', () => {
		expect(shorts([field('x')], [field('y')])).toEqual([]);
	});

	it('is not shortened if that makes the description longer than the type becomes shorter', () => {
		expect(shorts([field('x', { description: '' })], [field('x', { description: '' })])).toEqual(
			[],
		);
	});

	it('of several operations is said at the first one, and has no more than its kind at the others', () => {
		const x = field('x', { required: true, displayOptions: { show: { kind: ['k'] } } });
		expect(shorts(...six([x]))).toEqual([
			{
				displayName: 'x',
				name: 'x',
				type: 'string',
				default: '',
				required: true,
				displayOptions: {
					show: { resource: ['r'], operation: ['b', 'c', 'd', 'e', 'f'] },
					hide: { resource: ['r'] },
				},
			},
		]);
	});

	it('keeps the values that can be chosen', () => {
		const options = [{ name: 'A', value: 'a', description: 'The first letter' }];
		const [short] = shorts(...six([field('x', { type: 'options', options })]));
		expect(short.options).toEqual([{ name: '', value: 'a' }]);
	});

	it('is not required at the others, where its default is enough', () => {
		const [short] = shorts(...six([field('x', { required: true, default: 'data' })]));
		expect(short).toMatchObject({ default: '' });
		expect(short.required).toBeUndefined();
	});
});

describe('a collection', () => {
	const [p, q, r] = ['p', 'q', 'r'].map((name) => field(name));
	const collection = (...options: Field[]) => field('more', { type: 'collection', options });
	const textOf = ({ description }: INodeProperties) => description;

	it('with nothing that was said before is not shortened', () => {
		expect(shorts([collection(p)], [collection(q)])).toEqual([]);
	});

	it('that is the same says where it stood', () => {
		const [short, ...others] = shorts([collection(p, q)], [collection(p, q)]);
		expect([others, operationsOf(short), textOf(short), short.options]).toEqual([
			[],
			['b'],
			'As in more of r a',
			undefined,
		]);
	});

	it('names what was said before, and the rest follows', () => {
		const [short] = shorts([collection(p, q, r)], [collection(p, field('own'))]);
		expect(textOf(short)).toBe('As in more of r a: p');
		expect(short.options?.map(({ name }) => name)).toEqual(['p']);
		expect(short.options).toMatchObject([{ type: 'notice' }]);
	});

	it('names what is missing, if that is less', () => {
		const [short] = shorts([collection(p, q, r)], [collection(p, q, field('own'))]);
		expect(textOf(short)).toBe('As in more of r a without r');
	});

	it('in several operations has its own fields at the first of them', () => {
		const second = collection(p, q);
		const [first, others] = shorts([collection(p)], [second], [second]);
		expect([operationsOf(first), textOf(first)]).toEqual([['b'], 'As in more of r a']);
		expect([operationsOf(others), textOf(others)]).toEqual([['c'], 'As in more of r b']);
	});
});
