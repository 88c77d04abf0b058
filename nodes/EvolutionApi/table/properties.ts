import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';

import type { Authentication } from '../server/adapter';
import { CREDENTIAL_TYPES, serverFor } from '../server/connection';
import type { Field } from '../core/values/field';
import type { Operation, Resource } from './operation';

export function tableProperties(
	resources: readonly Resource[],
	defaults: { resource: string; operation: string },
): INodeProperties[] {
	return [
		resourceSelector(resources, defaults.resource),
		...resources.flatMap((resource) => operationSelectors(resource, defaults.operation)),
		...arrange(resources).flatMap(({ field, uses }) =>
			findConditions(uses).map((condition) => makeProperty(field, condition)),
		),
	];
}

const AUTHENTICATIONS = Object.keys(CREDENTIAL_TYPES) as Authentication[];

const findLacking = (resource: Resource, { value, request }: Operation): Authentication[] =>
	AUTHENTICATIONS.filter(
		(authentication) =>
			!serverFor(authentication).can({ resource: resource.value, operation: value, request }),
	);

const findLackingAll = (resource: Resource): Authentication[] =>
	AUTHENTICATIONS.filter((authentication) =>
		resource.operations.every((operation) =>
			findLacking(resource, operation).includes(authentication),
		),
	);

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

/** Returns the resource's operation selector. Servers that lack the default operation get a second selector. */
function operationSelectors(resource: Resource, preference: string): INodeProperties[] {
	const { operations } = resource;
	const initial = operations.find(({ value }) => value === preference) ?? operations[0];
	if (initial === undefined) return [];
	const others = findLacking(resource, initial);
	const second = operations.find(
		(operation) => !others.some((lack) => findLacking(resource, operation).includes(lack)),
	);
	const show = { resource: [resource.value] };
	if (others.length === 0 || second === undefined)
		return [operationSelector(resource, initial.value, { show })];
	const available = operations.filter(
		(operation) => !others.every((lack) => findLacking(resource, operation).includes(lack)),
	);
	return [
		operationSelector(resource, initial.value, { show, hide: { authentication: others } }),
		operationSelector({ ...resource, operations: available }, second.value, {
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
	// n8n's list of all nodes and actions shows every operation, whatever the credential.
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
		// A copy for each property, because n8n adds entries to this array.
		...('options' in field ? { options: [...(field.options ?? [])] } : {}),
		displayOptions: { show: { ...condition, ...show }, ...(hide ? { hide } : {}) },
	} as INodeProperties;
}

interface Placement {
	readonly field: Field;
	readonly key: string;
	readonly uses: [Use, ...Use[]];
}

interface Use {
	readonly resource: Resource;
	readonly operation: string;
}

/** Condition that shows a property: for the listed operations of the resources, or for all of them if none are listed. */
type Condition = { readonly resource: string[] } & Readonly<Record<string, string[]>>;

/**
 * Shares every field among the operations that have it, so that the editor downloads less. Each operation's fields stay in
 * order: if two operations have the same fields in a different order, the later operation gets its own copies.
 */
function arrange(resources: readonly Resource[]): Placement[] {
	const placements: Placement[] = [];
	const keys = new Map<Field, string>();
	for (const resource of resources) {
		for (const { value: operation, fields } of resource.operations) {
			let from = 0;
			for (const field of fields) {
				const key = keys.get(field) ?? JSON.stringify(field);
				keys.set(field, key);
				const position = placements.findIndex((other, index) => index >= from && other.key === key);
				const at = position >= 0 ? position : from;
				const use = { resource, operation };
				if (position < 0) placements.splice(at, 0, { field, key, uses: [use] });
				else placements[position]?.uses.push(use);
				from = at + 1;
			}
		}
	}
	return placements;
}

function findConditions(uses: readonly Use[]): Condition[] {
	const byResource = new Map<Resource, string[]>();
	for (const { resource, operation } of uses) {
		const values = byResource.get(resource);
		if (values === undefined) byResource.set(resource, [operation]);
		else values.push(operation);
	}
	const completeResources: string[] = [];
	const partial: Cluster[] = [];
	for (const [resource, values] of byResource) {
		if (values.length === resource.operations.length) completeResources.push(resource.value);
		else addTo(partial, resource, values);
	}
	const some = partial.map(({ resources, values }) => ({
		resource: resources.map(({ value }) => value),
		operation: values,
	}));
	return completeResources.length > 0 ? [{ resource: completeResources }, ...some] : some;
}

/** A condition for showing the field: any of these resources, with any of these operations. */
interface Cluster {
	readonly resources: Resource[];
	readonly values: string[];
}

/** Makes a field appear for the operations `names` of the resource `extra`, but for no other operations. */
function addTo(conditions: Cluster[], extra: Resource, names: readonly string[]): void {
	const none = ({ operations }: Resource, some: readonly string[], but: readonly string[]) =>
		operations.every(({ value }) => !some.includes(value) || but.includes(value));
	const common = conditions.find(
		({ resources, values }) =>
			none(extra, values, names) && resources.every((resource) => none(resource, names, values)),
	);
	if (common === undefined) {
		conditions.push({ resources: [extra], values: [...names] });
		return;
	}
	common.resources.push(extra);
	common.values.push(...names.filter((value) => !common.values.includes(value)));
}

/**
 * Parts of a node's description that only newer versions of n8n read. n8n-workflow 2.20, which we build with, has no types for
 * them. The description adds them with `...`, because TypeScript rejects unknown keys in an object literal.
 */
export interface NewerDescription {
	/** A hint for AI that builds workflows. */
	readonly builderHint: {
		/** One line that the AI sees next to the node in search results. */
		readonly searchHint: string;
		readonly relatedNodes?: Array<{ nodeType: string; relationHint: string }>;
		/** Lines to show above the node's type definition. */
		readonly extraTypeDefContent: ReadonlyArray<{ readonly content: string }>;
	};
	/**
	 * Paths below an item's JSON, `a.b` or `a[*].b`. n8n hides the values at these paths, but hands them to the next node. Each
	 * path applies to all operations: `qrCode` hides the `qrCode` of every operation.
	 */
	readonly sensitiveOutputFields: string[];
}
