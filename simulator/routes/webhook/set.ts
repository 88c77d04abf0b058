import type { Schema } from 'jsonschema';
import { created, crashed } from '../../core/answers';
import { notEmpty, textSchema } from '../../core/schema';
import type { InstanceRoute } from '../../core/types';
import { asObject } from '../../core/values';
import { EVENTS, eventsOf } from '../../events/names';
import { setWebhook } from './record';

const events: Schema = { type: 'array', minItems: 0, items: { type: 'string', enum: EVENTS } };
const isOn: Schema = { type: 'boolean' };

export const setWebhookRoute: InstanceRoute = {
	method: 'POST',
	path: '/webhook/set/:instanceName',
	guard: 'instance',
	schema: {
		type: 'object',
		properties: {
			webhook: {
				type: 'object',
				properties: {
					enabled: isOn,
					url: textSchema,
					headers: { type: 'object' },
					byEvents: isOn,
					base64: isOn,
					events,
				},
				required: ['enabled', 'url'],
				...notEmpty('enabled', 'url'),
			},
		},
		required: ['webhook'],
	},
	handler({ instance, body, state }) {
		const webhook = asObject(body.webhook);
		if (webhook.enabled === true && webhook.events === undefined) {
			throw crashed("Cannot read properties of undefined (reading 'length')");
		}
		setWebhook(instance, webhook, eventsOf(state.config));
		state.changed({ type: 'instance', instance: instance.name });
		return created(instance.webhook);
	},
};
