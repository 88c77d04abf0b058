import { isRecord } from '../../nodes/EvolutionApi/core/values/answer';
import type { Field } from '../../nodes/EvolutionApi/core/values/field';

type Values = Record<string, unknown>;

interface Nested {
	readonly name: string;
	readonly values?: readonly Field[];
}

/** As in n8n, fields that the editor hides are left out. A locator is just its value. */
export const shownValues = (fields: readonly Field[], values: Values): Values =>
	shown(fields, withDefaults(fields, values), withDefaults(fields, values));

function withDefaults(fields: readonly Field[], values: Values): Values {
	const filled: Values = {};
	for (const { name, type, default: initial } of fields) {
		if (type === 'notice') continue;
		filled[name] = values[name] ?? (type === 'resourceLocator' ? '' : initial);
	}
	return filled;
}

function shown(fields: readonly Field[], values: Values, all: Values): Values {
	const visible = fields.filter((field) => field.name in values && isShown(field, values, all));
	return Object.fromEntries(
		visible.map((field) => [field.name, inner(field, values[field.name], all)]),
	);
}

function isShown({ displayOptions = {} }: Field, values: Values, all: Values): boolean {
	const matches = ([name, accepted]: [string, readonly unknown[] | undefined]) => {
		const value = name.startsWith('/') ? all[name.slice(1)] : values[name];
		return accepted?.includes(value) ?? true;
	};
	const entries = (part: object = {}) =>
		Object.entries(part) as Array<[string, readonly unknown[]]>;
	return entries(displayOptions.show).every(matches) && !entries(displayOptions.hide).some(matches);
}

function inner(field: Field, value: unknown, all: Values): unknown {
	if (!isRecord(value)) return value;
	if (field.type === 'collection') return shown(field.options as readonly Field[], value, all);
	if (field.type !== 'fixedCollection') return value;
	const groups = (field.options ?? []) as readonly Nested[];
	return Object.fromEntries(
		Object.entries(value).map(([name, entry]) => {
			const fields = groups.find((group) => group.name === name)?.values ?? [];
			const row = (one: unknown) =>
				isRecord(one) ? shown(fields, withDefaults(fields, one), all) : one;
			return [name, Array.isArray(entry) ? entry.map(row) : row(entry)];
		}),
	);
}
