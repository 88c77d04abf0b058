import { NodeHelpers, type IDataObject, type INode } from 'n8n-workflow';

import { runOperationWith } from '../../../../dev/engine/operation';
import { findOperation, nodeParameters } from '../../../../dev/engine/savedParameters';
import { EvolutionApi } from '../../../../nodes/EvolutionApi/EvolutionApi.node';
import { serverFor } from '../../../../nodes/EvolutionApi/server/connection';
import type { Operation } from '../../../../nodes/EvolutionApi/table/operation';
import { asRecord } from '../../../../nodes/EvolutionApi/core/values/answer';
import type { Field } from '../../../../nodes/EvolutionApi/core/values/field';
import { resources } from '../../../../nodes/EvolutionApi/operations';
import { startSimulator, type Simulator } from '../../../../simulator/server';
import { everyVariant } from '../../../support/fullInput';
import { partOf, triesAll } from '../../../support/properties';
import { arrived, forget } from '../../../support/simulator';

// Tests empty values from an expression or a model, in every field of every operation, on both servers. Unless the field may be empty,
// the item must be refused before any request, with the field's name. `npm test` tries one empty value in each field of every
// fourth operation. CI tries all values in all fields.

const BLANKS: readonly unknown[] = [undefined, null, '', '  \n'];
const WORDS: readonly unknown[] = ['null', 'undefined', '{}', {}];

type Path = ReadonlyArray<string | number>;

interface Leaf {
	readonly path: Path;
	readonly field: Field;
}

function leavesOf(fields: readonly Field[], values: unknown, path: Path = []): Leaf[] {
	return fields.flatMap((field): Leaf[] => {
		const value = asRecord(values)[field.name];
		if (field.type === 'notice' || value === undefined) return [];
		const at = [...path, field.name];
		if (field.type === 'collection') return leavesOf(field.options as Field[], value, at);
		if (field.type !== 'fixedCollection') return [{ path: at, field }];
		const groups = field.options as unknown as Array<{ name: string; values: Field[] }>;
		return groups.flatMap(({ name, values: inner }) => {
			const entries = asRecord(value)[name];
			return Array.isArray(entries)
				? leavesOf(inner, entries[0], [...at, name, 0])
				: leavesOf(inner, entries, [...at, name]);
		});
	});
}

const getAt = (values: unknown, path: Path): unknown =>
	path.reduce<unknown>((value, step) => (value as IDataObject | undefined)?.[step], values);

function setAt(values: IDataObject, path: Path, value: unknown): void {
	const parent = getAt(values, path.slice(0, -1)) as IDataObject;
	parent[path.at(-1) as string] = value as IDataObject;
}

const namesOf = (path: Path) => path.filter((step) => typeof step === 'string').join('.');
const keyOf = (path: Path) => path.join('_');

/** Tells whether other fields depend on the field, or n8n itself must know its value. Such fields aren't emptied. */
const isSwitch = ({ type }: Field) => type === 'options' || type === 'boolean';

interface Tried {
	readonly leaf: Leaf;
	readonly given: unknown;
	readonly error: string;
}

const KINDS = ['evolutionGo', 'globalKey'] as const;
type Kind = (typeof KINDS)[number];

const simulators = new Map<Kind, Simulator>();
const simulatorOf = (kind: Kind) => simulators.get(kind) as Simulator;

beforeAll(async () => {
	for (const kind of KINDS) {
		const server = kind === 'evolutionGo' ? 'go' : 'api';
		simulators.set(kind, await startSimulator({ port: 0, seed: true, quiet: true, server }));
	}
});
afterAll(async () => await Promise.all([...simulators.values()].map((one) => one.close())));

const description = new EvolutionApi().description;

function findShown(parameters: IDataObject, kind: Kind, leaves: readonly Leaf[]): Leaf[] {
	const node = { type: 'evolutionApi', typeVersion: 1, parameters } as unknown as INode;
	const given = { authentication: kind, ...parameters } as INode['parameters'];
	const shown = NodeHelpers.getNodeParameters(
		description.properties,
		given,
		true,
		false,
		node,
		description,
	);
	return leaves.filter(({ path }) => getAt(shown, path) !== undefined);
}

