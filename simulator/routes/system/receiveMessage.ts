import { empty, ok } from '../../core/answers';
import type { PlainRoute } from '../../core/types';
import { isObject } from '../../core/values';
import { receiveEvolution } from '../../whatsapp/receiveEvolution';

/** The route needs no key, and ignores a `numberId` that no instance has. */
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
		// The server only logs a body that it can't read, and answers as usual.
		if (isObject(body.message) && isObject(body.key)) receiveEvolution(state, instance, body);
		return ok({ status: 'success' });
	},
};
