import type { IDataObject } from 'n8n-workflow';

import type { Operation } from '../../nodes/EvolutionApi/table/operation';
import { asRecord, isRecord } from '../../nodes/EvolutionApi/core/values/answer';
import type { Field } from '../../nodes/EvolutionApi/core/values/field';
import { resources } from '../../nodes/EvolutionApi/operations';

export function findOperation(resource: string, operation: string): Operation {
	const found = resources
		.find(({ value }) => value === resource)
		?.operations.find(({ value }) => value === operation);
	if (!found) throw new Error(`There is no operation ${resource}/${operation}`);
	return found;
}

/** Returns plain values as the editor saves them: a locator becomes an object with a mode. */
export function nodeParameters({ fields }: Operation, values: IDataObject): IDataObject {
	const { instance, ...others } = values;
	const isOption = Boolean(instance) && !fields.some(({ name }) => name === 'instance');
	const options = { instance, ...asRecord(values.options) };
	const entered = isOption ? { ...others, options } : values;
	const ownEntries = Object.entries(entered).filter(([key]) =>
		fields.some(({ name }) => name === key),
	);
	return savedValues(fields, Object.fromEntries(ownEntries));
}

const savedValues = (fields: readonly Field[], values: IDataObject): IDataObject =>
	Object.fromEntries(
		Object.entries(values).map(([key, value]) => {
			const field = fields.find(({ name }) => name === key);
			return [key, field === undefined ? value : savedValue(field, value)];
		}),
	);

function savedValue({ type, modes, options = [] }: Field, value: IDataObject[string]) {
	if (type === 'resourceLocator') {
		const manual = modes?.find((mode) => mode.type === 'string')?.name;
		return { __rl: true, mode: manual ?? 'list', value };
	}
	if (!isRecord(value)) return value;
	if (type === 'collection') return savedValues(options as readonly Field[], value);
	if (type !== 'fixedCollection') return value;
	const groups = options as ReadonlyArray<{
		readonly name: string;
		readonly values: readonly Field[];
	}>;
	return Object.fromEntries(
		groups
			.filter(({ name }) => value[name] !== undefined)
			.map(({ name, values }) => {
				const entry = value[name];
				return [name, isRecord(entry) ? savedValues(values, entry) : entry];
			}),
	);
}
