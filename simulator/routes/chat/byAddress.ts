import type { Chat } from '../../state/store';

/** Returns a chat as the server sees it: as two chats, if some messages have the person's number and others the LID. */
export function byAddress(chat: Chat): Chat[] {
	if (chat.messages.length === 0) return [chat];
	const addresses = [...new Set(chat.messages.map(({ key }) => key.remoteJid))];
	const received = chat.messages.filter(({ key, attached }) => !key.fromMe && !attached);
	const unread = received.slice(received.length - Math.min(chat.unread, received.length));
	return addresses.map((jid) => {
		const messages = chat.messages.filter(({ key }) => key.remoteJid === jid);
		const count = unread.filter(({ key }) => key.remoteJid === jid).length;
		// A chat that was marked as unread has the count 1, but no unread message that could be counted.
		return { ...chat, jid, messages, unread: addresses.length === 1 ? chat.unread : count };
	});
}
