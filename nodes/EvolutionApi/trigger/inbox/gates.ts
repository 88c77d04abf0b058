import { isFromContact } from '../../events/ownMessage';
import type { Event } from '../memory/deliveredEvent';
import { findSeen } from '../memory/seenEvents';
import { addressNames, findTakeovers } from '../memory/takeovers';
import { isEventChosen, startsWithAnswers } from '../settings/triggerSettings';
import { HOUR_MS } from '../../core/values/time';
import type { Taker } from './source';

// Reasons not to start a workflow with an event.

/** Tells whether the event may pass. @throws {RequestFailure} if that's unknown now: the server must deliver the event again */
type InboxGate = (event: Event, taker: Taker) => boolean;

/** Passes the events of *Trigger On*. An answer to a question only passes if the workflow wants answers. */
const isChosen: InboxGate = ({ delivery, isAnswer }, { settings }) =>
	isEventChosen(settings, delivery) && (isAnswer !== true || startsWithAnswers(settings));

const passesFilters: InboxGate = ({ delivery, accountFailure }, { settings }) => {
	if (settings.asksForAccount && accountFailure !== undefined) throw accountFailure;
	return settings.passes(delivery);
};

/** Stops a contact's message that was sent while the bot was paused in the chat, usually because a team member answered. */
const isFree: InboxGate = ({ delivery, eventId, sentAt = Date.now() }, { id }) => {
	if (id === undefined || !isFromContact(delivery)) return true;
	if (findTakeovers(id).find(addressNames(delivery.chat), sentAt) === undefined) return true;
	findSeen(id).note(eventId, sentAt);
	return false;
};

/** Tolerance for the difference between WhatsApp's clock and n8n's. */
const CLOCKS_MS = 10 * 60_000;

/** Stops messages older than *Missed Messages → Max Age*. After an outage, WhatsApp may repeat messages from days ago. */
const isRecent: InboxGate = ({ eventId, sentAt = Infinity }, { settings, id }) => {
	const { maxAge } = settings.options.missedMessages;
	if (Date.now() - sentAt <= maxAge * HOUR_MS + CLOCKS_MS) return true;
	if (id !== undefined) findSeen(id).note(eventId, sentAt);
	return false;
};

/** Passes an event only once, since the server may deliver it again. Remembers each event that has passed. */
const isNew: InboxGate = ({ eventId, sentAt }, { id }) =>
	id === undefined || findSeen(id).begin(eventId, sentAt);

export const isWanted: InboxGate = (event, taker) =>
	isChosen(event, taker) && passesFilters(event, taker);

/** Tells whether the workflow may start now. {@link isNew} must be the last gate, because it notes the start. */
export const mayStart: InboxGate = (event, taker) =>
	isFree(event, taker) && isRecent(event, taker) && isNew(event, taker);
