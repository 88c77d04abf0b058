import type { ConnectionEnd, Delivery } from './delivery';

/** The outcome of a message: two ticks or more, one tick, or rejected by WhatsApp. */
export type Outcome = 'delivered' | 'sent' | 'rejected';

export interface StoredMessage {
	readonly messageId: string;
	/** JID of the chat: the one with the phone number, if the server knows it. */
	readonly chat: string;
	readonly addresses: readonly string[];
	readonly fromMe: boolean;
	/** Time of sending or of the last edit (Unix s, WhatsApp's clock; for own messages, the server's clock). */
	readonly seconds: number;
	/** Time at which the server stored the message (Unix s, server's clock); NaN if unknown. */
	readonly storedAt: number;
	/** ID of the database row. IDs increase from message to message, so they show the order within a second. */
	readonly order: string;
	/** The message's outcome; undefined if the server has no status update for it, or stores no updates. */
	readonly outcome: Outcome | undefined;
	readonly isDeleted?: boolean;
	readonly content: unknown;
	/** ID of the message that this one replies to; null if there is none, or the server doesn't store it. */
	readonly answers: string | null;
}

export interface DeliveredStored {
	readonly message: StoredMessage;
	readonly delivery: Delivery;
}

/** A server may return more than the filters ask for. */
export interface StoreFilter {
	readonly chat?: string;
	readonly own?: true;
	readonly since?: Date;
}

export interface InstanceRecord {
	readonly phoneNumber: string | null;
	/** When the server last changed the record, ISO. A connected instance has been connected since this time or earlier. */
	readonly changedAt: string | null;
	/** When (ISO) and why (in plain words) the connection ended for good. */
	readonly disconnectedAt: string | null;
	readonly reason: string | null;
	readonly end: ConnectionEnd | undefined;
	/** Whether the user closed the connection through the server. */
	readonly isMeant: boolean;
	readonly waitsForQrCode: boolean;
	readonly passkey?: Passkey;
}

export interface Linking {
	/** Whether the state `connecting` means that a QR code waits to be scanned. */
	readonly showsCodeWhileConnecting: boolean;
	/** Tells the user which phones can't be linked, however often they scan the code. */
	readonly refusedByPhone: string;
	/** Name of the server's setting that pins an old version of WhatsApp Web. */
	readonly pinnedVersion: string;
}

/** Progress of linking an account with a passkey instead of a QR code. */
export interface Passkey {
	/** `challenge`, `awaiting_confirmation`, `confirmation`, `confirmed` or `error`. */
	readonly stage: string;
	/** The page where a browser asks for the passkey. */
	readonly url: string | null;
	/** Code that the user compares with the one on the phone. */
	readonly code: string | null;
	/** Set if `url` is null because the server doesn't know its own public address. */
	readonly lacksAddress?: boolean;
}

export interface ServerProgram {
	readonly version: string | undefined;
	/** Set if the program only imitates Evolution API: its name, and what doesn't work with it. */
	readonly lookalike?: { readonly name: string; readonly limits: string };
}

export interface WebhookRecord {
	readonly url: string;
	readonly enabled: boolean;
	/** Names of the webhook's events, as requests spell them: `MESSAGES_UPSERT`. A disabled webhook has none. */
	readonly events: readonly string[];
	readonly headers: Readonly<Record<string, unknown>>;
	/** Whether the server appends the event to the URL, e.g. `/messages-upsert`. */
	readonly byEvents: boolean;
	readonly base64: boolean;
}

export interface FoundWebhook {
	/** Null if the instance has no webhook. */
	readonly record: WebhookRecord | null;
	/** The webhook must be set even if `record` has the right values, because the server may have others. */
	readonly mustSet?: boolean;
}
