import { rowId } from '../../core/ids';
import type { Json } from '../../core/data';
import { asList, asString, isObject } from '../../core/values';
import { EVENTS } from '../../events/names';
import type { Instance, Webhook } from '../../state/instance';

/** Writes the webhook record: what is left out stays as it was, no events means all, and a disabled webhook has no events. */
export function setWebhook(instance: Instance, given: Json, known = EVENTS): Webhook {
	const old = instance.webhook;
	const now = new Date().toISOString();
	const enabled = given.enabled === true;
	const events = asList(given.events).map(String);
	const all = enabled && events.length === 0 ? [...known] : events;
	instance.webhook = {
		id: old?.id ?? rowId(),
		url: asString(given.url),
		headers: isObject(given.headers) ? given.headers : (old?.headers ?? null),
		enabled,
		events: enabled ? all : [],
		webhookByEvents:
			typeof given.byEvents === 'boolean' ? given.byEvents : (old?.webhookByEvents ?? false),
		webhookBase64: typeof given.base64 === 'boolean' ? given.base64 : (old?.webhookBase64 ?? false),
		createdAt: old?.createdAt ?? now,
		updatedAt: now,
		instanceId: instance.id,
	};
	return instance.webhook;
}
