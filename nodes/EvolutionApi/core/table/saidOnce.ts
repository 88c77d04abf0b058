import type { INodeProperties } from 'n8n-workflow';

import type { Field } from '../values/field';
import { conditionsOf, type Placement, type Use } from './placement';

/*
 * For an AI that builds workflows, n8n makes a type of the description: all fields of each operation, once more for each
 * of them, and handed over whole. Where two properties have one name, it takes the first. So before a field that other
 * operations have, too, stands a short one for these, which no editor ever shows.
 */

type Short = Omit<INodeProperties, 'displayOptions'>;

/** The short properties. They have to stand before the fields. */
export function saidOnce(placements: readonly Placement[]): INodeProperties[] {
	/** Where a field of a collection is said first. */
	const said = new Map<object, Placement>();
	const inOrder = [...placements].sort((one, other) => one.nth - other.nth);
	return inOrder.flatMap((placement) =>
		placement.field.type === 'collection'
			? shortCollections(placement, said)
			: shortFields(placement),
	);
}

function shortFields(placement: Placement): INodeProperties[] {
	const { field, key, uses } = placement;
	const [first, ...others] = uses;
	if (others.length === 0) return [];
	const { type } = field;
	const short = onlyKind(placement);
	// Who looks up for an AI what a list offers takes the first of the name, too.
	const whole = type === 'resourceLocator' ? neverShown(field as Short, [first]) : [];
	const shorts = neverShown(short, others);
	const saved = others.length * (key.length - JSON.stringify(short).length);
	return saved > JSON.stringify([whole, shorts]).length ? [...whole, ...shorts] : [];
}

/** Without texts and defaults. */
function onlyKind(placement: Placement): Short {
	const { field } = placement;
	const { type, modes } = field;
	const required = field.required === true && field.default === '';
	return {
		...bare(field),
		...(required ? { required } : {}),
		...(modes ? { modes: modes.map(withoutList) } : {}),
		...(type === 'options' ? { options: valuesOf(field) } : {}),
		...(type === 'fixedCollection' ? { description: `As in ${reference(placement, [])}` } : {}),
	};
}

/** For the first operation without what others have said, and for the rest without anything. */
function shortCollections(placement: Placement, said: Map<object, Placement>): INodeProperties[] {
	const { field, uses } = placement;
	const options = field.options ?? [];
	const known = new Map<Placement, string[]>();
	for (const option of options) {
		const before = said.get(option);
		if (before === undefined) said.set(option, placement);
		else known.set(before, [...(known.get(before) ?? []), option.name]);
	}
	const names = [...known.values()].flat();
	const [first, ...others] = uses;
	const partly = {
		...bare(field),
		description: `As in ${[...known].map(([before, some]) => reference(before, some)).join('; as in ')}`,
		// The type has nothing of a notice, nor of anything else of its name.
		...(names.length < options.length ? { options: names.sort().map(notice) } : {}),
	};
	const all = options.map(({ name }) => name);
	const wholly = { ...bare(field), description: `As in ${reference(placement, all)}` };
	if (names.length === options.length) return neverShown(partly, uses);
	return [...(names.length > 0 ? neverShown(partly, [first]) : []), ...neverShown(wholly, others)];
}

/** "options of message sendText: a, b", or what is missing of these, if that is less. */
function reference({ field, uses: [{ resource, operation }] }: Placement, names: string[]): string {
	const place = `${field.name} of ${resource.value} ${operation}`;
	if (field.type !== 'collection') return place;
	const all = (field.options ?? []).map(({ name }) => name);
	const missing = all.filter((name) => !names.includes(name));
	if (missing.length === 0) return place;
	if (missing.length < names.length) return `${place} without ${missing.join(', ')}`;
	return `${place}: ${names.join(', ')}`;
}

/** Hidden wherever it is shown. The type looks at "hide" only where there is no "show". */
const neverShown = (property: Short, uses: readonly Use[]): INodeProperties[] =>
	conditionsOf(uses).map((show) => ({
		...property,
		displayOptions: { show, hide: { resource: [...show.resource] } },
	}));

const notice = (name: string): INodeProperties => ({
	displayName: name,
	name,
	type: 'notice',
	default: '',
});

/** The type has only the values of a list. */
const valuesOf = ({ options = [] }: Field) =>
	options.flatMap((option) => ('value' in option ? [{ name: '', value: option.value }] : []));

/** The type has only its name. */
const withoutList = ({ displayName, name }: { displayName: string; name: string }) => ({
	displayName,
	name,
	type: 'string' as const,
});

/** A default that is empty is not said. */
const bare = ({ displayName, name, type }: Field) => ({ displayName, name, type, default: '' });
