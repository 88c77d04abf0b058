import { ok } from '../../core/answers';
import type { PlainRoute } from '../../core/types';
import { checkEnabled } from './record';

/** The webhook for Chatwoot. The simulator ignores its calls. */
export const webhook: PlainRoute = {
	method: 'POST',
	path: '/chatwoot/webhook/:instanceName',
	guard: 'none',
	handler(call) {
		checkEnabled(call);
		return ok({ message: 'bot' });
	},
};