async function run(kind: Kind, resource: string, operation: string, more: object) {
	const { url: baseUrl, key } = simulatorOf(kind);
	const credentials: Record<Kind, Record<string, IDataObject>> = {
		evolutionGo: { evolutionGoKeyApi: { baseUrl, globalApiKey: key } },
		globalKey: { evolutionGlobalKeyApi: { baseUrl, apiKey: key } },
	};
	const credential = { authentication: kind, credentials: credentials[kind] };
	return await runOperationWith(credential, {
		resource,
		operation,
		onError: 'continueRegularOutput',
		...more,
	});
}

async function tryAll(
	kind: Kind,
	[resource, { value: operation }]: [string, Operation],
	values: IDataObject,
	tried: ReadonlyArray<readonly [Leaf, unknown]>,
): Promise<Tried[]> {
	const entered = structuredClone(values);
	const good: IDataObject = {};
	for (const { path } of new Set(tried.map(([leaf]) => leaf))) {
		good[keyOf(path)] = getAt(values, path) as IDataObject;
		setAt(entered, path, `={{ $json.${keyOf(path)} }}`);
	}
	const items = tried.map(([{ path }, given]) => ({
		json: { ...good, [keyOf(path)]: given as IDataObject },
	}));
	const { items: output, error } = await run(kind, resource, operation, { values: entered, items });
	if (error !== undefined) throw error;
	return tried.map(([leaf, given], index) => {
		const of = output.filter(
			({ pairedItem }) => (pairedItem as { item: number } | undefined)?.item === index,
		);
		return { leaf, given, error: String(of[0]?.json.error ?? '') };
	});
}

type Row = [name: string, kind: Kind, resource: string, operation: Operation];

const table: Row[] = resources.flatMap(({ value: resource, operations }) =>
	operations.flatMap((operation) =>
		KINDS.filter((kind) =>
			serverFor(kind).can({ resource, operation: operation.value, request: operation.request }),
		).map((kind): Row => {
			const server = kind === 'evolutionGo' ? 'Evolution Go' : 'Evolution API';
			return [`${resource}/${operation.value} on ${server}`, kind, resource, operation];
		}),
	),
);

const waysFor = (ways: readonly unknown[], number: number): readonly unknown[] =>
	triesAll ? ways : [ways[number % ways.length]];

function findNew(kind: Kind, resource: string, operation: Operation) {
	const known = new Set<string>();
	return everyVariant(operation).map((variant) => {
		const options = { ...asRecord(variant.options) };
		delete options.deliveryReceipt;
		const ofItem = 'options' in variant ? { ...variant, options } : variant;
		const values = { ...ofItem, bulkSending: {}, instance: 'demo' } as IDataObject;
		const parameters = {
			resource,
			operation: operation.value,
			...nodeParameters(operation, values),
		};
		const leaves = findShown(parameters, kind, leavesOf(operation.fields, values));
		const added = leaves.filter(({ path, field }) => {
			if (known.has(namesOf(path)) || field.type === 'resourceMapper') return false;
			known.add(namesOf(path));
			return true;
		});
		return { values, added };
	});
}

const label = ({ leaf, given }: Tried) => `${namesOf(leaf.path)} = ${JSON.stringify(given)}`;

