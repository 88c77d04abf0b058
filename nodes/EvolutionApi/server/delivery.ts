import type { IDataObject } from 'n8n-workflow';

export type ServerKind = 'evolutionApi' | 'evolutionGo';

/**
 * Why a connection ended for good: it needs a new QR code, WhatsApp refuses the account or the client's version, or the QR codes
 * expired.
 */
export type ConnectionEnd = 'loggedOut' | 'restricted' | 'clientOutdated' | 'qrCodesUsedUp';

export interface ConnectionChange {
	readonly state: 'open' | 'connecting' | 'close';
	/** Why the connection is closed for good; undefined if it may reopen by itself. */
	readonly end?: ConnectionEnd;
	readonly reason: string | null;
	/** Whether the user closed the connection through the server. */
	readonly isMeant: boolean;
}

export interface Delivery {
	readonly kind: ServerKind;
	/** Our name for the event, e.g. `messages.upsert`, as in items and saved workflows; `unknown` if the event has no name. */
	readonly event: string;
	readonly instance: string;
	/** The event's data in the server's own form. Output it only after `sanitize`. */
	readonly data: unknown;
	/**
	 * When the server sent the event: the server's local time, wrongly marked as UTC with a `Z`, see `deliveryTime`. If the
	 * server sends no time, the time of arrival.
	 */
	readonly dateTime: string | null;
	/** JID of the account itself. */
	readonly sender: string | null;
	/** All addresses of the account. The server doesn't deliver them: they're looked up for filters that need them. */
	readonly account?: readonly string[];
	readonly serverUrl: string | null;
	/** Other keys of the body, e.g. `isLatest` and `progress` of `messages.set`. */
	readonly extra: IDataObject;
	/** All addresses of the event's chat, the preferred one first. Empty for an event without a chat. */
	readonly chat: readonly string[];
	readonly message?: DeliveredMessage;
	/** Fields of the trigger's items, for an event without a message. Undefined if the event's shape is unexpected. */
	readonly facts?: IDataObject | readonly IDataObject[];
	/** One delivery for each element, if the event reports several elements of one kind, such as contacts. */
	readonly entries: readonly Delivery[];
	readonly connection?: ConnectionChange;
	/** The picture of a QR code, as Base64. */
	readonly qrCode?: string;
}

export interface MessageBody {
	/** The content in WhatsApp's own form, such as `{ imageMessage: … }`. */
	readonly content: unknown;
	/** The key in `content` that names the kind of message, if the server delivers that key. */
	readonly type?: string | null;
	/** The quote and mentions of the message, if the server delivers them next to the content. */
	readonly context?: IDataObject;
	readonly transcript?: string | null;
	/** The server's count of a poll's votes: `{ option, votes, voters }` for each option. */
	readonly votes?: IDataObject[];
	readonly base64?: string | null;
	readonly fileUrl?: string | null;
	/** Whether this is a view-once message whose content only the phone can open. */
	readonly isViewOnce?: boolean;
	/** Whether this is a submitted form whose answers the server doesn't deliver. */
	readonly isFormWithoutContent?: boolean;
}

/** Addresses that contradict each other: the message can't have been written in the chat that the server named. */
export interface ChatConflict {
	readonly inDelivery: string | null;
	/** Address of the chat that the message's ID contains, such as `5511988887777`; null if the ID contains none. */
	readonly inMessageId: string | null;
}

export interface DeliveredMessage extends MessageBody {
	readonly id: string | null;
	readonly fromMe: boolean;
	/** Addresses of the author, the preferred one first. */
	readonly author: readonly string[];
	/** JID of the author, in groups and statuses. */
	readonly participant: string | null;
	readonly senderName: string | null;
	/** Username of the other side in a private chat, or of the author in a group, if the server returns it. */
	readonly username?: string | null;
	/** When the message was sent or edited, ISO; null if unknown. Evolution API's deletions have no time. */
	readonly time: string | null;
	/** Time at which the message was sent (Unix s, WhatsApp's clock); NaN if unknown. */
	readonly seconds: number;
	/** Time at which the server stored the message (Unix s, server's clock); NaN or missing if unknown. */
	readonly storedAt?: number;
	readonly status: string | null;
	/** `android`, `ios`, `desktop` or `web`; `unknown` or null if the server can't tell. */
	readonly device: string | null;
	readonly conversationInChatwoot?: number | null;
	/** Whether the server itself wrote the message, such as its automatic reply to a rejected WhatsApp call. */
	readonly isByServer?: boolean;
	/** Whether the WhatsApp Business app wrote the message: a greeting or away message. */
	readonly isAutomatic?: boolean;
	readonly chatConflict?: ChatConflict;
	/** Set if an edit's chat and author may be wrong. */
	readonly isNamedByEditor?: boolean;
	/** Names or numbers for people mentioned by LID, keyed by the LID's digits in the text. */
	readonly mentionNames?: ReadonlyMap<string, string>;
	/** The server's own record of the message. Requests send it back, for example to download the file. */
	readonly record: IDataObject;
}

export const isByNobody = ({ isByServer, isAutomatic }: DeliveredMessage): boolean =>
	isByServer === true || isAutomatic === true;

export function once<Value>(read: () => Value): () => Value {
	let memory: { readonly value: Value } | undefined;
	return () => (memory ??= { value: read() }).value;
}
