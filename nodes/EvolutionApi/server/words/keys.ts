import type { IDataObject } from 'n8n-workflow';

import { asRecord, asRecords } from '../../core/values/answer';
import { readInstant } from '../../core/values/time';

// JSON keys that name a message, a chat or a person in requests, answers and deliveries. The operations table uses Evolution
// API's keys, and Evolution Go's are translated into them.

interface NamedKeys {
	readonly id: unknown;
	readonly updatedId: unknown;
	/** JID of the chat, with its number or its LID. If the server knows both, the other one is in `otherChat` or `lid`. */
	readonly chat: unknown;
	readonly otherChat: unknown;
	readonly lid: unknown;
	/** The sender's number and LID. Only servers before 2.3.5 deliver them. */
	readonly senders: readonly unknown[];
	readonly fromMe: boolean;
	/** The author, in groups and statuses. */
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

export const readMessageKeys = ({ key }: IDataObject): NamedKeys => readKeys(asRecord(key));

export const readFromMe = ({ fromMe }: IDataObject): boolean | null =>
	typeof fromMe === 'boolean' ? fromMe : null;

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

export const makeChatKey = (jid: string | undefined) => ({ remoteJid: jid });

/**
 * Other people's messages are stored with the LID as `remoteJid`, and the number as `remoteJidAlt`. Most of the account's own
 * messages have the number as `remoteJid`. Servers before 2.3.7 ignore `remoteJidAlt` in a search.
 */
export const whereChat = (jid: string) => ({ ...makeChatKey(jid), ...whereOtherChat(jid) });

export const whereOtherChat = (jid: string) => ({ remoteJidAlt: jid });

export const withChat = (row: IDataObject, chat: unknown, otherChat?: unknown): IDataObject => ({
	...row,
	remoteJid: chat as string,
	...(otherChat === undefined ? {} : { remoteJidAlt: otherChat as string }),
});

export const readName = ({ pushName }: IDataObject): unknown => pushName;

export const makeName = (name: string | null | undefined) => ({ pushName: name });

export const readPicture = ({ profilePicUrl }: IDataObject): unknown => profilePicUrl;

export const makePicture = (url: unknown): IDataObject => ({ profilePicUrl: url as string | null });

export const readSentTime = ({ messageTimestamp }: IDataObject): unknown => messageTimestamp;

/** Returns a time in Unix seconds; NaN if unknown. */
export const readSeconds = (value: unknown): number => Math.floor(readInstant(value) / 1000);

/** Returns when a message was sent, Unix s. */
export const readSentAt = (record: IDataObject): number => readSeconds(readSentTime(record));

export const makeSentAt = (seconds: number) => ({ messageTimestamp: seconds });

/** Returns the filter for a period, from ISO times. It has both ends, since the server ignores a filter with only one. */
export const whereBetween = (from: string, to: string) => ({
	messageTimestamp: { gte: from, lte: to },
});

export type SentFilter = ReturnType<typeof whereBetween>;

export const readBounds = ({ messageTimestamp }: SentFilter) => messageTimestamp;

/** Returns a message's stored updates, such as a new status. They have no times, and are in no particular order. */
export const readUpdates = ({ MessageUpdate }: IDataObject): IDataObject[] =>
	asRecords(MessageUpdate);

export const withTimeOf = (record: IDataObject, before: IDataObject): IDataObject => {
	const { messageTimestamp, MessageUpdate } = before;
	return { ...record, messageTimestamp, MessageUpdate };
};

export const readPollUpdates = ({ pollUpdates }: IDataObject): unknown => pollUpdates;

/** Returns the state in the row of an instance: `open`, `connecting` or `close`. */
export const readRowState = ({ connectionStatus }: IDataObject): unknown => connectionStatus;

export const makeRowState = (state: unknown): IDataObject => ({
	connectionStatus: state as string,
});

export const readOwner = ({ ownerJid }: IDataObject): unknown => ownerJid;

export const readWebhookWay = ({ webhookByEvents, webhookBase64 }: IDataObject) => ({
	byEvents: webhookByEvents === true,
	base64: webhookBase64 === true,
});

export const UNSET_WEBHOOK = {
	enabled: false,
	url: '',
	events: [],
	webhookByEvents: false,
	webhookBase64: false,
};
