import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';

import type { Authentication } from '../server/adapter';
import { CREDENTIAL_TYPES, serverFor } from '../server/connection';
import type { Field } from '../core/values/field';
import type { Operation, Resource } from './operation';

/** The node's properties: the selectors of resource and operation, then every field. */
export function tableProperties(
	resources: readonly Resource[],
	defaults: { resource: string; operation: string },
): INodeProperties[] {
	return [
		resourceSelector(resources, defaults.resource),
		...resources.flatMap((resource) => operationSelectors(resource, defaults.operation)),
		...placeFields(resources).flatMap(({ field, uses }) =>
			findConditions(uses).map((condition) => makeProperty(field, condition)),
		),
	];
}

const AUTHENTICATIONS = Object.keys(CREDENTIAL_TYPES) as Authentication[];

/** The credentials for whose servers the operation does not exist. */
const findLacking = (resource: Resource, { value, request }: Operation): Authentication[] =>
	AUTHENTICATIONS.filter(
		(authentication) =>
			!serverFor(authentication).can({ resource: resource.value, operation: value, request }),
	);

/** The credentials for whose servers the resource has no operation. */
const findLackingAll = (resource: Resource): Authentication[] =>
	AUTHENTICATIONS.filter((authentication) =>
		resource.operations.every((operation) =>
			findLacking(resource, operation).includes(authentication),
		),
	);

/** An entry of a list is not shown for these. */
const hideFor = (authentications: readonly Authentication[]) =>
	authentications.length === 0
		? {}
		: { displayOptions: { hide: { authentication: [...authentications] } } };

function resourceSelector(resources: readonly Resource[], value: string): INodeProperties {
	return {
		displayName: 'Resource',
		name: 'resource',
		type: 'options',
		noDataExpression: true,
		options: resources.map((resource) => ({
			name: resource.name,
			value: resource.value,
			description: resource.description,
			...hideFor(findLackingAll(resource)),
		})),
		default: value,
	};
}

/** One for each resource, and a second one for the servers that lack the operation which the first one has as default. */
function operationSelectors(resource: Resource, preferred: string): INodeProperties[] {
	const { operations } = resource;
	const initial = operations.find(({ value }) => value === preferred) ?? operations[0];
	if (initial === undefined) return [];
	const others = findLacking(resource, initial);
	const second = operations.find(
		(operation) => !others.some((lack) => findLacking(resource, operation).includes(lack)),
	);
	const show = { resource: [resource.value] };
	if (others.length === 0 || second === undefined)
		return [operationSelector(resource, initial.value, { show })];
	const shown = operations.filter(
		(operation) => !others.every((lack) => findLacking(resource, operation).includes(lack)),
	);
	return [
		operationSelector(resource, initial.value, { show, hide: { authentication: others } }),
		operationSelector({ ...resource, operations: shown }, second.value, {
			show: { ...show, authentication: others },
		}),
	];
}

function operationSelector(
	resource: Resource,
	initial: string,
	displayOptions: INodeProperties['displayOptions'],
): INodeProperties {
	return {
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		displayOptions,
		options: resource.operations.map((operation) => operationOption(resource, operation)),
		default: initial,
	};
}

function operationOption(resource: Resource, operation: Operation): INodePropertyOptions {
	const { name, value, action, description, since, request } = operation;
	const version = typeof since !== 'string' ? '' : ` (Evolution API ${since} or newer)`;
	// The list of all nodes and actions knows no credential.
	const server = request.onlyOn === undefined ? '' : ' (Evolution Go only)';
	return {
		name,
		value,
		action,
		description: description + version + server,
		...hideFor(findLacking(resource, operation)),
	};
}

function makeProperty(field: Field, condition: Condition): INodeProperties {
	const { show, hide } = field.displayOptions ?? {};
	return {
		...field,
		// n8n appends to the options of selectors in place.
		...('options' in field ? { options: [...(field.options ?? [])] } : {}),
		displayOptions: { show: { ...condition, ...show }, ...(hide ? { hide } : {}) },
	} as INodeProperties;
}

/** A field, and the operations that have it. */
interface Placement {
	readonly field: Field;
	/** The field as JSON. */
	readonly key: string;
	/** In the order of the table. */
	readonly uses: [Use, ...Use[]];
}

interface Use {
	readonly resource: Resource;
	readonly operation: string;
}

/** For which operations a property is shown: those of these values that the resources have, or all of them. */
type Condition = { readonly resource: string[] } & Readonly<Record<string, string[]>>;

/**
 * Every field once for all the operations that share it, so that the editor downloads less. The fields of each
 * operation stay in their order: if two operations have the same fields in another order, the later one gets
 * fields of its own.
 */
function placeFields(resources: readonly Resource[]): Placement[] {
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
function findConditions(uses: readonly Use[]): Condition[] {
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
			none(added, values, shown) && resources.every((resource) => none(resource, shown, values)),
	);
	if (shared === undefined) {
		conditions.push({ resources: [added], values: [...shown] });
		return;
	}
	shared.resources.push(added);
	shared.values.push(...shown.filter((value) => !shared.values.includes(value)));
}

/**
 * What newer versions of n8n read of a node's description, and n8n-workflow 2.20, which we build with, has no type for.
 * Older ones ignore it. In the description it is spread, since a literal may only have what the type has.
 */
export interface NewerDescription {
	/** For AI that builds workflows. */
	readonly builderHint: {
		/** Beside the node in what a search finds, and above its type. On one line. */
		readonly searchHint: string;
		readonly relatedNodes?: Array<{ nodeType: string; relationHint: string }>;
		/** Above its type, line by line. */
		readonly extraTypeDefContent: ReadonlyArray<{ readonly content: string }>;
	};
	/**
	 * Paths below the JSON of an item, `a.b` or `a[*].b`. n8n shows nobody what is there, but hands it to the next node.
	 * It counts for each operation, so no path may be one that is harmless elsewhere.
	 */
	readonly sensitiveOutputFields: string[];
}
