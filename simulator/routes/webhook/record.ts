import { rowId } from '../../core/ids';
import type { Json } from '../../core/data';
import { asList, asString, isObject } from '../../core/values';
import { EVENTS } from '../../events/names';
import type { Instance, Webhook } from '../../state/instance';

/** Missing values stay unchanged. An empty list of events means all events, unless the webhook is disabled. */
export function setWebhook(instance: Instance, patch: Json, names = EVENTS): Webhook {
	const old = instance.webhook;
	const now = new Date().toISOString();
	const enabled = patch.enabled === true;
	const events = asList(patch.events).map(String);
	const all = enabled && events.length === 0 ? [...names] : events;
	instance.webhook = {
		id: old?.id ?? rowId(),
		url: asString(patch.url),
		headers: isObject(patch.headers) ? patch.headers : (old?.headers ?? null),
		enabled,
		events: enabled ? all : [],
		webhookByEvents:
			typeof patch.byEvents === 'boolean' ? patch.byEvents : (old?.webhookByEvents ?? false),
		webhookBase64: typeof patch.base64 === 'boolean' ? patch.base64 : (old?.webhookBase64 ?? false),
		createdAt: old?.createdAt ?? now,
		updatedAt: now,
		instanceId: instance.id,
	};
	return instance.webhook;
}
