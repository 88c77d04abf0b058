import { badRequest, created, crashed } from '../../core/answers';
import type { Json } from '../../core/data';
import type { PlainRoute } from '../../core/types';
import {
	asObject,
	asString,
	compact,
	isObject,
	optionalBoolean,
	optionalString,
} from '../../core/values';
import { eventsOf } from '../../events/names';
import { settingsSchema } from './createSchema';
import { extraBlocks } from './createExtras';
import { defaultSettings, INTEGRATIONS, type Integration, newInstance } from '../../state/instance';
import { isDisabled } from '../../state/config';
import { saveExtra } from '../../state/rows';
import { connect } from '../../whatsapp/life';
import { works } from '../proxy/works';
import { setWebhook } from '../webhook/record';

const MAX_INSTANCES = 1000;

/** A missing setting keeps its default. */
function settingsOf(body: Json): Json {
	const keys = Object.keys(defaultSettings());
	return compact(Object.fromEntries(keys.map((key) => [key, body[key]])));
}

export const createInstance: PlainRoute = {
	method: 'POST',
	path: '/instance/create',
	guard: 'create',
	schema: settingsSchema,
	async handler({ state, body }) {
		const integration = asString(body.integration);
		if (!INTEGRATIONS.includes(integration)) throw badRequest('Invalid integration');
		if (state.instances.size >= MAX_INSTANCES) throw crashed('Too many instances in the simulator');
		const instance = newInstance(
			{
				name: String(body.instanceName),
				integration: integration as Integration,
				token: optionalString(body.token),
				number: optionalString(body.number),
				businessId: optionalString(body.businessId),
				settings: settingsOf(body),
			},
			state.config,
		);
		// With `wavoipToken`, the server uses the WhatsApp client before it creates it, fails, and deletes the instance.
		if (body.wavoipToken) throw badRequest("Cannot read properties of undefined (reading 'ws')");
		const webhook = asObject(body.webhook);
		if (isObject(body.webhook)) {
			if (!Array.isArray(webhook.events)) {
				throw badRequest("Cannot read properties of undefined (reading 'length')");
			}
			setWebhook(instance, { ...webhook, enabled: true }, eventsOf(state.config));
		}
		const extras = extraBlocks(state, body);
		if (extras.stored.proxy && !works(extras.stored.proxy)) throw badRequest('Invalid proxy');
		for (const [name, block] of Object.entries(extras.stored)) {
			if (!isDisabled(state.config, name) || name === 'pusher') saveExtra(instance, name, block);
		}
		state.instances.set(instance.name, instance);
		state.emit({
			instance,
			event: 'instance.create',
			data: { instanceName: instance.name, instanceId: instance.id },
		});
		state.changed({ type: 'instance', instance: instance.name });
		const isBaileys = integration === 'WHATSAPP-BAILEYS';
		if (isBaileys && body.qrcode === true && extras.answered.chatwoot === undefined)
			await connect(state, instance, optionalString(body.number));
		const isBusiness = integration === 'WHATSAPP-BUSINESS';
		return created({
			instance: {
				instanceName: instance.name,
				instanceId: instance.id,
				integration,
				webhookWaBusiness: isBusiness ? `${state.serverUrl}/webhook/meta` : null,
				accessTokenWaBusiness: isBusiness ? 'evolution' : '',
				status: instance.state,
			},
			hash: instance.token,
			webhook: compact({
				webhookUrl: optionalString(webhook.url),
				webhookHeaders: isObject(webhook.headers) ? webhook.headers : undefined,
				webhookByEvents: optionalBoolean(webhook.byEvents),
				webhookBase64: optionalBoolean(webhook.base64),
			}),
			...extras.answered,
			settings: instance.settings,
			...(instance.qr && { qrcode: instance.qr }),
		});
	},
};
