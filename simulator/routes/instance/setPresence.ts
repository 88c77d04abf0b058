import { crashed, created } from '../../core/answers';
import { textSchema } from '../../core/schema';
import type { InstanceRoute } from '../../core/types';
import { asString } from '../../core/values';
import { perChannel } from '../../whatsapp/send';

export const setPresence: InstanceRoute = {
	method: 'POST',
	path: '/instance/setPresence/:instanceName',
	guard: 'instance',
	schema: {
		type: 'object',
		properties: {
			presence: {
				...textSchema,
				enum: ['unavailable', 'available', 'composing', 'recording', 'paused'],
			},
		},
		required: ['presence'],
	},
	handler: perChannel({
		baileys({ instance, body }) {
			if (instance.state !== 'open') throw crashed('Connection Closed');
			instance.presence = asString(body.presence);
			return created({ presence: body.presence });
		},
	}),
};
