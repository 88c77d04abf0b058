import type { IDataObject } from 'n8n-workflow';

import { withoutNulls } from './answer';
import { textBefore } from './text';

// WhatsApp addresses. Since 2024, a person may have two: one with the phone number (5511988887777@s.whatsapp.net) and one that
// hides it (123456789012345@lid).

interface Address {
	/** The address for replies, without the device. */
	readonly jid: string | null;
	/** Digits with country code. */
	readonly phoneNumber: string | null;
	/** The address that hides the phone number, as a full `…@lid`. */
	readonly lid: string | null;
}

/**
 * Returns the usual form of a JID: without the device (`:12` in `5511988887777:12@s.whatsapp.net`), and with the usual server
 * name. `@c.us` is an old server name, and `@hosted` means that Meta's servers send the person's messages.
 */
export const plainJid = (jid: string) =>
	jid
		.replace(/^(\d+):\d+@/, '$1@')
		.replace(/@(c\.us|hosted)$/, '@s.whatsapp.net')
		.replace(/@hosted\.lid$/, '@lid');

/** Matches the JID of a phone number, and bare digits, as instances with the integration EVOLUTION send them. */
const PHONE = /^(\d{5,15})(?:@s\.whatsapp\.net)?$/;

/** @param candidates best first; values that aren't texts are ignored */
export function parseAddress(...candidates: unknown[]): Address {
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

type ChatType =
	| 'private'
	| 'group'
	| 'status'
	| 'channel'
	| 'broadcast'
	/** A bot inside WhatsApp, such as Meta AI. */
	| 'bot'
	/** A user of another messenger. */
	| 'interop'
	/** WhatsApp's own account. */
	| 'system';

/** Addresses of WhatsApp's own bots, such as Meta AI (13135550002). */
const BOT = /^(1313555\d{4}|131655500\d{2})@s\.whatsapp\.net$|@bot$/;
const SYSTEM = /^(0|server)@(s\.whatsapp\.net|c\.us)$|^0$/;

export function getChatType(jid: string): ChatType {
	if (jid.endsWith('@g.us')) return 'group';
	if (BOT.test(jid)) return 'bot';
	if (SYSTEM.test(jid)) return 'system';
	if (jid.endsWith('@interop')) return 'interop';
	if (jid.endsWith('@newsletter')) return 'channel';
	if (jid === 'status@broadcast') return 'status';
	return jid.endsWith('@broadcast') ? 'broadcast' : 'private';
}

/**
 * Returns a person's ID: the number's digits, the same for all its spellings, or else the LID. Null for groups and the like.
 * @param addresses all known addresses of the same chat or person, best first
 */
export function makePersonId(...addresses: unknown[]): string | null {
	const { jid, phoneNumber, lid } = parseAddress(...addresses);
	const isPerson = jid !== null && (phoneNumber ?? lid) !== null && getChatType(jid) === 'private';
	return isPerson ? comparable(phoneNumber ?? lid ?? jid) : null;
}

export function chatKeysFor(addresses: readonly string[]): IDataObject {
	const { jid, phoneNumber, lid } = parseAddress(...addresses);
	const chatType = jid === null ? null : getChatType(jid);
	const isPerson = chatType === 'private';
	return {
		chat: jid,
		chatType,
		isGroup: chatType === 'group',
		phoneNumber: isPerson ? phoneNumber : null,
		...withoutNulls({ lid: isPerson ? lid : null }),
	};
}

export function senderKeys(...candidates: unknown[]): IDataObject {
	const { jid, phoneNumber, lid } = parseAddress(...candidates);
	return { senderJid: jid, senderPhone: phoneNumber, ...withoutNulls({ senderLid: lid }) };
}

/** Returns the name that a person chose; null for an address or its digits, which the server sends if there's no name. */
export function nameOrNull(name: unknown, addresses: readonly unknown[]): string | null {
	if (typeof name !== 'string' || name.trim() === '') return null;
	const isSame = (address: unknown) =>
		typeof address === 'string' && [address, textBefore('@', plainJid(address))].includes(name);
	return addresses.some(isSame) ? null : name;
}

/** Returns the spelling for comparing addresses: the digits of a number's shortest form, see {@link spellings}. */
export function comparable(address: string): string {
	const jid = plainJid(address);
	const phone = PHONE.exec(jid)?.[1];
	if (phone === undefined) return jid;
	const [first, shorter = first] = spellings(phone);
	return textBefore('@', shorter);
}

/** Returns the JID for a phone number's digits; a JID stays unchanged. */
export const asJid = (number: string) =>
	number.includes('@') ? number : `${number}@s.whatsapp.net`;

export const isPhone = (jid: string) => asJid(jid).endsWith('@s.whatsapp.net');

export const isLid = (jid: unknown): jid is string =>
	typeof jid === 'string' && jid.endsWith('@lid');

export const isPerson = (jid: string) => isPhone(jid) || isLid(jid);

/** Longer and shorter spellings of the same mobile number. WhatsApp may know a person by either spelling. */
const SPELLINGS: ReadonlyArray<readonly [long: RegExp, short: RegExp, extra: string]> = [
	// Brazil: the ninth digit of mobile numbers, which some areas lack.
	[/^(55\d{2})9([6-9]\d{7})$/, /^(55\d{2})([6-9]\d{7})$/, '9'],
	// Mexico and Argentina: the digit for mobile numbers after the country code.
	[/^(52)1(\d{10})$/, /^(52)(\d{10})$/, '1'],
	[/^(54)9(\d{10})$/, /^(54)(\d{10})$/, '9'],
	// Benin added 01 to all numbers in 2025. Côte d'Ivoire added a prefix for the operator in 2021.
	[/^(229)01([24-9]\d{7})$/, /^(229)([24-9]\d{7})$/, '01'],
	[/^(225)01(\d[0-3]\d{6})$/, /^(225)(\d[0-3]\d{6})$/, '01'],
	[/^(225)05(\d[4-6]\d{6})$/, /^(225)(\d[4-6]\d{6})$/, '05'],
	[/^(225)07(\d[7-9]\d{6})$/, /^(225)(\d[7-9]\d{6})$/, '07'],
];

/**
 * Returns the JIDs under which a chat may be stored. For example, the server may add or drop Brazil's ninth digit.
 * @returns one or two JIDs, the longer one first. Every spelling of a number leads to the same result
 */
export function spellings(recipient: string): [string, ...string[]] {
	const jid = asJid(recipient);
	if (!isPhone(jid)) return [jid];
	const digits = textBefore('@', jid);
	for (const [long, short, extra] of SPELLINGS) {
		const [, head, tail = ''] = long.exec(digits) ?? short.exec(digits) ?? [];
		if (head !== undefined) return [asJid(head + extra + tail), asJid(head + tail)];
	}
	return [jid];
}

/** Brazilian areas up to this code got the ninth digit early, when WhatsApp had few accounts there. */
const LAST_AREA_WITH_NINE = 30;

/**
 * Returns the number in the server's spelling, for a contact card or a button: without the ninth digit in most of Brazil, and
 * without the mobile digit in Mexico and Argentina. Numbers of Benin and Côte d'Ivoire stay unchanged.
 * @param digits with country code
 */
export function serverSpelling(digits: string): string {
	const [long, short = long] = spellings(digits);
	const keepsNine = digits.startsWith('55') && Number(digits.slice(2, 4)) <= LAST_AREA_WITH_NINE;
	if (keepsNine || !/^5[245]/.test(digits)) return digits;
	return textBefore('@', short);
}
