import type { IDataObject } from 'n8n-workflow';

import { plainJid, isPerson, isPhone } from '../../../core/values/addresses';
import { asRecord, textOrNull, asTexts } from '../../../core/values/answer';
import type { ConnectionChange, DeliveredMessage } from '../../delivery';

export interface GoTold {
	readonly data: unknown;
	readonly chat?: readonly string[];
	readonly message?: DeliveredMessage;
	readonly facts?: IDataObject | readonly IDataObject[];
	readonly connection?: ConnectionChange;
	readonly qrCode?: string;
}

export interface GoEnvelope {
	readonly instanceId: string | null;
	/** Only for ticks and presences: `Read` or `offline`, for example. */
	readonly state: string | null;
}

export interface GoReader {
	/** Our name of the event. */
	readonly event: string | ((data: IDataObject) => string);
	readonly read: (data: IDataObject, envelope: GoEnvelope) => GoTold | GoTold[];
}

/** `2026-03-30T14:05:09-03:00` → ms; NaN for a missing time or Go's zero time, the year 1. */
export function readMilliseconds(time: unknown): number {
	const ms = Date.parse(textOrNull(time) ?? '');
	return ms > 0 ? ms : NaN;
}

/** `2026-03-30T14:05:09-03:00` → `2026-03-30T17:05:09.000Z`; null for a missing time. */
export function readIsoTime(time: unknown): string | null {
	const ms = readMilliseconds(time);
	return Number.isNaN(ms) ? null : new Date(ms).toISOString();
}

/**
 * Returns all addresses of a person or group, without devices, phone number first. Go replaces a LID with the number only in
 * incoming messages; with this order, a chat has the same address in all messages.
 */
export function sortNumberFirst(...addresses: unknown[]): string[] {
	const jids = [...new Set(asTexts(addresses).map(plainJid))];
	return [...jids.filter(isPhone), ...jids.filter((jid) => !isPhone(jid))];
}

export function readChat(source: IDataObject): string[] {
	const { Chat, Sender, SenderAlt, RecipientAlt, IsFromMe, DeviceSentMeta } = source;
	const [chat] = sortNumberFirst(Chat);
	if (chat === undefined || !isPerson(chat)) return sortNumberFirst(Chat);
	// If the account sent the message from another device, `Chat` may be the account itself, instead of the recipient.
	const { DestinationJID } = asRecord(DeviceSentMeta);
	if (IsFromMe === true && sortNumberFirst(Sender, SenderAlt).includes(chat)) {
		const destination = sortNumberFirst(DestinationJID, RecipientAlt);
		if (destination.length > 0) return destination;
	}
	return sortNumberFirst(Chat, ...(IsFromMe === true ? [RecipientAlt] : [Sender, SenderAlt]));
}

export const readSender = ({ Sender, SenderAlt }: IDataObject): string[] =>
	sortNumberFirst(Sender, SenderAlt);

export function readParticipant(source: IDataObject): string | null {
	const [chat = ''] = readChat(source);
	const hasMany = chat.endsWith('@g.us') || chat.endsWith('@broadcast');
	return (hasMany ? readSender(source)[0] : undefined) ?? null;
}

export const readTimestamp = ({ Timestamp }: IDataObject): IDataObject => {
	const timestamp = readIsoTime(Timestamp);
	return timestamp === null ? {} : { timestamp };
};
