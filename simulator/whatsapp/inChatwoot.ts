import type { Json } from '../core/data';
import type { Instance } from '../state/instance';

const INBOX = 5;

/**
 * What a delivered message says of its copy in Chatwoot, where the instance is connected to that. Messages of the API
 * do not, nor do those that an agent writes there, which the server sends like them.
 */
export function inChatwoot({ extras, conversations }: Instance, chat: string): Json {
	if (extras.chatwoot?.enabled !== true) return {};
	const known = conversations.get(chat) ?? { id: conversations.size + 1, messages: 0 };
	conversations.set(chat, known);
	known.messages += 1;
	return {
		chatwootMessageId: known.id * 1_000_000 + known.messages,
		chatwootInboxId: INBOX,
		chatwootConversationId: known.id,
	};
}
