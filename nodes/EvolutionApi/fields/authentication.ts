import type { INodeProperties } from 'n8n-workflow';
import { choiceField } from './fieldKinds';

/** Which of the two credentials is used. */
export const authenticationField: INodeProperties = choiceField(
	'Authentication',
	'authentication',
	{
		noDataExpression: true,
		options: [
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
		],
		default: 'globalKey',
	},
);
