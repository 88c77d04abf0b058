import { failed } from './answers';
import { parseJid } from './jids';

/** The JID starts with a plus sign if the body had a number instead of a JID. */
export function chatJid(text: string): string {
	const jid = parseJid(text);
	if (!jid) throw failed('invalid phone number');
	return jid;
}
