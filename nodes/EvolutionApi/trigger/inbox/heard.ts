import { sleep } from 'n8n-workflow';

import { mayAnswer } from '../../events/ownMessage';
import { readInstanceHub } from '../../hub/changes';
import type { HubState } from '../../hub/plan';
import type { ActiveTrigger } from '../active/activeTrigger';
import { type Event, messageTime } from '../memory/deliveredEvent';
import { createScopedCache } from '../memory/scopedCache';
import { isCatchUpWanted } from '../settings/triggerSettings';
import type { CalledList, Source } from './source';
import { giveToWaits, type Decision } from './stack';

// Without a webhook, each workflow of the process gets an event through WebSocket, or finds it in the server's store. Only the
// first workflow offers the event to executions that wait for an answer. The result (decision) counts for all workflows.

/** How long a {@link Decision} is kept for the instance's other workflows. Short, because it holds the event in memory. */
const SHARED_MS = 5_000;
const decisions = createScopedCache<Map<string, Promise<Decision>>>();

export const sourceOf = (
	trigger: ActiveTrigger,
	way: 'webSocket' | 'store',
	list: CalledList = NO_LIST,
): Source => ({ way, place: trigger, trigger, list });

/** @throws {RequestFailure} if the server doesn't return the instance's subscribers, such as waiting executions */
export async function decideOnce(trigger: ActiveTrigger, event: Event): Promise<Decision> {
	const { eventId } = event;
	const decisionsByEvent = decisions.getOr(trigger.instanceId, () => new Map());
	const before = decisionsByEvent.get(eventId);
	if (before !== undefined) return await before;
	const deciding = decideByList(trigger, event);
	decisionsByEvent.set(eventId, deciding);
	const forget = () => decisionsByEvent.delete(eventId);
	const forgetLater = async ({ reply }: Decision) => {
		if (reply !== 'again') await sleep(SHARED_MS);
		forget();
	};
	deciding.then(forgetLater, forget);
	return await deciding;
}

/** Like decideOnce(). With *Missed Messages* off, workflows get the event even if decideOnce() fails. */
export async function decideWithoutLoss(trigger: ActiveTrigger, event: Event): Promise<Decision> {
	if (isCatchUpWanted(trigger.settings)) return await decideOnce(trigger, event);
	const decision = await decideOnce(trigger, event).catch(() => undefined);
	if (decision !== undefined && decision.reply !== 'again') return decision;
	return await giveToWaits(event, sourceOf(trigger, 'webSocket'));
}

async function decideByList(trigger: ActiveTrigger, event: Event): Promise<Decision> {
	const list = mayAnswer(event.delivery) ? await readWaits(trigger, event) : NO_LIST;
	return await giveToWaits(event, sourceOf(trigger, 'webSocket', list));
}

const NO_LIST: CalledList = { key: '', subscribers: [], headers: {}, raw: '' };

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

/** How long a list of waiting executions may be reused. A new question isn't missed, because no one answers this fast. */
const FRESH_MS = 250;
/** A message is old if it was sent this long before the list of waiting executions was read. */
const OLD_MS = 5_000;
/** How long a list of waiting executions may be reused for old messages, which can't answer a newer question. */
const LIST_MS = 60_000;
const lists = createScopedCache<{
	readonly at: number;
	readonly reader: ActiveTrigger;
	readonly state: Promise<HubState>;
}>();

/** Concurrent calls resolve in their order. @throws {RequestFailure} */
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
	const state = Promise.allSettled([last?.state, reading]).then(async () => await reading);
	lists.set(instanceId, { at: Date.now(), reader: trigger, state });
	return await state;
}
