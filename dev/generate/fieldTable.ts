import type { INodeProperties, INodePropertyCollection, INodePropertyOptions } from 'n8n-workflow';

import type { Field } from '../../nodes/EvolutionApi/core/values/field';
import { row } from './markdown';

type Choice = NonNullable<Field['options']>[number];

const EVENT_LIST = 'trigger.md#events';

interface Parent {
	readonly label: string;
	readonly path: string;
}

/** Each field has its path among the `parameters` in a workflow's JSON. Fields inside a collection are listed below it. */
export function fieldTable(fields: readonly Field[]): string {
	const all = fields.filter(isShown);
	if (all.length === 0) return 'No fields of its own.';
	const head = [row('Field', 'Parameter', 'Values', 'What it is'), '|---|---|---|---|'];
	return [...head, ...rowsOf(all, all)].join('\n');
}

/** @param all the node's top-level fields, to which a condition with a slash refers */
function rowsOf(
	siblings: readonly Field[],
	all: readonly Field[],
	parent: Parent = { label: '', path: '' },
): string[] {
	return siblings.filter(isShown).flatMap((field) => {
		const label = `${parent.label}${field.displayName}`;
		const path = `${parent.path}${field.name}`;
		const required = field.required === true ? ' (required)' : '';
		const text = [sentence(field.description ?? ''), conditionOf(field, siblings, all)];
		const own = row(
			`${label}${required}`,
			`\`${path}\``,
			valuesOf(field),
			text.filter(Boolean).join(' '),
		);
		return [own, ...innerRows(field, all, { label, path })];
	});
}

function innerRows({ options = [], typeOptions }: Field, all: readonly Field[], field: Parent) {
	const label = `${field.label} → `;
	const many = typeOptions?.multipleValues === true ? '[]' : '';
	const groups = options
		.filter(isGroup)
		.flatMap(({ name, values }) =>
			rowsOf(values, all, { label, path: `${field.path}.${name}${many}.` }),
		);
	return [...rowsOf(options.filter(isField), all, { label, path: `${field.path}.` }), ...groups];
}

/** Returns, for example, `Only where Media Source is URL.` */
function conditionOf(
	{ displayOptions }: Field,
	siblings: readonly Field[],
	all: readonly Field[],
): string {
	const conditions = Object.entries(displayOptions?.show ?? {}).map(([path, values = []]) => {
		const name = path.replace(/^\//, '');
		const other = (path === name ? siblings : all).find((sibling) => sibling.name === name);
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

function valuesOf({
	name,
	type,
	options = [],
	modes = [],
	typeOptions,
	default: initial,
}: Field): string {
	// The events are too many for a cell, and several tables have them.
	if (name === 'events') return `[events](${EVENT_LIST})`;
	const named = options.filter(isOption).map(({ name, value }) => `${name} \`${value}\``);
	if (type === 'options' && named.length > 0)
		return `${named.join(', ')}; default \`${String(initial)}\``;
	if (type === 'options' || type === 'multiOptions') return named.join(', ') || 'from the list';
	if (type === 'boolean') return `on or off; default ${initial === true ? 'on' : 'off'}`;
	if (type === 'number') {
		const { minValue, maxValue } = typeOptions ?? {};
		const bounds = maxValue === undefined ? '' : `${minValue ?? 0} to ${maxValue}`;
		return bounds || 'a number';
	}
	if (type === 'resourceLocator') {
		return modes.map(({ displayName, name }) => `${displayName} \`${name}\``).join(', ');
	}
	const kinds: Record<string, string> = {
		collection: '',
		fixedCollection: '',
		dateTime: 'a time',
		json: 'JSON',
		resourceMapper: 'a field for each',
	};
	return kinds[type] ?? 'a text';
}

const isShown = ({ type }: Field) => type !== 'notice';
const isField = (option: Choice): option is INodeProperties => 'type' in option;
const isGroup = (option: Choice): option is INodePropertyCollection => 'values' in option;
const isOption = (option: Choice): option is INodePropertyOptions => 'value' in option;

function sentence(text: string): string {
	const literal = text.replace(/[*~`]|(?<!\w)_|_(?!\w)/g, '\\$&');
	return literal === '' || /[.!?]$/.test(literal) ? literal : `${literal}.`;
}
