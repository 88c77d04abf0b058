import { apiKeyShape, apiUrlShape } from './apiAccess';
import { definePlatform } from './platform';

export const evolutionBot = definePlatform({
	shape: { ...apiUrlShape, ...apiKeyShape },
	own: { apiUrl: 'apiUrl', apiKey: 'apiKey' },
	needs: () => ['apiUrl'],
	fallbackKey: 'botIdFallback',
});
