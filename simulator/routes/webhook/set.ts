import type { Schema } from 'jsonschema';
import { badRequest, created, crashed } from '../../core/answers';
import { notEmpty, textSchema } from '../../core/schema';
import type { InstanceRoute } from '../../core/types';
import { asObject, asString } from '../../core/values';
import { EVENTS, eventsOf } from '../../events/names';
import { isAtLeast } from '../../state/config';
import { setWebhook } from './record';

const events: Schema = { type: 'array', minItems: 0, items: { type: 'string', enum: EVENTS } };
const isOn: Schema = { type: 'boolean' };

/** What 2.2 takes for an address: no underscore in the name of the host. */
const isAddress = (url: string) => {
	const host = URL.canParse(url) ? new URL(url).host : '';
	return /^https?:/.test(url) && host !== '' && !host.includes('_');
};

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
		const { config } = state;
		const webhook = asObject(body.webhook);
		if (!isAtLeast(config, '2.3.0') && !isAddress(asString(webhook.url)))
			throw badRequest('Invalid "url" property');
		if (webhook.enabled === true && webhook.events === undefined) {
			throw crashed("Cannot read properties of undefined (reading 'length')");
		}
		setWebhook(instance, webhook, eventsOf(config));
		state.changed({ type: 'instance', instance: instance.name });
		return created(instance.webhook);
	},
};
