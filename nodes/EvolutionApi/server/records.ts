import type { ConnectionEnd, Delivery } from './delivery';

// Stored data that a server returns: messages, instances, webhooks, and details about itself.

/** The outcome of a message: two ticks or more, one tick, or rejected by WhatsApp. */
export type Outcome = 'delivered' | 'sent' | 'rejected';

/** A message in the server's store. */
export interface StoredMessage {
	readonly messageId: string;
	/** JID, by number if the server knows it. */
	readonly chat: string;
	/** All addresses of the chat. */
	readonly addresses: readonly string[];
	readonly fromMe: boolean;
	/** When it was sent or last edited, in seconds: our messages by the server's clock, others by WhatsApp's. */
	readonly seconds: number;
	/** When the server stored it, in seconds by its own clock; NaN if unknown. */
	readonly storedAt: number;
	/** Increases from one message to the next: the order within a second. */
	readonly order: string;
	/** Its outcome; undefined if the server has no update, or stores none. */
	readonly outcome: Outcome | undefined;
	/** Whether it was deleted for everyone. */
	readonly isDeleted?: boolean;
	/** Its content, in WhatsApp's form. */
	readonly content: unknown;
	/** ID of the message that it answers; null if there is none, or the server doesn't store it. */
	readonly answers: string | null;
}

/** A stored message, also as a delivery. */
export interface DeliveredStored {
	readonly message: StoredMessage;
	readonly delivery: Delivery;
}

/** Filters for stored messages; by default all. A server may return more. */
export interface StoreFilter {
	readonly chat?: string;
	/** Only the account's own messages. */
	readonly own?: true;
	readonly since?: Date;
}

/** A server's record of an instance. */
export interface InstanceRecord {
	readonly phoneNumber: string | null;
	/** Connected since then or earlier; ISO. */
	readonly changedAt: string | null;
	/** When and why the connection ended for good; ISO, and in plain words. */
	readonly disconnectedAt: string | null;
	readonly reason: string | null;
	readonly end: ConnectionEnd | undefined;
	/** The user closed the connection, not WhatsApp. */
	readonly isMeant: boolean;
	/** Its QR code hasn't been scanned yet. */
	readonly waitsForQrCode: boolean;
	/** WhatsApp asks for it before it links the phone. */
	readonly passkey?: Passkey;
}

/** How it links phones, as known in November 2026. */
export interface Linking {
	/** A code waits for the phone while the state is "connecting", unless another source disagrees. */
	readonly showsCodeWhileConnecting: boolean;
	/** Tells which phones can't be linked, however often they scan the code, in sentences. */
	readonly refusedByPhone: string;
	/** The setting that pins an old version of WhatsApp Web. */
	readonly pinnedVersion: string;
}

/** The confirmation with a passkey, which replaces the QR code. */
export interface Passkey {
	/** `challenge`, `awaiting_confirmation`, `confirmation`, `confirmed` or `error`. */
	readonly stage: string;
	/** The page where a browser asks for the passkey. */
	readonly url: string | null;
	/** To compare with the code on the phone. */
	readonly code: string | null;
	/** The server doesn't know its own address, so there is no page. */
	readonly lacksAddress?: boolean;
}

/** The program at an address. */
export interface ServerProgram {
	readonly version: string | undefined;
	/** Another program with these routes: its name, and what doesn't work there. */
	readonly lookalike?: { readonly name: string; readonly limits: string };
}

/** The webhook of an instance, in a form that can be set again. */
export interface WebhookRecord {
	readonly url: string;
	readonly enabled: boolean;
	/** Settable names such as `MESSAGES_UPSERT`; a disabled webhook has none. */
	readonly events: readonly string[];
	readonly headers: Readonly<Record<string, unknown>>;
	/** Appends `/messages-upsert` to the URL. */
	readonly byEvents: boolean;
	readonly base64: boolean;
}

/** The result of looking up a webhook. */
export interface FoundWebhook {
	/** Null if the instance has none. */
	readonly record: WebhookRecord | null;
	/** It must be set whatever the record says: the server's own state is unknown. */
	readonly mustSet?: boolean;
}
