import type { Json } from '../core/data';
import type { Instance } from '../state/instance';

const INBOX = 5;

/** Returns the IDs of a message's copy in Chatwoot. Messages from the API or from an agent in Chatwoot have no such IDs. */
export function inChatwoot({ extras, conversations }: Instance, chat: string): Json {
	if (extras.chatwoot?.enabled !== true) return {};
	const conversation = conversations.get(chat) ?? { id: conversations.size + 1, messages: 0 };
	conversations.set(chat, conversation);
	conversation.messages += 1;
	return {
		chatwootMessageId: conversation.id * 1_000_000 + conversation.messages,
		chatwootInboxId: INBOX,
		chatwootConversationId: conversation.id,
	};
}
