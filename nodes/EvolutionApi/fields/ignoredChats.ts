import { numberList } from './inputs';
import { asJid, checkRecipient, jidIn } from './recipient';

/** A chat to ignore, in the form that the server compares: a JID, or the end of one for all chats of a kind. */
export function checkIgnored(entered: string): ReturnType<typeof checkRecipient> {
	const given = entered.trim();
	if (given === '@g.us' || given === '@s.whatsapp.net') return { jid: given };
	const checked = checkRecipient(given);
	return 'jid' in checked ? { jid: asJid(checked.jid) } : checked;
}

export const ignoredChats = numberList.transform((entries, context) =>
	entries.map((entry) => jidIn(checkIgnored(entry), context, 'contains')),
);
