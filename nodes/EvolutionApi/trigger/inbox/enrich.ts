import { getChatType } from '../../core/values/addresses';
import { RequestFailure } from '../../errors/failure';
import { readOwnMessage } from '../../events/ownMessage';
import { readContent } from '../../events/readContent';
import type { Delivery } from '../../server/delivery';
import { withAccount, withPeople } from '../items/addressBook';
import type { Event } from '../memory/deliveredEvent';
import { leavesChats } from '../memory/takeovers';
import { isEventChosen, type Place } from '../settings/triggerSettings';
import { listenersOf, type Source } from './source';

/**
 * Completes an event, once for all recipients in this process. Adds the chat and author of an edited message, and the addresses
 * of the account and of the people in the event. Asks the server only if the answer decides who gets the event.
 * @param chats the chats in which an execution waits for an answer, each as returned by `comparable()`
 */
export async function enrich(
	event: Event,
	source: Pick<Source, 'place' | 'calledNode'>,
	chats: readonly string[],
): Promise<Event> {
	const { place, calledNode } = source;
	const all = [...listenersOf(source), ...(calledNode === undefined ? [] : [calledNode.taker])];
	const settings = all.map((listener) => listener.settings);
	const choosing = settings.filter((one) => isEventChosen(one, event.delivery));
	const isWanted = choosing.length > 0 || chats.length > 0;
	const full = isWanted ? await withEditedMessage(place, event) : event;
	const asksForAccount = choosing.some((one) => one.asksForAccount);
	const completeEvent = asksForAccount ? await withAccount(place, full) : full;
	const decides =
		(settings.some(leavesChats) && readOwnMessage(event.delivery) !== undefined) ||
		choosing.some(({ mayPass }) => mayPass(completeEvent.delivery));
	return await withPeople(place, completeEvent, decides, chats);
}

/**
 * Returns an edit with the chat, author and time of the original message, read from the server's store. If a customer edits a
 * message, the server delivers the edit as the customer's phone sees it: the chat is the account's number, and the author "me".
 * If the original can't be read, an edit in a private chat has no chat, and an edit in a group has no author.
 */
async function withEditedMessage(place: Place, event: Event): Promise<Event> {
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
