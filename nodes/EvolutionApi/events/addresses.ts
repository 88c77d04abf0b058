import type { IDataObject } from 'n8n-workflow';

import { recordOf } from '../core/values/answer';
import { spellings } from '../core/values/jid';
import { firstText, withoutNulls } from '../core/values/loose';
import { upTo } from '../core/values/upTo';

// WhatsApp addresses. Since 2024 a person may have two: one with the phone number
// (5511988887777@s.whatsapp.net) and one that hides it (123456789012345@lid).

export interface Address {
	/** The address to answer to, without the device. */
	readonly jid: string | null;
	/** Digits with country code. */
	readonly phoneNumber: string | null;
	/** The whole `…@lid`. */
	readonly lid: string | null;
}

/** `5511988887777:12@s.whatsapp.net` → without the device; `@c.us` is the old name. */
export const plainJid = (jid: string) =>
	jid.replace(/^(\d+):\d+@/, '$1@').replace(/@c\.us$/, '@s.whatsapp.net');

/** The EVOLUTION channel gives bare digits. */
const PHONE = /^(\d{5,15})(?:@s\.whatsapp\.net)?$/;

/** @param candidates addresses of one and the same person or group, best first; others are ignored */
export function addressOf(...candidates: unknown[]): Address {
	const jids = candidates
		.filter((candidate) => typeof candidate === 'string' && candidate !== '')
		.map((candidate) => plainJid(String(candidate)));
	const phone = jids.map((jid) => PHONE.exec(jid)).find((match) => match !== null);
	return {
		jid: jids[0] ?? null,
		phoneNumber: phone?.[1] ?? null,
		lid: jids.find((jid) => /^\d+@lid$/.test(jid)) ?? null,
	};
}

type ChatType = 'private' | 'group' | 'status' | 'channel' | 'broadcast';

export function chatTypeOf(jid: string): ChatType {
	if (jid.endsWith('@g.us')) return 'group';
	if (jid.endsWith('@newsletter')) return 'channel';
	if (jid === 'status@broadcast') return 'status';
	return jid.endsWith('@broadcast') ? 'broadcast' : 'private';
}

/** All addresses of the chat that an event is about, best first. Empty if it is not about a chat. */
export function chatAddresses(data: unknown): string[] {
	if (typeof data === 'string') return data.includes('@') ? [plainJid(data)] : [];
	const event = recordOf(data);
	return [event.key, event]
		.map(recordOf)
		.flatMap((part) => [part.remoteJid, part.remoteJidAlt, part.remoteLid, ...senderAliases(part)])
		.concat(event.chatId, asJid(event.id))
		.filter((jid): jid is string => typeof jid === 'string' && jid !== '')
		.map(plainJid);
}

/** Servers before 2.3.5 have these. In the account's own messages they name the account, not the chat. */
const senderAliases = ({ senderPn, senderLid, fromMe, remoteJid }: IDataObject) =>
	fromMe === true || firstText(remoteJid)?.endsWith('@g.us') ? [] : [senderPn, senderLid];

/** Groups and presences have a JID as their `id`; labels and stored messages have another kind of id. */
const asJid = (id: unknown) => (typeof id === 'string' && id.includes('@') ? id : undefined);

/** Keys of an item that say which chat it is about; `lid` only if it is known. */
export function chatKeys(data: unknown): IDataObject {
	const addresses = chatAddresses(data);
	const { jid, phoneNumber, lid } = addressOf(...addresses);
	const chatType = jid === null ? null : chatTypeOf(jid);
	const isPerson = chatType === 'private';
	return {
		chat: jid,
		chatType,
		isGroup: chatType === 'group',
		phoneNumber: isPerson ? phoneNumber : null,
		...withoutNulls({ lid: isPerson ? lid : null }),
	};
}

/** Keys of an item that say who did it; `senderLid` only if it is known. */
export function senderKeys(...candidates: unknown[]): IDataObject {
	const { jid, phoneNumber, lid } = addressOf(...candidates);
	return { senderJid: jid, senderPhone: phoneNumber, ...withoutNulls({ senderLid: lid }) };
}

/** The spelling to compare addresses by: the digits of a number's shortest form, see {@link spellings}. */
export function comparable(address: string): string {
	const jid = plainJid(address);
	const phone = PHONE.exec(jid)?.[1];
	if (phone === undefined) return jid;
	const [first, shorter = first] = spellings(phone);
	return upTo('@', shorter);
}

/** All names of an event's chat: each address as it is, and in the {@link comparable} spelling. */
export function chatsOf({ data }: { readonly data: unknown }): string[] {
	const addresses = chatAddresses(data);
	return [...new Set([...addresses, ...addresses.map(comparable)])];
}
