import { ok } from '../../core/answers';
import type { PlainRoute } from '../../core/types';
import { checkEnabled } from './record';

export const webhook: PlainRoute = {
	method: 'POST',
	path: '/chatwoot/webhook/:instanceName',
	guard: 'none',
	handler(call) {
		checkEnabled(call);
		return ok({ message: 'bot' });
	},
};
