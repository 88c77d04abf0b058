import { failed } from './answers';
import { parseJid } from './jids';

/** The chat that a body names. It starts with a plus sign if the number wasn't a JID. */
export function chatJid(text: string): string {
	const jid = parseJid(text);
	if (!jid) throw failed('invalid phone number');
	return jid;
}
