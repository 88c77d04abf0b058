import { createSecretKey } from 'node:crypto';

import { sign } from 'jsonwebtoken';

import type { Json } from '../core/data';
import { asString } from '../core/values';
import { isAtLeast } from '../state/config';
import type { Instance } from '../state/instance';
import type { Outgoing, State } from '../state/state';
import { pathName } from './names';

/** Returns local time, wrongly marked as UTC with a `Z`, like the server. */
export function localTime(now = new Date()): string {
	return new Date(now.getTime() - now.getTimezoneOffset() * 60_000).toISOString();
}

/** Returns the event as Socket.IO sends it. The body for a webhook also has `destination`. */
export function eventBody(
	state: State,
	{ instance, event, data, extra }: Outgoing,
	hasExtra: boolean,
): Json {
	return {
		...(hasExtra ? extra : {}),
		event,
		instance: instance.name,
		data,
		date_time: localTime(new Date(state.now())),
		...(instance.ownerJid && { sender: instance.ownerJid }),
		server_url: state.serverUrl,
		apikey: state.config.exposeApikeyInWebhook ? instance.token : null,
	};
}

/** The content of a delivery, created with the event, so that a later change of the webhook doesn't affect it. */
export interface Envelope {
	url: string;
	headers: Record<string, string>;
	body: Json;
}

export function envelope(state: State, outgoing: Outgoing): Envelope | undefined {
	const { instance, event } = outgoing;
	const { webhook } = instance;
	if (!webhook) return undefined;
	const url = webhook.webhookByEvents ? `${webhook.url}/${pathName(event)}` : webhook.url;
	return {
		url,
		headers: {
			...ownHeaders(webhook.headers ?? {}, state.now()),
			...newHeaders(state, instance, event),
		},
		body: {
			...eventBody(state, outgoing, true),
			// The address without the suffix that `byEvents` adds.
			destination: webhook.url,
		},
	};
}

function ownHeaders(headers: Json, now: number): Record<string, string> {
	const { jwt_key: jwtKey, ...rest } = headers;
	const sent = Object.entries(rest).map(([name, value]) => [name, String(value)]);
	return { ...Object.fromEntries(sent), ...authorization(asString(jwtKey), now) };
}

/** These headers override the user's own. */
function newHeaders(state: State, instance: Instance, event: string): Record<string, string> {
	const { config } = state;
	if (!isAtLeast(config, '2.4.0')) return {};
	return {
		'X-Instance-ID': instance.id,
		'X-Instance-Name': encodeURIComponent(instance.name),
		'X-Event-Type': event,
		'X-Timestamp': String(state.now()),
		'User-Agent': `EvolutionAPI-Webhook/${config.version}`,
	};
}

/** Returns `Authorization` for a webhook with a `jwt_key`: an HS256 token, valid for ten minutes. */
function authorization(jwtKey: string, now: number): Record<string, string> {
	if (!jwtKey) return {};
	const iat = Math.floor(now / 1000);
	// With a string, sign() first tries to parse it as a private key, which takes longer than the rest of the delivery.
	const secret = createSecretKey(jwtKey, 'utf8');
	const token = sign({ iat, exp: iat + 600, app: 'evolution', action: 'webhook' }, secret, {
		algorithm: 'HS256',
	});
	return { Authorization: `Bearer ${token}` };
}
