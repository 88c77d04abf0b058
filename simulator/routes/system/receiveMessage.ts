import { empty, ok } from '../../core/answers';
import type { PlainRoute } from '../../core/types';
import { isObject } from '../../core/values';
import { receiveEvolution } from '../../whatsapp/receiveEvolution';

/** A message for the EVOLUTION instance with this number. It needs no key, and an unknown number is not an error. */
export const receiveMessage: PlainRoute = {
	method: 'POST',
	path: '/webhook/evolution',
	guard: 'none',
	handler({ state, body }) {
		const instance = [...state.instances.values()].find(
			({ integration, number }) =>
				integration === 'EVOLUTION' && number !== null && number === body.numberId,
		);
		if (!instance) return empty(200);
		// The server logs an unreadable body, and answers anyway.
		if (isObject(body.message) && isObject(body.key)) receiveEvolution(state, instance, body);
		return ok({ status: 'success' });
	},
};
