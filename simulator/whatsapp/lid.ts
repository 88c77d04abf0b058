import type { MessageKey } from '../state/message';
import { type Config, isAtLeast } from '../state/config';
import { digitsOf, isGroupJid } from './numbers';

// A person may have two addresses: one with the phone number, and one that hides it (`…@lid`). Versions differ in which of them
// the server keeps, and which it delivers.

/** Returns the key that the server stores. @param lid the person's LID, if WhatsApp uses LIDs in this chat */
export function storedKey(config: Config, key: MessageKey, lid?: string): MessageKey {
	const hasBoth = isAtLeast(config, '2.3.5');
	if (lid === undefined) return hasBoth ? { ...key, addressingMode: 'pn' } : key;
	if (isGroupJid(key.remoteJid)) {
		const { participant: participantAlt, ...rest } = key;
		const both = hasBoth && { participantAlt, addressingMode: 'lid' as const };
		return { ...rest, participant: lid, ...both };
	}
	const { remoteJid: phone, ...rest } = key;
	if (hasBoth) return { ...rest, remoteJid: lid, remoteJidAlt: phone, addressingMode: 'lid' };
	if (isAtLeast(config, '2.3.1')) return { ...key, senderPn: phone, previousRemoteJid: lid };
	return { ...rest, remoteJid: lid };
}

export function deliveredKey(config: Config, key: MessageKey): MessageKey {
	const { remoteJid, remoteJidAlt } = key;
	if (remoteJidAlt === undefined || !isAtLeast(config, '2.3.7')) return key;
	// Before 2.4, the delivered key doesn't contain the LID.
	if (!isAtLeast(config, '2.4.0')) return { ...key, remoteJid: remoteJidAlt };
	return { ...key, remoteJid: remoteJidAlt, remoteJidAlt: remoteJid, addressingMode: 'pn' };
}

/** Makes up a person's LID, always the same one for the same number. WhatsApp's own rule for LIDs is secret. */
export function lidOf(jid: string): string {
	if (jid.endsWith('@lid')) return jid;
	const digits = digitsOf(jid).replace(/\D/g, '');
	const mixed = [...digits].reduce((sum, digit) => (sum * 31 + Number(digit) + 7) % 999_999_937, 7);
	return `${String(mixed).padStart(9, '0')}${digits.slice(-5).padStart(5, '0')}@lid`;
}
