import { apiKeyShape, apiUrlShape } from './apiAccess';
import { definePlatform } from './platform';

export const flowise = definePlatform({
	shape: apiUrlShape,
	optionsShape: apiKeyShape,
	own: { apiUrl: 'apiUrl', apiKey: 'apiKey' },
	needs: () => ['apiUrl'],
	defaults: { apiKey: '' },
});
