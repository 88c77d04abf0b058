import type { INodeProperties } from 'n8n-workflow';

import type { Field } from '../core/values/field';
import { choiceField, byHand, fromList } from './fieldKinds';

/** Describes the node and its trigger together, because n8n's list of nodes shows only one sentence for the two. */
export const nodeSummary =
	'Send and receive WhatsApp messages through a self-hosted Evolution API or Evolution Go server';

const keys = [
	{
		name: 'Global API Key',
		value: 'globalKey',
		description: 'Key of the server, for all its instances',
	},
	{
		name: 'Instance API Key',
		value: 'instanceKey',
		description: 'Key of one instance',
	},
];

const goOption = {
	name: 'Evolution Go',
	value: 'evolutionGo',
	description: 'Token of an instance, or global key, of an Evolution Go server',
};

export const authenticationField: INodeProperties = choiceField(
	'Authentication',
	'authentication',
	{ noDataExpression: true, options: [goOption, ...keys], default: 'globalKey' },
);

const locator = (placeholder: string) =>
	({
		type: 'resourceLocator',
		default: { mode: 'list', value: '' },
		modes: [
			fromList('searchInstances', placeholder),
			byHand('Name', 'name', placeholder === SELECT ? 'e.g. support' : placeholder),
		],
	}) as const;

const SELECT = 'Select an instance…';

const DESCRIPTION = 'WhatsApp account to use';

export const instanceField = {
	displayName: 'Instance',
	name: 'instance',
	description: DESCRIPTION,
	...locator(SELECT),
} as const satisfies Field;

export const instanceOfPath = {
	displayName: 'Instance',
	name: 'instance',
	hint: 'Needed where the path contains {instance}',
	description: DESCRIPTION,
	...locator(SELECT),
} as const satisfies Field;

/**
 * Returns a copy of {@link instanceField} for each kind of credential. Only the copy for the global key is required: the other
 * credentials may belong to one instance. n8n doesn't run or publish a workflow if a required field is empty.
 */
export function requireWithGlobalKey(property: INodeProperties): INodeProperties[] {
	const isField = property.name === 'instance' && property.description === DESCRIPTION;
	if (!isField || property.hint !== undefined) return [property];
	const { show, hide } = property.displayOptions ?? {};
	const withKey = (authentication: string, more: Partial<INodeProperties>): INodeProperties => ({
		...property,
		...more,
		displayOptions: { show: { ...show, authentication: [authentication] }, ...(hide && { hide }) },
	});
	return [
		withKey('globalKey', { required: true }),
		withKey('instanceKey', { hint: 'Optional with an Instance API Key' }),
		withKey('evolutionGo', { hint: 'Leave empty if the credential has only an instance token' }),
	];
}

export const receivingInstance = {
	displayName: 'Instance',
	name: 'instance',
	description: 'WhatsApp account to use. Defaults to the one that received the message.',
	...locator('Same as incoming message'),
} as const satisfies Field;

export const instanceOrServer = {
	displayName: 'Instance',
	name: 'instance',
	hint: 'Leave empty to check only the server',
	description: 'WhatsApp account to check',
	...locator(SELECT),
} as const satisfies Field;
