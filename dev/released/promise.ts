import type {
	INodeProperties,
	INodePropertyCollection,
	INodePropertyOptions,
	INodeTypeDescription,
} from 'n8n-workflow';

import { isForVersion, VERSION_CONDITION } from '../nodeVersions';
import type { Shape } from './shape';

type Conditions = Readonly<Record<string, readonly unknown[] | undefined>>;

/** What a saved workflow relies on in a parameter. Labels, hints and order are free. */
export interface Parameter {
	readonly type: string;
	readonly default: unknown;
	readonly values?: readonly unknown[];
	readonly modes?: readonly string[];
	readonly isList?: true;
	readonly isRequired?: true;
	/** Besides the operation. */
	readonly show?: Conditions;
	readonly hide?: Conditions;
}

/** A parameter as it is in some places: `message/sendText`, a resource, or the whole node (an empty text). */
export interface PlacedParameter extends Parameter {
	readonly in: readonly string[];
}

/** What a node promises to workflows that were saved with one of its versions. */
export interface NodePromise {
	readonly credentials: readonly string[];
	/** Name and path of each. Whoever calls an address from outside has it. */
	readonly webhooks: readonly string[];
	/** By name; inside of another one with dots. */
	readonly parameters: Readonly<Record<string, readonly PlacedParameter[]>>;
	/** By operation, or event and kind. */
	readonly outputs: Readonly<Record<string, Shape>>;
}

/** Those are only read. */
const WITHOUT_VALUE = ['notice', 'callout', 'button'];

/** What a description promises to nodes of a version. */
export function promiseOf(
	description: INodeTypeDescription,
	version: number,
	outputs: NodePromise['outputs'] = {},
): NodePromise {
	const { credentials = [], webhooks = [], properties } = description;
	const found = new Map<string, Map<string, string[]>>();
	const operations = operationsOf(properties);
	for (const property of properties.filter(isEverShown)) {
		const places = placesOf(property, operations);
		for (const [path, parameter] of parametersIn(property, version)) {
			const variants = found.get(path) ?? new Map<string, string[]>();
			found.set(path, variants);
			const key = JSON.stringify(parameter);
			variants.set(key, [...(variants.get(key) ?? []), ...places]);
		}
	}
	const parameters = [...found].map(([path, variants]) => [
		path,
		[...variants].map(([key, places]) => ({ ...JSON.parse(key), in: places.sort() })),
	]);
	return {
		credentials: credentials.map(({ name }) => name),
		webhooks: webhooks.map(({ name, path }) => `${name} ${path}`),
		parameters: Object.fromEntries(parameters) as NodePromise['parameters'],
		outputs,
	};
}

/** What is not, nobody can have saved: it is for AI that reads the description. See `core/table/saidOnce.ts`. */
export function isEverShown({ displayOptions: { show, hide } = {} }: INodeProperties): boolean {
	const hidden = hide?.resource ?? [];
	return !(show?.resource?.every((one) => hidden.includes(one)) ?? false);
}

/** The operations of each resource. */
function operationsOf(properties: readonly INodeProperties[]): Map<string, string[]> {
	const found = new Map<string, string[]>();
	for (const { name, displayOptions, options } of properties) {
		if (name !== 'operation') continue;
		const values = (options as INodePropertyOptions[]).map(({ value }) => String(value));
		// A resource may have a selector for some servers, and one for others.
		for (const resource of displayOptions?.show?.resource ?? []) {
			const known = found.get(String(resource)) ?? [];
			found.set(String(resource), [...new Set([...known, ...values])]);
		}
	}
	return found;
}

function placesOf(
	{ name, displayOptions }: INodeProperties,
	operations: ReadonlyMap<string, string[]>,
): string[] {
	const { resource: resources, operation: shown } = displayOptions?.show ?? {};
	if (resources === undefined) return [''];
	return resources.flatMap((resource) => {
		if (name === 'operation') return [String(resource)];
		const chosen = shown ?? operations.get(String(resource)) ?? [];
		return chosen.map((operation) => `${String(resource)}/${String(operation)}`);
	});
}

/** The parameter and those inside it, by path. */
function parametersIn(
	property: INodeProperties,
	version: number,
	prefix = '',
): Array<[path: string, parameter: Parameter]> {
	if (WITHOUT_VALUE.includes(property.type) || !isForVersion(property, version)) return [];
	const path = prefix + property.name;
	return [
		[path, parameterOf(property)],
		...insideOf(property, `${path}.`).flatMap(([inner, before]) =>
			parametersIn(inner, version, before),
		),
	];
}

function insideOf(
	{ type, options = [] }: INodeProperties,
	path: string,
): Array<readonly [INodeProperties, string]> {
	if (type === 'collection') return options.map((inner) => [inner as INodeProperties, path]);
	if (type !== 'fixedCollection') return [];
	return (options as INodePropertyCollection[]).flatMap(({ name, values }) =>
		values.map((inner) => [inner, `${path}${name}.`] as const),
	);
}

function parameterOf(property: INodeProperties): Parameter {
	const { type, options = [], modes, typeOptions, required, displayOptions } = property;
	const { show, hide } = displayOptions ?? {};
	const hasValues = type === 'options' || type === 'multiOptions';
	const parameter: { [Key in keyof Parameter]: Parameter[Key] | undefined } = {
		type,
		default: property.default,
		values: hasValues ? (options as INodePropertyOptions[]).map(({ value }) => value) : undefined,
		modes: modes?.map(({ name }) => name),
		isList: typeOptions?.multipleValues === true ? true : undefined,
		isRequired: required === true ? true : undefined,
		show: ownConditions(show),
		hide: ownConditions(hide),
	};
	return parameter as Parameter;
}

const SAID_ELSEWHERE = ['resource', 'operation', VERSION_CONDITION];

function ownConditions(conditions: Conditions = {}): Conditions | undefined {
	const own = Object.entries(conditions).filter(([name]) => !SAID_ELSEWHERE.includes(name));
	return own.length === 0 ? undefined : Object.fromEntries(own);
}
