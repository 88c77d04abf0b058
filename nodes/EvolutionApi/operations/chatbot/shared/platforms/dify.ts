import type { Field } from '../../../../core/values/field';
import { choice } from '../../../../fields/inputs';
import { apiKeyShape, apiUrlShape } from './apiAccess';
import { definePlatform } from './platform';

export const difyAppType = {
	displayName: 'App Type',
	name: 'difyAppType',
	type: 'options',
	displayOptions: { show: { '/platform': ['dify'] } },
	options: [
		{ name: 'Agent', value: 'agent' },
		{ name: 'Chatbot', value: 'chatBot' },
		{ name: 'Text Generator', value: 'textGenerator' },
		{ name: 'Workflow', value: 'workflow' },
	],
	default: 'chatBot',
	description: 'Type of the app in Dify',
} as const satisfies Field;

export const dify = definePlatform({
	shape: {
		difyAppType: choice('agent', 'chatBot', 'textGenerator', 'workflow').optional(),
		...apiUrlShape,
	},
	optionsShape: apiKeyShape,
	own: { botType: 'difyAppType', apiUrl: 'apiUrl', apiKey: 'apiKey' },
	needs: () => ['difyAppType', 'apiUrl'],
	defaults: { apiKey: '' },
	fallbackKey: 'difyIdFallback',
});
