import type { IDataObject } from 'n8n-workflow';

// What a server tells of by itself, in the words of this package. `parseDelivery` makes it, and nobody reads the keys of the server again.

export type ServerKind = 'evolutionApi' | 'evolutionGo';

/**
 * Why a connection is over for good: it needs a new QR code, WhatsApp refuses the account or the version of the client, or
 * nobody has scanned a QR code.
 */
export type ConnectionEnd = 'loggedOut' | 'restricted' | 'clientOutdated' | 'qrCodesUsedUp';

/** What a delivery tells of the connection to WhatsApp. */
export interface ConnectionChange {
	readonly state: 'open' | 'connecting' | 'close';
	/** Of a closed one; undefined if it may open again by itself. */
	readonly end?: ConnectionEnd;
	/** In plain words; null if that is not told. */
	readonly reason: string | null;
	/** Somebody has closed it by the server. */
	readonly isMeant: boolean;
}

/** What the server posts for an event. */
export interface Delivery {
	/** Which kind of server has sent it. */
	readonly kind: ServerKind;
	/** Our name of the event, e.g. `messages.upsert`, as it is in items and saved workflows; `unknown` if there is none. */
	readonly event: string;
	/** Name of the instance. */
	readonly instance: string;
	/** As it came: only the result of `cleaned` may be output. */
	readonly data: unknown;
	/**
	 * Local time of the server, wrongly marked as UTC with a `Z`: see `deliveryTime`. When it came, where the server does not
	 * say when it sent it.
	 */
	readonly dateTime: string | null;
	/** JID of the account itself. */
	readonly sender: string | null;
	/** All addresses of the account, where a filter asks for them. The server does not deliver these. */
	readonly account?: readonly string[];
	readonly serverUrl: string | null;
	/** Other keys of the body, e.g. `isLatest` and `progress` of `messages.set`. */
	readonly extra: IDataObject;
	/** All addresses of the chat that it is about, best first. Empty if it is not about a chat. */
	readonly chat: readonly string[];
	/** The message that it tells of: a new, edited or deleted one. */
	readonly message?: DeliveredMessage;
	/**
	 * What else it tells of, with the keys of the trigger's items. Undefined if it has not the shape of the event, or there
	 * is a message.
	 */
	readonly facts?: IDataObject | readonly IDataObject[];
	/** If it tells of several things of a kind, such as contacts: each as a delivery of its own. */
	readonly entries: readonly Delivery[];
	/** If the connection to WhatsApp has changed, or is over. */
	readonly connection?: ConnectionChange;
	/** The picture of a QR code, as Base64. */
	readonly qrCode?: string;
}

/** What a message says, as WhatsApp writes it, and what a server adds to that. */
export interface Said {
	/** WhatsApp's own form, such as `{ imageMessage: … }`. */
	readonly content: unknown;
	/** The key in `content` that says what it is, where the server names it. */
	readonly type?: string | null;
	/** What it answers and mentions, where the server writes it beside the message. */
	readonly context?: IDataObject;
	/** The text of a voice message, where the server makes one. */
	readonly spoken?: string | null;
	/** What the server has counted in a poll, as `pollResults` of the items. */
	readonly votes?: IDataObject[];
	/** The file, where the server delivers it, as Base64. */
	readonly base64?: string | null;
	/** Where the server itself keeps the file. */
	readonly fileUrl?: string | null;
	/** It can be opened once, and not here: what it says did not come along. */
	readonly isViewOnce?: boolean;
	/** Somebody has filled in a form, which the server does not pass on. */
	readonly isFormWithoutContent?: boolean;
}

/** The server names a chat in which the message cannot have been written. */
export interface ChatConflict {
	/** JID that the server names; null if it names none. */
	readonly delivered: string | null;
	/** The number in the ID of the message, or Meta's ID for who hides it; null if that tells none. */
	readonly inMessageId: string | null;
}

export interface DeliveredMessage extends Said {
	readonly id: string | null;
	readonly fromMe: boolean;
	/** Addresses of who wrote it, best first. */
	readonly author: readonly string[];
	/** In groups and statuses, who wrote it. */
	readonly participant: string | null;
	readonly senderName: string | null;
	/** Of the other side of a private chat, or of who wrote in a group, where the server tells it. */
	readonly username?: string | null;
	/** ISO; null if it is not told. Of a deletion it is not. */
	readonly time: string | null;
	/** When it was sent, in seconds, by WhatsApp's clock; NaN if that is not told. */
	readonly seconds: number;
	/** When the server stored it, in seconds by its own clock; NaN or left out where it does not tell. */
	readonly storedAt?: number;
	readonly status: string | null;
	/** `android`, `ios`, `desktop` or `web`; `unknown` or null if the server cannot tell. */
	readonly device: string | null;
	/** Number of the conversation in Chatwoot, where the server has passed the message on to it. */
	readonly conversationInChatwoot?: number | null;
	/** The server itself has written it, such as the text to a call that it rejects. */
	readonly isByServer?: boolean;
	/** The WhatsApp Business app has written it: a greeting or away message. */
	readonly isAutomatic?: boolean;
	/** It came through Meta's Cloud API, where the server may name the chat of another customer. */
	readonly isOfMeta?: boolean;
	/** It is not known in which chat it was written: the delivery names none. */
	readonly chatConflict?: ChatConflict;
	/**
	 * An edit whose chat and author the server names as the person sees them who made it. Who that is, only the message itself
	 * tells, which the server keeps.
	 */
	readonly isNamedByEditor?: boolean;
	/** What to call the people who are mentioned by a LID: by its digits, as they stand in the text, the name or number. */
	readonly mentioned?: ReadonlyMap<string, string>;
	/** As it came, to hand it back to the server. */
	readonly record: IDataObject;
}

/** Whether no person has written it, although it is the account's own. */
export const isByNobody = ({ isByServer, isAutomatic }: DeliveredMessage): boolean =>
	isByServer === true || isAutomatic === true;

/** Reads when somebody asks for the first time, and never again. */
export function once<Value>(read: () => Value): () => Value {
	let found: { readonly value: Value } | undefined;
	return () => (found ??= { value: read() }).value;
}
