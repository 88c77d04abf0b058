import { choiceField } from '../../../../fields/fieldKinds';
import { choice } from '../../../../fields/inputs';
import { apiKeyShape, apiUrlShape } from './apiAccess';
import { definePlatform } from './platform';

export const difyAppType = choiceField('App Type', 'difyAppType', {
	displayOptions: { show: { '/platform': ['dify'] } },
	options: [
		{ name: 'Agent', value: 'agent' },
		{ name: 'Chatbot', value: 'chatBot' },
		{ name: 'Text Generator', value: 'textGenerator' },
		{ name: 'Workflow', value: 'workflow' },
	],
	default: 'chatBot',
	description: 'Type of the app in Dify',
});

export const dify = definePlatform({
	shape: {
		difyAppType: choice('agent', 'chatBot', 'textGenerator', 'workflow').optional(),
		...apiUrlShape,
	},
	optionsShape: apiKeyShape,
	own: { botType: 'difyAppType', apiUrl: 'apiUrl', apiKey: 'apiKey' },
	needs: () => ['difyAppType', 'apiUrl'],
	defaults: { apiKey: '' },
});
