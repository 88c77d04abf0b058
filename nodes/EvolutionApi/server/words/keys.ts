import type { IDataObject } from 'n8n-workflow';

import { asRecord, asRecords } from '../../core/values/answer';
import { readInstant } from '../../core/values/time';

// By which keys requests, answers and deliveries name a message, a chat and a person. The table is written in the words of
// Evolution API, and what Evolution Go says is translated into them. A key that a newer server names otherwise is changed here.

/** What the `key` of a message, the row of a list, an update or a quote names. */
interface NamedKeys {
	readonly id: unknown;
	/** Of the message that an update is about. */
	readonly updatedId: unknown;
	/** JID of the chat, and the LID or number beside it. */
	readonly chat: unknown;
	readonly otherChat: unknown;
	readonly lid: unknown;
	/** Beside them before 2.3.5: the number and the LID of who wrote. */
	readonly senders: readonly unknown[];
	readonly fromMe: boolean;
	/** In groups and statuses, who wrote. */
	readonly participant: unknown;
	readonly participantAliases: readonly unknown[];
}

export const readKeys = (part: IDataObject): NamedKeys => ({
	id: part.id,
	updatedId: part.keyId,
	chat: part.remoteJid,
	otherChat: part.remoteJidAlt,
	lid: part.remoteLid,
	senders: [part.senderPn, part.senderLid],
	fromMe: part.fromMe === true,
	participant: part.participant,
	participantAliases: [part.participantAlt, part.participantPn, part.participantLid],
});

/** The keys of a message: of a record in the store, a delivery or an answer. */
export const readMessageKeys = ({ key }: IDataObject): NamedKeys => readKeys(asRecord(key));

/** Whether the account wrote it; null where the server does not tell. */
export const readFromMe = ({ fromMe }: IDataObject): boolean | null =>
	typeof fromMe === 'boolean' ? fromMe : null;

/** Names a message in a request. */
export const makeKey = (message: {
	readonly id?: string;
	readonly chat: string | undefined;
	readonly fromMe: boolean | undefined;
	readonly participant?: string;
}) => ({
	id: message.id,
	remoteJid: message.chat,
	fromMe: message.fromMe,
	participant: message.participant,
});

/** Names a chat in a request, or a row. */
export const makeChatKey = (jid: string | undefined) => ({ remoteJid: jid });

/**
 * The filter for a chat. What a person wrote is kept under the LID, with the number beside it; what we wrote, mostly
 * under the number. Servers from 2.3.7 on find both, older ones look at the first address only.
 */
export const whereChat = (jid: string) => ({ ...makeChatKey(jid), ...whereOtherChat(jid) });

/** The filter for the second address alone. */
export const whereOtherChat = (jid: string) => ({ remoteJidAlt: jid });

/** A row or key with other addresses of its chat. */
export const withChat = (row: IDataObject, chat: unknown, otherChat?: unknown): IDataObject => ({
	...row,
	remoteJid: chat as string,
	...(otherChat === undefined ? {} : { remoteJidAlt: otherChat as string }),
});

/** How a person calls himself, in a message, a contact, a chat or the session of a bot. */
export const readName = ({ pushName }: IDataObject): unknown => pushName;

export const makeName = (name: string | null | undefined) => ({ pushName: name });

/** Address of a profile picture, in a contact or chat. */
export const readPicture = ({ profilePicUrl }: IDataObject): unknown => profilePicUrl;

export const makePicture = (url: unknown): IDataObject => ({ profilePicUrl: url as string | null });

/** When a message was sent, as the server says it. */
export const readSentTime = ({ messageTimestamp }: IDataObject): unknown => messageTimestamp;

/** Unix s; NaN if it is not told. */
export const readSeconds = (value: unknown): number => Math.floor(readInstant(value) / 1000);

/** When a message was sent, Unix s. */
export const readSentAt = (record: IDataObject): number => readSeconds(readSentTime(record));

export const makeSentAt = (seconds: number) => ({ messageTimestamp: seconds });

/** The filter for a time, ISO. It has both ends, since the server ignores one with only one end. */
export const whereBetween = (from: string, to: string) => ({
	messageTimestamp: { gte: from, lte: to },
});

export type SentFilter = ReturnType<typeof whereBetween>;

export const readBounds = ({ messageTimestamp }: SentFilter) => messageTimestamp;

/** What the store has heard of a message, without times and in no order. */
export const readUpdates = ({ MessageUpdate }: IDataObject): IDataObject[] =>
	asRecords(MessageUpdate);

/** The record as it was read before: with the time and the updates that it had. */
export const withTimeOf = (record: IDataObject, before: IDataObject): IDataObject => {
	const { messageTimestamp, MessageUpdate } = before;
	return { ...record, messageTimestamp, MessageUpdate };
};

/** What the server has counted in a poll. */
export const readPollUpdates = ({ pollUpdates }: IDataObject): unknown => pollUpdates;

/** `open`, `connecting` or `close`, in the row of an instance. */
export const readRowState = ({ connectionStatus }: IDataObject): unknown => connectionStatus;

export const makeRowState = (state: unknown): IDataObject => ({
	connectionStatus: state as string,
});

/** The account of an instance, or who has made a group. */
export const readOwner = ({ ownerJid }: IDataObject): unknown => ownerJid;

/** How a webhook delivers, as the server keeps it. */
export const readWebhookWay = ({ webhookByEvents, webhookBase64 }: IDataObject) => ({
	byEvents: webhookByEvents === true,
	base64: webhookBase64 === true,
});

/** The answer of an instance whose webhook was never set. */
export const UNSET_WEBHOOK = {
	enabled: false,
	url: '',
	events: [],
	webhookByEvents: false,
	webhookBase64: false,
};
