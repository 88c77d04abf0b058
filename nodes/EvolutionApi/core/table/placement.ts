import type { Field } from '../values/field';
import type { Resource } from './operation';

/** A field, and the operations that have it. */
export interface Placement {
	readonly field: Field;
	/** The field as JSON. */
	readonly key: string;
	/** In the order of the table. */
	readonly uses: [Use, ...Use[]];
}

export interface Use {
	readonly resource: Resource;
	readonly operation: string;
}

/** For which operations a property is shown: those of these values that the resources have, or all of them. */
export type Condition = { readonly resource: string[] } & Readonly<Record<string, string[]>>;

/**
 * Every field once for all the operations that share it, so that the editor downloads less. The fields of each
 * operation stay in their order: if two operations have the same fields in another order, the later one gets
 * fields of its own.
 */
export function placementsOf(resources: readonly Resource[]): Placement[] {
	const placed: Placement[] = [];
	// Most fields are shared, and some are long.
	const keys = new Map<Field, string>();
	for (const resource of resources) {
		for (const { value: operation, fields } of resource.operations) {
			let from = 0;
			for (const field of fields) {
				const key = keys.get(field) ?? JSON.stringify(field);
				keys.set(field, key);
				const found = placed.findIndex((other, index) => index >= from && other.key === key);
				const at = found >= 0 ? found : from;
				const use = { resource, operation };
				if (found < 0) placed.splice(at, 0, { field, key, uses: [use] });
				else placed[found]?.uses.push(use);
				from = at + 1;
			}
		}
	}
	return placed;
}

/** One for all resources whose every operation shows the field, and as few as can be for the others. */
export function conditionsOf(uses: readonly Use[]): Condition[] {
	const shown = new Map<Resource, string[]>();
	for (const { resource, operation } of uses) {
		const values = shown.get(resource);
		if (values === undefined) shown.set(resource, [operation]);
		else values.push(operation);
	}
	const whole: string[] = [];
	const partial: Shared[] = [];
	for (const [resource, values] of shown) {
		if (values.length === resource.operations.length) whole.push(resource.value);
		else addTo(partial, resource, values);
	}
	const some = partial.map(({ resources, values }) => ({
		resource: resources.map(({ value }) => value),
		operation: values,
	}));
	return whole.length > 0 ? [{ resource: whole }, ...some] : some;
}

/** Resources with one condition, and the operations of all of them that show the field. */
interface Shared {
	readonly resources: Resource[];
	readonly values: string[];
}

/** Resources share a condition if none of them has an operation of a value that shows the field only in another one. */
function addTo(conditions: Shared[], added: Resource, shown: readonly string[]): void {
	const none = ({ operations }: Resource, some: readonly string[], but: readonly string[]) =>
		operations.every(({ value }) => !some.includes(value) || but.includes(value));
	const shared = conditions.find(
		({ resources, values }) =>
			none(added, values, shown) && resources.every((one) => none(one, shown, values)),
	);
	if (shared === undefined) {
		conditions.push({ resources: [added], values: [...shown] });
		return;
	}
	shared.resources.push(added);
	shared.values.push(...shown.filter((value) => !shared.values.includes(value)));
}
