import { chatOf, type Message } from './message';

/** Limit for the characters in all messages of an instance, not counting their media. */
const MAX_TEXT = 256 * 1024 * 1024;

export interface Chat {
	jid: string;
	/** oldest first */
	messages: Message[];
	unread: number;
	/** a message was received in this chat, so the server has sent an event about the chat */
	introduced: boolean;
	id: string;
	createdAt: string;
}

export class MessageStore {
	private readonly byId = new Map<string, Message>();
	private readonly chats = new Map<string, Chat>();
	/** JIDs of chats by their LID */
	private readonly lids = new Map<string, string>();
	/** messages that still have media, oldest first */
	private readonly withMedia = new Set<Message>();
	private mediaBytes = 0;
	private textSize = 0;

	constructor(
		private readonly limits: { maxMessages: number; maxMediaBytes: number },
		private readonly newRowId: () => string,
	) {}

	get size(): number {
		return this.byId.size;
	}

	add(message: Message): void {
		const old = this.byId.get(message.key.id);
		if (old) this.remove(old);
		this.byId.set(message.key.id, message);
		const jid = chatOf(message.key);
		if (jid !== message.key.remoteJid) this.learn(message.key.remoteJid, jid);
		this.open(this.lids.get(jid) ?? jid).messages.push(message);
		this.textSize += message.weight;
		if (message.media) {
			this.withMedia.add(message);
			this.mediaBytes += message.media.size;
		}
		this.shrink();
	}

	/** Moves messages that so far had only a LID into the chat of the person's number. */
	private learn(lid: string, jid: string): void {
		this.lids.set(lid, jid);
		const hidden = this.chats.get(lid);
		if (!hidden) return;
		this.chats.delete(lid);
		const chat = this.open(jid);
		chat.messages = [...chat.messages, ...hidden.messages].sort((a, b) => a.at - b.at);
		chat.unread += hidden.unread;
	}

	open(jid: string): Chat {
		const existing = this.chats.get(jid);
		if (existing) return existing;
		const chat: Chat = {
			jid,
			messages: [],
			unread: 0,
			introduced: false,
			id: this.newRowId(),
			createdAt: new Date().toISOString(),
		};
		this.chats.set(jid, chat);
		return chat;
	}

	removeChat(jid: string): void {
		for (const message of [...(this.chats.get(jid)?.messages ?? [])]) this.remove(message);
		this.chats.delete(jid);
	}

	get(id: string): Message | undefined {
		return this.byId.get(id);
	}

	row(id: string): Message | undefined {
		const message = this.byId.get(id);
		return message?.isStored ? message : undefined;
	}

	get rowCount(): number {
		return [...this.byId.values()].filter(({ isStored }) => isStored).length;
	}

	chat(jid: string): Chat | undefined {
		return this.chats.get(this.lids.get(jid) ?? jid);
	}

	/** Returns the chats, sorted by their newest message, newest first. */
	listChats(): Chat[] {
		const newest = (chat: Chat) => chat.messages.at(-1)?.at ?? 0;
		const filled = [...this.chats.values()].filter(({ messages }) => messages.length > 0);
		return filled.sort((a, b) => newest(b) - newest(a));
	}

	*newestFirst(): Generator<Message> {
		const all = [...this.byId.values()];
		for (let index = all.length - 1; index >= 0; index--) yield all[index];
	}

	private remove(message: Message): void {
		this.byId.delete(message.key.id);
		this.textSize -= message.weight;
		this.dropMedia(message);
		const chat = this.chat(chatOf(message.key));
		if (!chat) return;
		// The oldest message of the store is also the oldest in its chat, so the index is nearly always 0.
		const index = chat.messages.indexOf(message);
		if (index >= 0) chat.messages.splice(index, 1);
		if (chat.messages.length === 0) this.chats.delete(chat.jid);
	}

	private dropMedia(message: Message): void {
		if (!message.media || !this.withMedia.delete(message)) return;
		this.mediaBytes -= message.media.size;
		message.media = { ...message.media, chunks: [] };
	}

	private shrink(): void {
		while (
			this.byId.size > this.limits.maxMessages ||
			(this.textSize > MAX_TEXT && this.byId.size > 1)
		) {
			const [oldest] = this.byId.values();
			this.remove(oldest);
		}
		while (this.mediaBytes > this.limits.maxMediaBytes && this.withMedia.size > 1) {
			const [oldest] = this.withMedia;
			this.dropMedia(oldest);
		}
	}
}
