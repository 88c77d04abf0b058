import { ok } from '../../core/answers';
import type { PlainRoute } from '../../core/types';
import { checkEnabled } from './record';

/** The webhook that Chatwoot calls. The simulator ignores the calls. */
export const webhook: PlainRoute = {
	method: 'POST',
	path: '/chatwoot/webhook/:instanceName',
	guard: 'none',
	handler(call) {
		checkEnabled(call);
		return ok({ message: 'bot' });
	},
};
