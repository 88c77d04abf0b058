import type { INodeProperties } from 'n8n-workflow';
import { choiceField } from './fieldKinds';

const keys = [
	{
		name: 'Global API Key',
		value: 'globalKey',
		description: 'The key of the server, which opens every instance',
	},
	{
		name: 'Instance API Key',
		value: 'instanceKey',
		description: 'The key of one instance, which opens only that one',
	},
];

const evolutionGo = {
	name: 'Evolution Go',
	value: 'evolutionGo',
	description: 'The other server, written in Go: the token of an instance, or its global key',
};

/** Which of the credentials is used. */
export const authenticationField: INodeProperties = choiceField(
	'Authentication',
	'authentication',
	{ noDataExpression: true, options: [evolutionGo, ...keys], default: 'globalKey' },
);
