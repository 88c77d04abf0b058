import { badRequest } from '../core/answers';
import { type Config, isAtLeast } from '../state/config';

/** Mexico and Argentina: drops the digit after the country code of a 13-digit number. */
function dropTrunkDigit(digits: string): string {
	const isMexicoOrArgentina = digits.startsWith('52') || digits.startsWith('54');
	return isMexicoOrArgentina && digits.length === 13
		? digits.slice(0, 2) + digits.slice(3)
		: digits;
}

/** Brazil: WhatsApp knows mobile numbers of areas below 31 with the ninth digit, the others without. */
function brazilianNinthDigit(digits: string): string {
	const withNine = /^55(\d{2})\d(\d{8})$/.exec(digits);
	if (withNine) {
		const [, area, rest] = withNine;
		return Number(rest[0]) < 7 || Number(area) < 31 ? digits : `55${area}${rest}`;
	}
	const without = /^55(\d{2})([7-9]\d{7})$/.exec(digits);
	return without && Number(without[1]) < 31 ? `55${without[1]}9${without[2]}` : digits;
}

/** Converts a number as the server does, without checks: `abc` and the empty text become `@s.whatsapp.net`. */
export function toJid(number: string): string {
	const bare = number.replace(/:\d+/, '');
	if (/@(g\.us|s\.whatsapp\.net|lid|broadcast)/.test(bare)) return bare;
	const name = bare.replace(/[\s+()]/g, '').split('@')[0];
	if (name.includes('-') && name.length >= 24) return `${name.replace(/[^\d-]/g, '')}@g.us`;
	const digits = name.replace(/\D/g, '');
	if (digits.length >= 18) return `${digits}@g.us`;
	return `${brazilianNinthDigit(dropTrunkDigit(digits))}@s.whatsapp.net`;
}

export const isGroupJid = (jid: string) => jid.endsWith('@g.us');
export const isBroadcastJid = (jid: string) => jid.includes('@broadcast');
export const digitsOf = (jid: string) => jid.split('@')[0].split(':')[0];

/** Tells whether the digits may be a phone number with its country code. Brazil (55) also has an area code 55. */
function isWholeNumber(digits: string): boolean {
	if (digits.startsWith('1')) return /^1[2-9]\d{9}$/.test(digits);
	if (digits.startsWith('55')) return /^55\d{10,11}$/.test(digits);
	return /^[1-9]\d{9,14}$/.test(digits);
}

/**
 * Tells whether a person's JID is on WhatsApp. Numbers in `config.unknownNumbers` (in any spelling), and numbers without a
 * country code, never are.
 */
export function isOnWhatsApp({ unknownNumbers }: Config, jid: string): boolean {
	const isPhone = jid.endsWith('@s.whatsapp.net');
	if (isPhone && !isWholeNumber(digitsOf(jid))) return false;
	return !unknownNumbers.some((number) => toJid(number) === jid);
}

/** If the server has stored a LID together with a number, it uses the number. */
export function knownJid(config: Config, number: string): string {
	const jid = toJid(number);
	const row = isAtLeast(config, '2.3.6') ? config.rowsOfLids[jid] : undefined;
	return row === undefined ? jid : toJid(row);
}

/** Throws for a person who isn't on WhatsApp. */
export function reachable(config: Config, number: string): string {
	// From 2.4 on, such an address is a channel. Before that, its digits are taken for a phone number.
	const isChannel = number.endsWith('@newsletter') && isAtLeast(config, '2.4.0');
	const jid = isChannel ? number : knownJid(config, number);
	const isPerson = !isChannel && !isGroupJid(jid) && !isBroadcastJid(jid);
	if (isPerson && !isOnWhatsApp(config, jid)) throw badRequest({ jid, exists: false, number });
	return jid;
}
