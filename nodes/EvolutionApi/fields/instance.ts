import type { INodeProperties } from 'n8n-workflow';

import type { Field } from '../core/values/field';
import { choiceField, byHand, fromList } from './fieldKinds';

/** n8n's list of nodes shows one sentence for both nodes, so it says what both do. */
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

const evolutionGo = {
	name: 'Evolution Go',
	value: 'evolutionGo',
	description: 'Token of an instance, or global key, of an Evolution Go server',
};

/** Which of the credentials is used. */
export const authenticationField: INodeProperties = choiceField(
	'Authentication',
	'authentication',
	{ noDataExpression: true, options: [evolutionGo, ...keys], default: 'globalKey' },
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

export const instanceField = {
	displayName: 'Instance',
	name: 'instance',
	hint: 'Optional with an Instance API Key',
	description: 'WhatsApp account to use',
	...locator(SELECT),
} as const satisfies Field;

/** For what is about the message that started the workflow. */
export const receivingInstance = {
	displayName: 'Instance',
	name: 'instance',
	description: 'WhatsApp account to use. Defaults to the one that received the message.',
	...locator('Same as incoming message'),
} as const satisfies Field;

/** For what is also about the server alone. */
export const instanceOrServer = {
	displayName: 'Instance',
	name: 'instance',
	hint: 'Leave empty to check only the server',
	description: 'WhatsApp account to check',
	...locator(SELECT),
} as const satisfies Field;
