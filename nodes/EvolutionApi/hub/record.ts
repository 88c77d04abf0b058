import type { WebhookRecord } from '../core/server/server';

// The one webhook of an instance, and who listens behind it.

/** The name of the header that holds the list; the server sends it with every delivery. */
export const HUB_HEADER = 'x-evolution-hub';
/** The server turns this header into `Authorization: Bearer` and does not send it. */
export const KEY_HEADER = 'jwt_key';
/**
 * The same key once more, for servers before 2.3.0: they sign nothing and send every header as it is. Proxies
 * drop names with an underscore.
 */
export const RAW_KEY_HEADER = 'x-evolution-hub-key';

export type { WebhookRecord } from '../core/server/server';

export type Headers = Readonly<Record<string, unknown>>;

/**
 * What a server is to set. It is always whole, because the server keeps what is left out.
 * Unlike in a record, no events mean all of them.
 */
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
	/** Wants votes in polls, which servers before 2.3.0 tell as updates. */
	readonly votes?: boolean;
	/**
	 * Of one socket of an instance: the events that the server sent through WebSocket before the first of them came;
	 * none if that was switched off. Once all have left, it is as it was.
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
