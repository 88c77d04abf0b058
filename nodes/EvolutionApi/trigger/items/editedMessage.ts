import { RequestFailure } from '../../errors/failure';
import type { Caller } from '../../server/adapter';
import type { Delivery } from '../../server/delivery';
import { getChatType } from '../../core/values/addresses';
import { readContent } from '../../events/readContent';
import type { Event } from '../memory/deliveredEvent';
import type { readServer } from '../settings/triggerSettings';

// Reads the server's stored copy of an earlier message.

/** The server and the instance that can answer questions about an event. */
export interface Place {
	/** The instance's ID, see `makeInstanceId`; in a test session, the node's ID. */
	readonly instanceId: string;
	readonly context: Caller;
	readonly server: () => ReturnType<typeof readServer>;
}

/**
 * Returns an edit with the chat, author and time of the original message, read from the server's store. If a customer edits a
 * message, the server delivers the edit as the customer's phone sees it: the chat is the account's number, and the author "me".
 * If the original can't be read, an edit in a private chat has an empty `chat`. In a group, an `author` "me" is removed.
 */
export async function withEditedMessage(place: Place, event: Event): Promise<Event> {
	const { delivery } = event;
	const { message, chat } = delivery;
	if (message?.isNamedByEditor !== true || message.id === null) return event;
	if (readContent(message).kind !== 'edited') return event;
	const original = await findMessage(place, message.id);
	if (original?.message !== undefined) {
		const { fromMe, author, participant, senderName, username, chatConflict, seconds, storedAt } =
			original.message;
		const people = { fromMe, author, participant, senderName, username, chatConflict };
		const fullMessage = { ...message, ...people, seconds, storedAt };
		return { ...event, delivery: { ...delivery, chat: original.chat, message: fullMessage } };
	}
	if (getChatType(chat[0] ?? '') !== 'group' || !message.fromMe) return event;
	return {
		...event,
		delivery: { ...delivery, message: { ...message, fromMe: false, author: [] } },
	};
}

async function findMessage(
	{ context, server }: Place,
	messageId: string,
): Promise<Delivery | undefined> {
	const target = { ...(await server()), context };
	const records = await target.connection.server.store
		?.find(target, messageId)
		.catch((error: unknown) => {
			if (!(error instanceof RequestFailure)) throw error;
			context.logger.warn('The edited message could not be looked up: its chat is not known', {
				cause: error.message,
			});
			return [];
		});
	return records?.[0]?.delivery;
}
