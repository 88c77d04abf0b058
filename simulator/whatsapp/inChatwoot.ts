import type { Json } from '../core/data';
import type { Instance } from '../state/instance';

const INBOX = 5;

/**
 * Adds the copy in Chatwoot to a delivered message, if the instance is connected to Chatwoot. Messages of the API don't have it,
 * nor do those that an agent writes there, which the server sends in the same way.
 */
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