describe('a field in which an expression gives nothing', () => {
	it('is free to do so where a message goes out without it, and only with nothing, not with a word for it', async () => {
		const given = [undefined, '', ' ', 'undefined'];
		const { items } = await run('globalKey', 'message', 'sendMedia', {
			values: {
				instance: 'demo',
				recipient: '5511988887777',
				mediaType: 'image',
				mediaSource: 'url',
				mediaUrl: 'https://example.com/a.png',
				options: { caption: '={{ $json.caption }}' },
			},
			items: given.map((caption) => ({ json: { caption } })),
		});
		expect(items.map(({ json }) => json.error)).toEqual([
			undefined,
			undefined,
			undefined,
			expect.stringContaining('Options → Caption" is undefined, as if no one had filled it in'),
		]);
	});

	it.each<[what: string, operation: string, values: IDataObject]>([
		['Link Preview', 'sendText', { text: 'Hi', options: { linkPreview: '={{ $json.nothing }}' } }],
		[
			'the description of buttons',
			'sendButtons',
			{
				title: 'Tea?',
				description: '={{ $json.nothing }}',
				buttons: { button: [{ type: 'reply', displayText: 'Yes', id: '1' }] },
			},
		],
	])('is free to do so in %s', async (_what, operation, values) => {
		const given = { instance: 'demo', recipient: '5511988887777', ...values };
		const { items } = await run('globalKey', 'message', operation, { values: given });
		expect(items[0].json.error).toBeUndefined();
	});

	it.each(KINDS)(
		'in Bulk Sending is refused, too: it would let everything through (%s)',
		async (kind) => {
			const simulator = simulatorOf(kind);
			const unnamed: string[] = [];
			for (const [resource, operation] of [
				['message', 'sendText'],
				['message', 'sendSequence'],
				['status', 'send'],
			] as const) {
				const found = findOperation(resource, operation);
				const [variant] = everyVariant(found);
				const options = { ...asRecord(variant.options) };
				if (kind === 'evolutionGo') delete options.deliveryReceipt;
				const values = { ...variant, options, instance: 'demo' } as IDataObject;
				const fields = found.fields.filter(
					({ name }) => name === 'bulkSending' || name === 'options',
				);
				// *Daily Limits* and *Opt-Out* look up stored messages, which Evolution Go doesn't have.
				const leaves = leavesOf(fields, values).filter(
					({ path }) =>
						(path[0] === 'bulkSending' || path[1] === 'deliveryReceipt') &&
						(kind === 'globalKey' || !/dailyLimits|optOut/.test(namesOf(path))),
				);
				expect(leaves.length).toBeGreaterThan(10);
				forget(simulator);
				for (const [number, leaf] of leaves.entries()) {
					// *Status* reads its fields with the code of *Message*. To test *Status*, one value is enough.
					const ways = resource === 'message' ? [...BLANKS, ...WORDS] : [undefined];
					for (const given of waysFor(ways, number)) {
						const bulk = asRecord(values.bulkSending);
						const only = { [leaf.path[1]]: bulk[leaf.path[1]] };
						const entered = structuredClone({ ...values, bulkSending: only }) as IDataObject;
						setAt(entered, leaf.path, '={{ $json.given }}');
						const { items, error } = await run(kind, resource, operation, {
							values: entered,
							items: [{ json: { given: given as IDataObject } }],
						});
						const said = String(error?.message ?? items[0]?.json.error ?? '');
						if (!said.includes(leaf.field.displayName))
							unnamed.push(`${operation}: ${label({ leaf, given, error: said })}: ${said}`);
					}
				}
				expect(arrived(simulator).map(({ method, path }) => `${method} ${path}`)).toEqual([]);
			}
			expect(unnamed).toEqual([]);
		},
	);

	it.each([...BLANKS, ...WORDS].map((given) => [JSON.stringify(given), given]))(
		'in Values of a template is refused with the name of the value: %s',
		async (_name, given) => {
			const simulator = simulatorOf('globalKey');
			forget(simulator);
			const { items } = await run('globalKey', 'message', 'sendTemplate', {
				values: {
					instance: 'demo',
					recipient: '5511988887777',
					templateName: 'order_shipped',
					language: 'pt_BR',
					templateValues: {
						mappingMode: 'defineBelow',
						value: { body_1: '={{ $json.given }}' },
						schema: [{ id: 'body_1', displayName: 'Body {{1}}' }],
					},
				},
				items: [{ json: { given: given as IDataObject } }],
			});
			expect(items[0]?.json.error).toContain('Body {{1}}');
			expect(arrived(simulator)).toEqual([]);
		},
	);

	it.each(partOf(table))('%s', async (_name, kind, resource, operation) => {
		const simulator = simulatorOf(kind);
		const unnamed: string[] = [];
		for (const { values, added } of findNew(kind, resource, operation)) {
			forget(simulator);
			const cases = added.flatMap((leaf, number) => {
				const isFree = leaf.field.mayBeEmpty === true;
				const isJson = leaf.field.type === 'json';
				const ways = (isFree ? WORDS : [...BLANKS, ...WORDS])
					.filter((given) => !isJson || !(typeof given === 'object' && given !== null))
					.filter((given) => !isJson || given !== '{}');
				return waysFor(ways, number).map((given) => [leaf, given] as const);
			});
			const groups = [
				cases.filter(([{ field }]) => !isSwitch(field)),
				...added
					.filter(({ field }) => isSwitch(field))
					.map((leaf) => cases.filter(([other]) => other === leaf)),
			];
			for (const group of groups.filter(({ length }) => length > 0)) {
				const tried = await tryAll(kind, [resource, operation], values, group);
				for (const one of tried) {
					const { displayName } = one.leaf.field;
					if (!one.error.includes(displayName)) unnamed.push(`${label(one)}: ${one.error}`);
				}
			}
			expect(arrived(simulator).map(({ method, path }) => `${method} ${path}`)).toEqual([]);
		}
		expect(unnamed).toEqual([]);
	});
});
