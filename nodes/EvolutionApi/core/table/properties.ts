import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';

import { CREDENTIAL_TYPES, serverFor } from '../server/connection';
import type { Authentication } from '../server/adapter';
import type { Field } from '../values/field';
import type { Operation, Resource } from './operation';
import { conditionsOf, placementsOf, type Condition } from './placement';

/** The node's properties: the selectors of resource and operation, then every field. */
export function tableProperties(
	resources: readonly Resource[],
	defaults: { resource: string; operation: string },
): INodeProperties[] {
	return [
		resourceSelector(resources, defaults.resource),
		...resources.flatMap((resource) => operationSelectors(resource, defaults.operation)),
		...placementsOf(resources).flatMap(({ field, uses }) =>
			conditionsOf(uses).map((condition) => shownFor(field, condition)),
		),
	];
}

const AUTHENTICATIONS = Object.keys(CREDENTIAL_TYPES) as Authentication[];

/** The credentials for whose servers the operation does not exist. */
const lackingIt = (resource: Resource, { value, request }: Operation): Authentication[] =>
	AUTHENTICATIONS.filter(
		(authentication) =>
			!serverFor(authentication).can({ resource: resource.value, operation: value, request }),
	);

/** The credentials for whose servers the resource has no operation. */
const lackingAll = (resource: Resource): Authentication[] =>
	AUTHENTICATIONS.filter((authentication) =>
		resource.operations.every((one) => lackingIt(resource, one).includes(authentication)),
	);

/** An entry of a list is not shown for these. */
const hiddenFor = (authentications: readonly Authentication[]) =>
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
			...hiddenFor(lackingAll(resource)),
		})),
		default: value,
	};
}

/** One for each resource, and a second one for the servers that lack the operation which the first one has as default. */
function operationSelectors(resource: Resource, preferred: string): INodeProperties[] {
	const { operations } = resource;
	const initial = operations.find(({ value }) => value === preferred) ?? operations[0];
	if (initial === undefined) return [];
	const others = lackingIt(resource, initial);
	const second = operations.find(
		(one) => !others.some((lack) => lackingIt(resource, one).includes(lack)),
	);
	const show = { resource: [resource.value] };
	if (others.length === 0 || second === undefined)
		return [operationSelector(resource, initial.value, { show })];
	const shown = operations.filter(
		(one) => !others.every((lack) => lackingIt(resource, one).includes(lack)),
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
		...hiddenFor(lackingIt(resource, operation)),
	};
}

function shownFor(field: Field, condition: Condition): INodeProperties {
	const { show, hide } = field.displayOptions ?? {};
	return {
		...field,
		// n8n appends to the options of selectors in place.
		...('options' in field ? { options: [...(field.options ?? [])] } : {}),
		displayOptions: { show: { ...condition, ...show }, ...(hide ? { hide } : {}) },
	} as INodeProperties;
}
