import { readOwnMessage } from '../../events/ownMessage';
import { withAccount, withPeople } from '../items/addressBook';
import { withEditedMessage } from '../items/editedMessage';
import type { Event } from '../memory/deliveredEvent';
import { leavesChats } from '../memory/takeovers';
import { isEventChosen } from '../settings/triggerSettings';
import { listenersOf, type Source } from './source';

/**
 * Completes an event, once for all recipients in this process. Adds the chat and author of an edited message, and the addresses
 * of the account and of the people in the event. Asks the server only if the answer decides who gets the event.
 * @param chats with open questions, as `comparable()` spells them
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
