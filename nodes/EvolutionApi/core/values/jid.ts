import { upTo } from './text';

/** The JID for the digits of a phone number; a JID stays as it is. */
export const asJid = (number: string) =>
	number.includes('@') ? number : `${number}@s.whatsapp.net`;

/** Whether it names a person by phone number; the others are groups, and people known only by LID. */
export const isPhone = (jid: string) => asJid(jid).endsWith('@s.whatsapp.net');

/** The address of a person whose number WhatsApp hides. */
export const isLid = (jid: unknown): jid is string =>
	typeof jid === 'string' && jid.endsWith('@lid');

/** Not a group, and not a status post. */
export const isPerson = (jid: string) => isPhone(jid) || isLid(jid);

/** Ways to write a mobile number. The first is WhatsApp's own, where a country has one. */
const SPELLINGS: ReadonlyArray<readonly [long: RegExp, short: RegExp, extra: string]> = [
	// Brazil: the ninth digit of mobile numbers, which not all areas have.
	[/^(55\d{2})9([6-9]\d{7})$/, /^(55\d{2})([6-9]\d{7})$/, '9'],
	// Mexico and Argentina: the digit for mobile numbers after the country code.
	[/^(52)1(\d{10})$/, /^(52)(\d{10})$/, '1'],
	[/^(54)9(\d{10})$/, /^(54)(\d{10})$/, '9'],
];

/**
 * The JIDs under which a chat may be kept: the server rewrites numbers of these countries, and not always in the same
 * direction. @returns one or two, the same for every spelling of the number
 */
export function spellings(recipient: string): [string, ...string[]] {
	const jid = asJid(recipient);
	if (!isPhone(jid)) return [jid];
	const digits = upTo('@', jid);
	for (const [long, short, extra] of SPELLINGS) {
		const [, head, tail = ''] = long.exec(digits) ?? short.exec(digits) ?? [];
		if (head !== undefined) return [asJid(head + extra + tail), asJid(head + tail)];
	}
	return [jid];
}
