import type { IDataObject } from 'n8n-workflow';

import type { Field } from '../../../../nodes/EvolutionApi/core/values/field';
import { resources } from '../../../../nodes/EvolutionApi/operations';
import { triesAll } from '../../../support/properties';
import { runOperation } from '../../../support/run';
import { arrived, useSimulator } from '../../../support/simulator';

// Tests that all fields of a kind, in all operations and at every depth, refuse the same wrong values, before a request.

const simulator = useSimulator();

interface Place {
	readonly resource: string;
	readonly operation: string;
	readonly path: string;
	readonly field: Field;
	readonly with: (value: unknown) => IDataObject;
}

type Nest = (value: unknown) => IDataObject;

const shownBy = ({ displayOptions }: Field): IDataObject =>
	Object.fromEntries(
		Object.entries(displayOptions?.show ?? {})
			.filter(([name]) => name !== 'authentication')
			.map(([name, values]) => [name, (values as unknown[])[0]]),
	) as IDataObject;

function walk(fields: readonly Field[], nest: Nest, path: string): Array<[string, Field, Nest]> {
	return fields.flatMap((field): Array<[string, Field, Nest]> => {
		const here: Nest = (value) => nest({ ...shownBy(field), [field.name]: value });
		const name = `${path}${field.name}`;
		if (field.type === 'collection') {
			const inner = (field.options ?? []) as unknown as Field[];
			return walk(inner, (value) => here(value), `${name}.`);
		}
		if (field.type !== 'fixedCollection') return [[name, field, here]];
		const groups = (field.options ?? []) as unknown as Array<{ name: string; values: Field[] }>;
		const isList = field.typeOptions?.multipleValues === true;
		return groups.flatMap((group) =>
			walk(
				group.values,
				(value) => here({ [group.name]: isList ? [value] : value }),
				`${name}.${group.name}.`,
			),
		);
	});
}

function merge(base: IDataObject, over: IDataObject): IDataObject {
	const result: IDataObject = { ...base };
	for (const [key, value] of Object.entries(over)) {
		const before = result[key];
		const areObjects = [before, value].every(
			(part) => typeof part === 'object' && part !== null && !Array.isArray(part),
		);
		if (areObjects) result[key] = merge(before as IDataObject, value as IDataObject);
		else if (Array.isArray(before) && Array.isArray(value) && before.length > 0) {
			result[key] = [merge(before[0] as IDataObject, value[0] as IDataObject)];
		} else result[key] = value;
	}
	return result;
}

const places = (isOfKind: (field: Field) => boolean): Place[] =>
	resources.flatMap(({ value: resource, operations }) =>
		operations
			.filter(({ request }) => request.onlyOn !== 'evolutionGo')
			.flatMap(({ value: operation, fields, example }) =>
				walk(fields, (value) => value as IDataObject, '')
					.filter(([, field]) => isOfKind(field))
					.map(([path, field, nest]) => ({
						resource,
						operation,
						path,
						field,
						with: (value: unknown) => merge((example ?? {}) as IDataObject, nest(value)),
					})),
			),
	);

const named = (found: readonly Place[]) =>
	found.map((place) => [place.resource, place.operation, place.path, place] as const);

let refusals = 0;

/** Tells whether n8n didn't run the node because a required field is empty. */
const isNotRun = (error: unknown) => error instanceof Error && error.message.includes('has issues');

async function reachedBy(value: string, { resource, operation, with: valuesWith }: Place) {
	const { error } = await runOperation(simulator.current, {
		resource,
		operation,
		values: valuesWith(value),
	}).catch((thrown: unknown) => {
		if (isNotRun(thrown)) return { error: thrown };
		throw thrown;
	});
	if (error !== undefined) refusals += 1;
	return arrived(simulator.current)
		.filter(({ method, body }) => method !== 'GET' && JSON.stringify(body ?? '').includes(value))
		.map(({ path }) => path);
}

describe.each([
	[
		'web addresses',
		// *Website* on a contact card may be any text, with or without https.
		({ name, type, displayName }: Field) =>
			type === 'string' && /url$/i.test(name) && displayName !== 'Website',
		['ftp://files.example.com/x', 'n8n.example.com/webhook/x'],
	],
	[
		'phone numbers',
		({ name, type }: Field) =>
			['string', 'resourceLocator'].includes(type) &&
			/^(?:recipient|phoneNumber|participants?|invitees|members|numbers|people|contacts?|chat|chats|optOutList|ignoreJids)$/.test(
				name,
			),
		['5.51199E+12', '192.168.0.1', '123.456.789-09'],
	],
	['colors', ({ type }: Field) => type === 'color', ['reddish', 'rgb(1, 2, 3)']],
	[
		'IDs of messages',
		// Leaves out fields in which the user chooses the ID of a new message, because any ID is valid there.
		({ name, description = '' }: Field) =>
			/^messageIds?$/.test(name) && !/new message|other system|choose/i.test(description),
		['5511988887777@s.whatsapp.net', 'the last one'],
	],
])('%s', (_kind, isOfKind, bad) => {
	const found = places(isOfKind);

	it.each(named(found))('%s → %s: %s', async (...[, , , place]) => {
		const values = triesAll ? bad : [bad[found.indexOf(place) % bad.length]];
		for (const value of values) expect(await reachedBy(value, place)).toEqual([]);
	});
});

it('nearly all of them are read, and refused', () => expect(refusals).toBeGreaterThan(40));
