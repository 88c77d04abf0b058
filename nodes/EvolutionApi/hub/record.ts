import type { WebhookRecord } from '../core/server/adapter';

// The one webhook of an instance, and who listens behind it.

/** The name of the header that holds the list; the server sends it with every delivery. */
export const HUB_HEADER = 'x-evolution-hub';
/** The key with which the server signs its deliveries: it sends the signature, and not this header. On Evolution Go it is in the address. */
export const KEY_HEADER = 'jwt_key';

export type { WebhookRecord } from '../core/server/adapter';

export type Headers = Readonly<Record<string, unknown>>;

/** What a server is to set: all of it, because it keeps what is left out. Unlike in a record, no events mean all of them. */
export type WebhookSetting = WebhookRecord;

/**
 * A workflow that is active with the trigger, listens for a test event, or waits for a reply. A `socket` is active,
 * too, but gets its events through WebSocket: the server need not reach it, and nothing is passed on to it.
 */
export interface WorkflowSubscriber {
	readonly kind: 'trigger' | 'test' | 'wait' | 'socket';
	/** Where the n8n of this workflow takes deliveries. */
	readonly url: string;
	/** Settable names such as `MESSAGES_UPSERT`; empty: all. */
	readonly events: readonly string[];
	/** Only events of this chat (JID). */
	readonly chat?: string;
	/** Unix time in seconds after which nobody listens any more. */
	readonly expires?: number;
	/** Wants media as base64 in the delivery, because the server cannot be asked for it. */
	readonly base64?: boolean;
	/** May restart the instance. The first of those on the list does it, so that never two do. */
	readonly heals?: boolean;
	/**
	 * The events that the server sent through WebSocket before the first socket came; none if that was switched off. When
	 * the last socket leaves, only these are sent again. One socket of the list keeps it for all.
	 */
	readonly before?: readonly string[];
}

/** A webhook that was there before us: it keeps receiving, and is set again when we leave. */
export interface ForeignSubscriber extends WebhookSetting {
	readonly kind: 'foreign';
}

export type Subscriber = WorkflowSubscriber | ForeignSubscriber;

export const isWorkflow = (subscriber: Subscriber): subscriber is WorkflowSubscriber =>
	subscriber.kind !== 'foreign';

type SocketSubscriber = WorkflowSubscriber & { readonly kind: 'socket' };

export const isSocket = (subscriber: Subscriber): subscriber is SocketSubscriber =>
	subscriber.kind === 'socket';
