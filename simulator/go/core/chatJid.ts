import { failed } from './answers';
import { parseJid } from './jids';

/** The chat that a body names, with its plus sign where the number had none of a JID. */
export function chatJid(text: string): string {
	const jid = parseJid(text);
	if (!jid) throw failed('invalid phone number');
	return jid;
}
