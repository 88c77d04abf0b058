import type { IDataObject } from 'n8n-workflow';

import { chatOf } from '../core/server/evolutionApi/messageStore';
import { recordOf } from '../core/values/answer';
import { upTo } from '../core/values/upTo';
import { listOfInstance, picker } from './picker';
import { withGroups } from './searchRecipients';

/** The name of the last message's sender, if that is the other side. */
function nameOfSender({ lastMessage }: IDataObject): unknown {
	const { key, pushName } = recordOf(lastMessage);
	return recordOf(key).fromMe === true ? undefined : pushName;
}

/**
 * Chats with people and groups. `POST /chat/findChats/{instance}`, whose answer has no names: they come
 * from `POST /chat/findContacts/{instance}`, and from the groups.
 */
export const searchChats = picker(async (context, filter) => {
	const body = { where: {} };
	const chats = await listOfInstance(context, '/chat/findChats/{instance}', { body });
	const contacts = await listOfInstance(context, '/chat/findContacts/{instance}', { body });
	const names = new Map(contacts.map(({ remoteJid, pushName }) => [remoteJid, pushName]));
	const byJid = new Map<string, IDataObject>();
	// The server may have two chats with one person: what they wrote, and what we wrote. The newest is first.
	for (const chat of chats) if (!byJid.has(chatOf(chat))) byJid.set(chatOf(chat), chat);
	const known = [...byJid].filter(([jid]) => /@(s\.whatsapp\.net|lid|g\.us)$/.test(jid));
	const items = known.map(([jid, chat]) => {
		const number = upTo('@', jid);
		const sender = jid.endsWith('@g.us') ? undefined : nameOfSender(chat);
		const name = names.get(jid) || sender;
		return { name: name ? `${String(name)} (${number})` : number, value: jid };
	});
	return await withGroups(context, filter, items);
});
