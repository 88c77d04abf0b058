import { ok } from '../../core/answers';
import type { PlainRoute } from '../../core/types';

export const verifyCreds: PlainRoute = {
	method: 'POST',
	path: '/verify-creds',
	guard: 'global',
	handler: () =>
		ok({
			status: 200,
			message: 'Credentials are valid',
			facebookAppId: '',
			facebookConfigId: '',
			facebookUserToken: '',
		}),
};
