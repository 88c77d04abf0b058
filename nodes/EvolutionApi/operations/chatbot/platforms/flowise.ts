import { apiKeyShape, apiUrlShape } from './apiAccess';
import { definePlatform } from './platform';

export const flowise = definePlatform({
	shape: { ...apiUrlShape, ...apiKeyShape },
	own: { apiUrl: 'apiUrl', apiKey: 'apiKey' },
	needs: () => ['apiUrl'],
	fallbackKey: 'flowiseIdFallback',
});
