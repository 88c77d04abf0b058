import type { Chat } from '../../state/store';

/**
 * The server knows a chat only by the address in its messages: of a person with a LID there may be two, each with what
 * was written under its address, and how much of that is unread.
 */
export function byAddress(chat: Chat): Chat[] {
	if (chat.messages.length === 0) return [chat];
	const addresses = [...new Set(chat.messages.map(({ key }) => key.remoteJid))];
	const received = chat.messages.filter(({ key, attached }) => !key.fromMe && !attached);
	const unread = received.slice(received.length - Math.min(chat.unread, received.length));
	return addresses.map((jid) => {
		const messages = chat.messages.filter(({ key }) => key.remoteJid === jid);
		const count = unread.filter(({ key }) => key.remoteJid === jid).length;
		// A chat that was marked as unread without a message counts one.
		return { ...chat, jid, messages, unread: addresses.length === 1 ? chat.unread : count };
	});
}
