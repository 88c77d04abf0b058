import type { Field } from '../../../../core/values/field';
import { webAddress } from '../../../../fields/inputs';
import { apiKeyShape } from './apiAccess';
import { definePlatform } from './platform';

export const agentUrl = {
	displayName: 'Agent URL',
	name: 'agentUrl',
	type: 'string',
	displayOptions: { show: { '/platform': ['evoai'] } },
	default: '',
	placeholder: 'e.g. https://evoai.example.com/api/v1/a2a/1234',
	description: 'Address of the agent, as Evo AI shows it',
} as const satisfies Field;

export const evoai = definePlatform({
	since: '2.3.0',
	shape: { agentUrl: webAddress.optional() },
	optionsShape: apiKeyShape,
	own: { agentUrl: 'agentUrl', apiKey: 'apiKey' },
	needs: () => ['agentUrl'],
	defaults: { apiKey: '' },
	fallbackKey: 'botIdFallback',
});
