import { upTo } from '../core/values/upTo';
import type { HubState } from './plan';
import type { Subscriber } from './list';

/** A subscriber as the user sees it: without signatures, keys and headers. */
interface Listener {
	readonly kind: Subscriber['kind'];
	/** Without its query, which may be a signature. */
	readonly url: string;
	/** The server sends to this one. */
	readonly owner: boolean;
	/** Empty: all. */
	readonly events: readonly string[];
	readonly chat: string | null;
	/** ISO time. */
	readonly expires: string | null;
	/** False: a foreign webhook that is switched off. */
	readonly enabled: boolean;
}

export const listenersOf = ({ subscribers, ownerUrl }: HubState): Listener[] =>
	subscribers.map((subscriber) => listenerOf(subscriber, ownerUrl));

export function listenerOf(subscriber: Subscriber, ownerUrl?: string): Listener {
	const isForeign = subscriber.kind === 'foreign';
	const { chat, expires } = isForeign ? {} : subscriber;
	return {
		kind: subscriber.kind,
		url: withoutSecrets(subscriber.url),
		owner: subscriber.url === ownerUrl,
		events: subscriber.events,
		chat: chat ?? null,
		expires: expires === undefined ? null : new Date(expires * 1000).toISOString(),
		enabled: !isForeign || subscriber.enabled,
	};
}

function withoutSecrets(url: string): string {
	if (!URL.canParse(url)) return upTo('?', url);
	const { protocol, host, pathname } = new URL(url);
	return `${protocol}//${host}${pathname}`;
}
