// Converts a number to a JID by the server's own rules. The server also treats "+<digits>@s.whatsapp.net" as a JID.

const IS_JID = /@(g\.us|s\.whatsapp\.net|lid|broadcast|newsletter)/;

/** Removes two digits after Mexico's 52 (the server's mistake: one would be right), and one digit after Argentina's 54. */
function mexicoOrArgentina(digits: string): string {
	if (digits.length !== 13) return digits;
	if (digits.startsWith('52')) return `52${digits.slice(4)}`;
	return digits.startsWith('54') ? `54${digits.slice(3)}` : digits;
}

/** Removes the ninth digit of Brazilian mobile numbers with an area code from 31 on. */
function brazil(digits: string): string {
	if (digits.length !== 13 || !digits.startsWith('55')) return digits;
	const isMobile = Number(digits[4]) >= 7 && Number(digits.slice(2, 4)) >= 31;
	return isMobile ? digits.slice(0, 4) + digits.slice(5) : digits;
}

export function createJid(number: string): { jid: string } | { error: string } {
	if (number === '') return { error: 'number cannot be empty' };
	if (IS_JID.test(number)) return { jid: number };
	const [bare] = number.replace(/[ +()]/g, '').split(':');
	const isGroup = bare.length >= 18 || (bare.includes('-') && bare.length >= 24);
	if (isGroup) return { jid: `${bare.replace(/[^\d-]/g, '')}@g.us` };
	const digits = bare.replace(/\D/g, '');
	if (digits === '') return { error: 'invalid number format' };
	return { jid: `+${brazil(mexicoOrArgentina(digits))}@s.whatsapp.net` };
}

export function parseJid(text: string): string | undefined {
	const created = createJid(text);
	if ('error' in created) return undefined;
	const { jid } = created;
	return jid.startsWith('@') && !jid.includes('@broadcast') ? undefined : jid;
}

export const userOf = (jid: string) => jid.split('@')[0].split(':')[0];

export const isGroup = (jid: string) => jid.includes('@g.us');
export const isNewsletter = (jid: string) => jid.includes('@newsletter');
