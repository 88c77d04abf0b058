import type { ConnectionEnd, Delivery } from './delivery';

// What a server keeps, and tells when it is asked: its messages, its instances, its webhooks, itself.

/** What became of a message: two ticks or more, one tick, or WhatsApp did not take it. */
export type Outcome = 'delivered' | 'sent' | 'rejected';

/** A message that the server keeps. */
export interface StoredMessage {
	readonly messageId: string;
	/** JID, by number if the server knows that. */
	readonly chat: string;
	/** All addresses of the chat. */
	readonly addresses: readonly string[];
	readonly fromMe: boolean;
	/** When it was sent, or last edited, in seconds: of ours by the server's clock, of others by WhatsApp's. */
	readonly seconds: number;
	/** When the server stored it, in seconds by its own clock; NaN if it does not tell. */
	readonly storedAt: number;
	/** Grows from one message to the next: their order within a second. */
	readonly order: string;
	/** What became of it; undefined if the server has heard nothing, or keeps nothing. */
	readonly outcome: Outcome | undefined;
	/** Whether it was deleted for everyone. */
	readonly isDeleted?: boolean;
	/** What it says, as WhatsApp writes it. */
	readonly content: unknown;
	/** ID of the message that it answers; null if there is none, or the server does not keep that. */
	readonly answers: string | null;
}

/** A message of the store, also as the server would deliver it. */
export interface DeliveredStored {
	readonly kept: StoredMessage;
	readonly delivery: Delivery;
}

/** Which messages are wanted; all of them where nothing is said. A server may give more. */
export interface Wanted {
	readonly chat?: string;
	/** Only those that the account itself sent. */
	readonly own?: true;
	readonly since?: Date;
}

/** What a server keeps of an instance. */
export interface InstanceRecord {
	readonly phoneNumber: string | null;
	/** Since then or earlier it is connected; ISO. */
	readonly changedAt: string | null;
	/** When and why it lost its connection for good; ISO, and in plain words. */
	readonly disconnectedAt: string | null;
	readonly reason: string | null;
	readonly end: ConnectionEnd | undefined;
	/** Somebody has switched it off, and WhatsApp has not. */
	readonly isMeant: boolean;
	/** Nobody has scanned its QR code yet. */
	readonly waitsForQrCode: boolean;
	/** WhatsApp asks for it before it links the phone. */
	readonly passkey?: Passkey;
}

/** How it links phones, as far as it is known in November 2026. */
export interface Linking {
	/** While it says that it is connecting, a code waits for the phone, unless something else is known. */
	readonly showsCodeWhileConnecting: boolean;
	/** Which phones cannot be linked, however often the code is scanned, in sentences. */
	readonly refusedByPhone: string;
	/** The setting that makes it tell an old version of WhatsApp Web. */
	readonly pinnedVersion: string;
}

/** The confirmation with a passkey, which takes the place of the QR code. */
export interface Passkey {
	/** `challenge`, `awaiting_confirmation`, `confirmation`, `confirmed` or `error`. */
	readonly stage: string;
	/** The page on which a browser asks for the passkey. */
	readonly url: string | null;
	/** To be compared with that on the phone. */
	readonly code: string | null;
	/** The server does not know its own address, so there is no page. */
	readonly lacksAddress?: boolean;
}

/** The program at an address. */
export interface Identified {
	readonly version: string | undefined;
	/** Where another program speaks the routes of this one: what it is called, and what does not work there. */
	readonly lookalike?: { readonly name: string; readonly limits: string };
}

/** The one webhook of an instance, as far as it can be set again. */
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

/** What is found of a webhook. */
export interface FoundWebhook {
	/** Null if the instance has none. */
	readonly record: WebhookRecord | null;
	/** It is to be set whatever that says: what the server has is not known. */
	readonly mustSet?: boolean;
}
