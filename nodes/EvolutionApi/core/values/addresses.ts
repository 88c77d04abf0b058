import type { IDataObject } from 'n8n-workflow';

import { spellings } from './jid';
import { withoutNulls } from './loose';
import { upTo } from './text';

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

/** Keys of an item that say which chat it is about; `lid` only if it is known. */
export function chatKeysFor(addresses: readonly string[]): IDataObject {
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
