import { RequestFailure } from '../../errors/failure';
import type { Caller } from '../../server/adapter';
import type { Delivery } from '../../server/delivery';
import { getChatType } from '../../core/values/addresses';
import { readContent } from '../../events/readContent';
import type { readServer } from '../settings/triggerSettings';

// Reads the server's stored copy of an earlier message.

export interface About {
	readonly delivery: Delivery;
}

/** The server and the instance that can answer questions about an event. */
export interface Place {
	readonly context: Caller;
	readonly server: () => ReturnType<typeof readServer>;
}

/**
 * Returns an edit with the chat, author and time of the original message, read from the server's store. The server delivers an
 * edit as the editor's phone sees it: a customer's chat has the account's number, and the author is always "me". Without the
 * original, the chat is unknown. In a group, "me" is removed, because the author is rarely the account. Never throws.
 */
export async function withEditedMessage<Event extends About>(
	{ context, server }: Place,
	event: Event,
): Promise<Event> {
	const { delivery } = event;
	const { message, chat } = delivery;
	if (message?.isNamedByEditor !== true || message.id === null) return event;
	if (readContent(message).kind !== 'edited') return event;
	const original = await findMessage({ context, server }, message.id);
	const isGroup = getChatType(chat[0] ?? '') === 'group';
	if (original?.message !== undefined) {
		const { fromMe, author, participant, senderName, username, chatConflict } = original.message;
		const { seconds, storedAt } = original.message;
		const facts = { fromMe, author, participant, senderName, username, chatConflict };
		const times = { seconds, storedAt };
		return {
			...event,
			delivery: { ...delivery, chat: original.chat, message: { ...message, ...facts, ...times } },
		};
	}
	if (!isGroup || !message.fromMe) return event;
	return {
		...event,
		delivery: { ...delivery, message: { ...message, fromMe: false, author: [] } },
	};
}

async function findMessage(
	{ context, server }: Place,
	messageId: string,
): Promise<Delivery | undefined> {
	const { connection, instance } = await server();
	const record = await connection.server.store
		?.find({ context, connection, instance }, messageId)
		.catch((error: unknown) => {
			if (!(error instanceof RequestFailure)) throw error;
			context.logger.warn('The edited message could not be looked up: its chat is not known', {
				cause: error.message,
			});
			return [];
		});
	return record?.[0]?.delivery;
}
