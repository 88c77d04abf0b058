import { sleep } from 'n8n-workflow';

import { mayAnswer } from '../../events/ownMessage';
import { readInstanceHub } from '../../hub/changes';
import type { HubState } from '../../hub/plan';
import type { ActiveTrigger } from '../active/activeTrigger';
import { type Event, messageTime } from '../memory/deliveredEvent';
import { createScopedCache } from '../memory/scopedCache';
import { isCatchUpWanted } from '../settings/triggerSettings';
import type { CalledList, Source } from './source';
import { decideRecipients, type Decision } from './stack';

// Events that no call of the webhook brings: each workflow of the process hears them through WebSocket, or finds them in the
// server's store. The first one decides for all, with the list of waiting executions, which is read from the server.

/** The other workflows hear an event at the same time. A decision isn't kept for longer: an event may hold a large file. */
const SHARED_MS = 5_000;
/** Decisions by instance, and then by event. */
const decisions = createScopedCache<Map<string, Promise<Decision>>>();

/** Returns the way of an event that the trigger hears by itself. The other workflows and foreign webhooks get it otherwise. */
export const sourceOf = (
	trigger: ActiveTrigger,
	way: 'webSocket' | 'store',
	list: CalledList = NO_LIST,
): Source => ({ way, place: trigger, trigger, list });

/**
 * Decides about an event, once for all workflows of the instance in this process.
 * @throws {RequestFailure} if the server can't be asked who waits
 */
export async function decideOnce(trigger: ActiveTrigger, event: Event): Promise<Decision> {
	const { eventId } = event;
	const decided = decisions.getOr(trigger.instanceId, () => new Map());
	const before = decided.get(eventId);
	if (before !== undefined) return await before;
	const deciding = decideByList(trigger, event);
	decided.set(eventId, deciding);
	const forget = () => decided.delete(eventId);
	// After `again`, it must be decided anew when it comes again.
	const forgetLater = async ({ reply }: Decision) => {
		if (reply !== 'again') await sleep(SHARED_MS);
		forget();
	};
	deciding.then(forgetLater, forget);
	return await deciding;
}

/** Without *Missed Messages*, an event never comes a second time: it starts the workflow now, or never. */
export async function decideOrStart(trigger: ActiveTrigger, event: Event): Promise<Decision> {
	if (isCatchUpWanted(trigger.settings)) return await decideOnce(trigger, event);
	const decision = await decideOnce(trigger, event).catch(() => undefined);
	if (decision !== undefined && decision.reply !== 'again') return decision;
	return await decideRecipients(event, sourceOf(trigger, 'webSocket'));
}

async function decideByList(trigger: ActiveTrigger, event: Event): Promise<Decision> {
	const list = mayAnswer(event.delivery) ? await readWaits(trigger, event) : NO_LIST;
	return await decideRecipients(event, sourceOf(trigger, 'webSocket', list));
}

const NO_LIST: CalledList = { key: '', subscribers: [], headers: {}, raw: '' };

/** Only the message itself tells its time, because there's no token of the server. */
async function readWaits(trigger: ActiveTrigger, event: Event): Promise<CalledList> {
	const { key, subscribers } = await readList(trigger, event);
	return {
		key: key ?? '',
		subscribers: key === undefined ? [] : subscribers.filter(({ kind }) => kind === 'wait'),
		headers: { 'content-type': 'application/json' },
		get raw() {
			const { event: name, instance, data } = event.delivery;
			return JSON.stringify({ event: name, instance, data });
		},
	};
}

/** A question needs longer than that to get an answer. */
const FRESH_MS = 250;
/** A wait for an old message was on the list when the message was sent. Clocks differ by this much. */
const OLD_MS = 5_000;
const LIST_MS = 60_000;
/** Each instance's list as last read, and when that began, Unix ms. */
const lists = createScopedCache<{
	readonly at: number;
	readonly reader: ActiveTrigger;
	readonly state: Promise<HubState>;
}>();

/** Reads the list for an event. Events that ask one after the other get it in this order. @throws {RequestFailure} */
async function readList(trigger: ActiveTrigger, { sentAt = Infinity }: Event): Promise<HubState> {
	const { instanceId, connection } = trigger;
	const last = lists.get(instanceId);
	if (last !== undefined && !last.reader.isLeaving) {
		// Negative if the clock was set back.
		const age = Date.now() - last.at;
		const isOld = sentAt + OLD_MS < messageTime(connection, last.at);
		if (age >= 0 && age < (isOld ? LIST_MS : FRESH_MS)) return await last.state;
	}
	const reading = readInstanceHub(trigger);
	const state = Promise.allSettled([last?.state]).then(async () => await reading);
	// The caller that waits for it gets the error.
	state.catch(() => {});
	lists.set(instanceId, { at: Date.now(), reader: trigger, state });
	return await state;
}
