import { apiKeyShape, apiUrlShape } from './apiAccess';
import { definePlatform } from './platform';

export const evolutionBot = definePlatform({
	shape: apiUrlShape,
	optionsShape: apiKeyShape,
	own: { apiUrl: 'apiUrl', apiKey: 'apiKey' },
	needs: () => ['apiUrl'],
	defaults: { apiKey: '' },
});
