import type { IDataObject } from 'n8n-workflow';

import { plainJid, isPerson, isPhone } from '../../../core/values/addresses';
import { asRecord, textOrNull, asTexts } from '../../../core/values/answer';
import type { ConnectionChange, DeliveredMessage } from '../../delivery';

/** One thing that a delivery tells of. */
export interface GoTold {
	/** The part of the delivery's data that tells it. */
	readonly data: unknown;
	/** See `chat` of a delivery. */
	readonly chat?: readonly string[];
	readonly message?: DeliveredMessage;
	/** See `facts` of a delivery. */
	readonly facts?: IDataObject | readonly IDataObject[];
	readonly connection?: ConnectionChange;
	/** See `qrCode` of a delivery. */
	readonly qrCode?: string;
}

/** What lies around the data of an event. */
export interface GoEnvelope {
	readonly instanceId: string | null;
	/** Of ticks and presences, beside the data. */
	readonly state: string | null;
}

/** How one event of Evolution Go is read. */
export interface GoReader {
	/** Our name of the event. */
	readonly event: string | ((data: IDataObject) => string);
	/** What it tells: one thing, or several of a kind. */
	readonly read: (data: IDataObject, envelope: GoEnvelope) => GoTold | GoTold[];
}

// What most of them have: times and addresses.

/** `2026-03-30T14:05:09-03:00` → ms; NaN if it is not told, also by Go's zero time, the year 1. */
export function readMilliseconds(time: unknown): number {
	const ms = Date.parse(textOrNull(time) ?? '');
	return ms > 0 ? ms : NaN;
}

/** `2026-03-30T14:05:09-03:00` → `2026-03-30T17:05:09.000Z`; null if it is not told. */
export function readIsoTime(time: unknown): string | null {
	const ms = readMilliseconds(time);
	return Number.isNaN(ms) ? null : new Date(ms).toISOString();
}

/**
 * All addresses of one person or group, without devices, that with the phone number first. Go puts the number in the place of
 * the LID only in messages that came in: so a chat has the same address whoever wrote in it.
 */
export function sortNumberFirst(...addresses: unknown[]): string[] {
	const jids = [...new Set(asTexts(addresses).map(plainJid))];
	return [...jids.filter(isPhone), ...jids.filter((jid) => !isPhone(jid))];
}

/** The chat of a message, a tick or a presence, with `Chat`, `Sender` and their other addresses. */
export function readChat(source: IDataObject): string[] {
	const { Chat, Sender, SenderAlt, RecipientAlt, IsFromMe, DeviceSentMeta } = source;
	const [chat] = sortNumberFirst(Chat);
	if (chat === undefined || !isPerson(chat)) return sortNumberFirst(Chat);
	// What another device of the account has written may name the account as its chat.
	const { DestinationJID } = asRecord(DeviceSentMeta);
	if (IsFromMe === true && sortNumberFirst(Sender, SenderAlt).includes(chat)) {
		const destination = sortNumberFirst(DestinationJID, RecipientAlt);
		if (destination.length > 0) return destination;
	}
	return sortNumberFirst(Chat, ...(IsFromMe === true ? [RecipientAlt] : [Sender, SenderAlt]));
}

export const readSender = ({ Sender, SenderAlt }: IDataObject): string[] =>
	sortNumberFirst(Sender, SenderAlt);

/** In groups, statuses and broadcast lists: who it is from. */
export function readParticipant(source: IDataObject): string | null {
	const [chat = ''] = readChat(source);
	const hasMany = chat.endsWith('@g.us') || chat.endsWith('@broadcast');
	return (hasMany ? readSender(source)[0] : undefined) ?? null;
}

/** For the time of an event that has one of its own. */
export const readTimestamp = ({ Timestamp }: IDataObject): IDataObject => {
	const timestamp = readIsoTime(Timestamp);
	return timestamp === null ? {} : { timestamp };
};
