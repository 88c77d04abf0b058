import { created, crashed } from '../../core/answers';
import { notEmpty, textSchema } from '../../core/schema';
import type { InstanceRoute } from '../../core/types';
import { asObject } from '../../core/values';
import { EVENTS } from '../../events/names';
import { setWebhook } from './record';

export const set: InstanceRoute = {
	method: 'POST',
	path: '/webhook/set/:instanceName',
	guard: 'instance',
	schema: {
		type: 'object',
		properties: {
			webhook: {
				type: 'object',
				properties: {
					enabled: { type: 'boolean' },
					url: textSchema,
					headers: { type: 'object' },
					byEvents: { type: 'boolean' },
					base64: { type: 'boolean' },
					events: { type: 'array', minItems: 0, items: { type: 'string', enum: EVENTS } },
				},
				required: ['enabled', 'url'],
				...notEmpty('enabled', 'url'),
			},
		},
		required: ['webhook'],
	},
	handler({ instance, body }) {
		const webhook = asObject(body.webhook);
		if (webhook.enabled === true && webhook.events === undefined) {
			throw crashed("Cannot read properties of undefined (reading 'length')");
		}
		return created(setWebhook(instance, webhook));
	},
};
