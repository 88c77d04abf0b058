import type { Event } from '../memory/deliveredEvent';
import { findSeen } from '../memory/seenEvents';
import { isPausedForHuman } from '../memory/takeovers';
import { isEventChosen, startsWithAnswers } from '../settings/triggerSettings';
import { HOUR_MS } from '../../core/values/time';
import type { Taker } from './source';

// Reasons not to start a workflow with an event.

/** Tells whether the event may pass. @throws {RequestFailure} if that can't be told now: the event must come again */
type Gate = (event: Event, taker: Taker) => boolean;

/** An event of a question starts only workflows that want answers. */
const isChosen: Gate = ({ delivery, isAnswer }, { settings }) =>
	isEventChosen(settings, delivery) && (isAnswer !== true || startsWithAnswers(settings));

const passesFilters: Gate = ({ delivery, accountFailure }, { settings }) => {
	if (settings.asksForAccount && accountFailure !== undefined) throw accountFailure;
	return settings.passes(delivery);
};

/** A person answers the chat. */
const isFree: Gate = (event, { id }) => id === undefined || !isPausedForHuman(id, event);

/** The clocks of WhatsApp and n8n may differ. */
const CLOCKS_MS = 10 * 60_000;

/** WhatsApp may give the server messages of days ago after an outage, which the workflow has had: see *Missed Messages → Max Age*. */
const isRecent: Gate = ({ eventId, sentAt = Infinity }, { settings, id }) => {
	const { maxAge } = settings.options.missedMessages;
	if (Date.now() - sentAt <= maxAge * HOUR_MS + CLOCKS_MS) return true;
	if (id !== undefined) findSeen(id).note(eventId, sentAt);
	return false;
};

/** The same event may come a second time meanwhile. */
const isNew: Gate = ({ eventId, sentAt }, { id }) =>
	id === undefined || findSeen(id).begin(eventId, sentAt);

/** Whether the workflow wants the event. */
const CHOICE: readonly Gate[] = [isChosen, passesFilters];
/** Whether it may start now: the last gate notes that it does. */
const START: readonly Gate[] = [isFree, isRecent, isNew];

const passes = (gates: readonly Gate[]) => (event: Event, taker: Taker) =>
	gates.every((gate) => gate(event, taker));

export const isWanted = passes(CHOICE);
export const mayStart = passes(START);
