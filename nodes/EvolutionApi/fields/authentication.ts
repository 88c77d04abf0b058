import type { INodeProperties } from 'n8n-workflow';
import { choiceField } from './fieldKinds';

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
