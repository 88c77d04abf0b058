import { ok } from '../../core/answers';
import type { PlainRoute } from '../../core/types';

export const serverInfo: PlainRoute = {
	method: 'GET',
	path: '/',
	guard: 'none',
	handler: ({ state }) =>
		ok({
			status: 200,
			message: 'Welcome to the Evolution API, it is working!',
			version: state.config.version,
			clientName: 'evolution',
			manager: `${state.serverUrl}/manager`,
			documentation: 'https://doc.evolution-api.com',
			whatsappWebVersion: '2.3000.1029000000',
		}),
};
