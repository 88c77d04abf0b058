import { created } from '../../core/answers';
import { numberSchema, truthSchema } from '../../core/schema';
import type { InstanceRoute } from '../../core/types';
import { asString } from '../../core/values';
import { toJid } from '../../whatsapp/numbers';
import { perChannel } from '../../whatsapp/send';

/** The server doesn't really call anyone. It always answers with the same ID, even if the instance isn't connected. */
export const offer: InstanceRoute = {
	method: 'POST',
	path: '/call/offer/:instanceName',
	guard: 'instance',
	schema: {
		type: 'object',
		properties: {
			number: numberSchema,
			isVideo: truthSchema,
			callDuration: { type: 'integer', minimum: 1, maximum: 15 },
		},
		required: ['number', 'callDuration'],
	},
	handler: perChannel({
		baileys: ({ body: { number, isVideo, callDuration } }) =>
			created({ id: '123', jid: toJid(asString(number)), isVideo, callDuration }),
	}),
};
