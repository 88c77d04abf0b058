import { created } from '../../core/answers';
import { numberSchema } from '../../core/schema';
import type { InstanceCall, InstanceRoute } from '../../core/types';
import { asNumber, asString } from '../../core/values';
import { bare, useClient } from '../../whatsapp/client';
import { reachable } from '../../whatsapp/numbers';
import { perChannel } from '../../whatsapp/send';

/** Shows a presence for `delay` milliseconds, and then answers. */
async function present({ state, instance, body }: InstanceCall) {
	reachable(state.config, asString(body.number));
	useClient(instance, 'presenceSubscribe');
	await state.sleep(asNumber(body.delay));
	useClient(instance, 'sendPresenceUpdate');
	return created({ presence: body.presence });
}

export const sendPresence: InstanceRoute = {
	method: 'POST',
	path: '/chat/sendPresence/:instanceName',
	guard: 'instance',
	schema: {
		type: 'object',
		properties: {
			number: numberSchema,
			delay: { type: 'number' },
			presence: {
				type: 'string',
				enum: ['unavailable', 'available', 'composing', 'recording', 'paused'],
			},
		},
		required: ['number', 'presence', 'delay'],
	},
	handler: perChannel({ baileys: (call) => bare(() => present(call)) }),
};
