import { textField } from '../../../../fields/fieldKinds';
import { webAddress } from '../../../../fields/inputs';
import { apiKeyShape } from './apiAccess';
import { definePlatform } from './platform';

export const agentUrl = textField('Agent URL', 'agentUrl', {
	displayOptions: { show: { '/platform': ['evoai'] } },
	placeholder: 'e.g. https://evoai.example.com/api/v1/a2a/1234',
	description: 'URL of the agent, as Evo AI shows it',
});

export const evoai = definePlatform({
	shape: { agentUrl: webAddress.optional() },
	optionsShape: apiKeyShape,
	own: { agentUrl: 'agentUrl', apiKey: 'apiKey' },
	needs: () => ['agentUrl'],
	defaults: { apiKey: '' },
});
