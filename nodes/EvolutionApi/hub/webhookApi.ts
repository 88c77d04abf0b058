import { sleep } from 'n8n-workflow';

import type { Failure } from '../core/failures/failure';
import type {
	FoundWebhook,
	Request,
	Result,
	ServerAdapter,
	WebhookRecord,
} from '../core/server/adapter';

/** How a change reaches the server and the clock. Tests have their own. */
export interface WebhookApi extends Pick<ServerAdapter['webhook'], 'addressRoom' | 'sends'> {
	/** The webhook; or why the server does not tell. */
	find(): Promise<FoundWebhook | { readonly failure: Failure }>;
	set(webhook: WebhookRecord): Promise<Result>;
	sleep(ms: number): Promise<void>;
	/** From 0 to below 1. */
	random(): number;
	/** Unix time in milliseconds. */
	now(): number;
	/** For a webhook that has no key yet; left out: a random one. */
	readonly ownKey?: string;
}

/**
 * @param trySend sends a request with the credential, e.g. `(request) => trySend(context, connection, request)`
 * @param instance its name
 * @param ownKey for deliveries, where nobody could read another one back
 */
export function webhookApiFor(
	trySend: (request: Request) => Promise<Result>,
	instance: string,
	{ webhook }: Pick<ServerAdapter, 'webhook'>,
	ownKey?: string,
): WebhookApi {
	return {
		find: async () => await webhook.find(trySend, instance),
		set: async (setting) => await webhook.set(trySend, instance, setting),
		sleep: async (ms) => await sleep(ms),
		random: () => Math.random(),
		now: () => Date.now(),
		addressRoom: webhook.addressRoom,
		sends: webhook.sends,
		ownKey,
	};
}
