import type { Json } from '../core/data';
import type { Instance } from '../state/instance';
import { isGroupJid } from '../whatsapp/numbers';
import { nameOf, viewOf } from '../whatsapp/view';

/** Returns the chats as the phone page lists them, newest first. A new group is listed even before its first message. */
export function chatViews(instance: Instance): Json[] {
	const { archived, blocked, labels } = instance.account;
	const view = (jid: string, lastMessage: Json | null, unread: number): Json => ({
		jid,
		name: nameOf(instance, jid),
		isGroup: isGroupJid(jid),
		lastMessage,
		unread,
		archived: archived.has(jid),
		blocked: blocked.has(jid),
		labels: [...(labels.get(jid) ?? [])],
	});
	const chats = instance.messages.listChats().map(({ jid, messages, unread }) => {
		const last = messages.filter(({ attached }) => !attached).at(-1);
		return {
			at: messages.at(-1)?.at ?? 0,
			chat: view(jid, last ? viewOf(instance, last) : null, unread),
		};
	});
	const silent = [...instance.groups.values()]
		.filter(({ id }) => !instance.messages.chat(id)?.messages.length)
		.map(({ id, creation }) => ({ at: creation * 1000, chat: view(id, null, 0) }));
	return [...chats, ...silent].sort((a, b) => b.at - a.at).map(({ chat }) => chat);
}
