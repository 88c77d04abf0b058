import type { INodeProperties, INodePropertyCollection, INodePropertyOptions } from 'n8n-workflow';

import type { Field } from '../../nodes/EvolutionApi/core/table/operation';
import { row } from './markdown';

type Choice = NonNullable<Field['options']>[number];

/** The fields of an operation as the editor shows them, those inside collections below them: Markdown. */
export function fieldTable(fields: readonly Field[]): string {
	const shown = fields.filter(({ type }) => type !== 'notice');
	if (shown.length === 0) return 'No fields of its own.';
	return [row('Field', 'Values', 'What it is'), '|---|---|---|', ...rowsOf(shown)].join('\n');
}

function rowsOf(siblings: readonly Field[], parent = ''): string[] {
	return siblings.flatMap((field) => {
		const label = parent === '' ? field.displayName : `${parent} → ${field.displayName}`;
		const required = field.required === true ? ' (required)' : '';
		const text = [sentence(field.description ?? ''), conditionOf(field, siblings)];
		const options = field.options ?? [];
		const groups = options.filter(isGroup).map(({ values }) => values);
		const inner = [options.filter(isField), ...groups].flatMap((own) => rowsOf(own, label));
		return [row(`${label}${required}`, valuesOf(field), text.filter(Boolean).join(' ')), ...inner];
	});
}

/** `Only where Media Source is URL.` */
function conditionOf({ displayOptions }: Field, siblings: readonly Field[]): string {
	const conditions = Object.entries(displayOptions?.show ?? {}).map(([path, values = []]) => {
		const name = path.replace(/^\//, '');
		const other = siblings.find((sibling) => sibling.name === name);
		const labels = values.map((value) => labelOf(other, value));
		return `${other?.displayName ?? name} is ${labels.join(' or ')}`;
	});
	return conditions.length === 0 ? '' : `Only where ${conditions.join(' and ')}.`;
}

function labelOf(field: Field | undefined, value: unknown): string {
	if (typeof value === 'boolean') return value ? 'on' : 'off';
	const option = (field?.options ?? []).filter(isOption).find((one) => one.value === value);
	return option?.name ?? String(value);
}

function valuesOf({ type, options = [], typeOptions, default: initial }: Field): string {
	const named = options.filter(isOption).map(({ name }) => name);
	if (type === 'options' || type === 'multiOptions') return named.join(', ') || 'from the list';
	if (type === 'boolean') return initial === true ? 'on or off; on' : 'on or off; off';
	if (type === 'number') {
		const { minValue, maxValue } = typeOptions ?? {};
		const bounds = maxValue === undefined ? '' : `${minValue ?? 0} to ${maxValue}`;
		return bounds || 'a number';
	}
	const kinds: Record<string, string> = {
		collection: '',
		fixedCollection: '',
		dateTime: 'a time',
		json: 'JSON',
		resourceLocator: 'from the list, or entered',
		resourceMapper: 'a field for each',
	};
	return kinds[type] ?? 'a text';
}

const isField = (option: Choice): option is INodeProperties => 'type' in option;
const isGroup = (option: Choice): option is INodePropertyCollection => 'values' in option;
const isOption = (option: Choice): option is INodePropertyOptions => 'value' in option;

const sentence = (text: string) => (text === '' || /[.!?]$/.test(text) ? text : `${text}.`);
