import { sleep } from 'n8n-workflow';

import { recordOf } from '../core/server/answer';
import { parseDelivery } from '../events';
import type { HubState } from '../hub';
import { readInstanceHub } from '../hub/instanceHub';
import { listen } from '../socket';
import {
	activeTriggersOn,
	noteMissing,
	type ActiveTrigger,
	type SocketState,
} from './activeTriggers';
import { catchUp } from './catchUp';
import { deliveredEvent, type Event } from './deliveredEvent';
import { messageTime } from './messageClock';
import { offerToWaits } from './offerToWaits';
import { startFromSocket } from './startNow';

/** The server may have sent an event this long before it answered. */
const UNDER_WAY_MS = 2_000;
/** So many events may wait for the workflow to start; until then no more are asked for. */
const MAX_WAITING = 1_000;
const LOOK_MS = 20;

/** Starts the workflow with the events that come through WebSocket. @returns ends it */
export function hearSocket(trigger: ActiveTrigger, socket: SocketState): () => Promise<void> {
	const { connection, instance, context } = trigger;
	let isHearing = false;
	const end = listen(connection, instance, {
		context,
		joined: () => {
			isHearing = true;
			// The server keeps nothing for those who are away.
			if (socket.gapSince !== undefined) noteMissing(trigger, socket.gapSince);
			socket.gapSince = undefined;
			void catchUp(trigger);
		},
		lost: (since) => {
			const from = messageTime(connection, since - UNDER_WAY_MS);
			socket.gapSince = Math.min(socket.gapSince ?? Infinity, from);
		},
		received: async (bodies) => {
			for (const body of bodies) {
				while (socket.waiting.size >= MAX_WAITING) await sleep(LOOK_MS);
				const delivery = parseDelivery(body);
				if (delivery === undefined || delivery.instance !== instance) continue;
				void take(trigger, socket, deliveredEvent(delivery, connection));
			}
		},
	});
	// Others of this process may hear the instance already.
	if (!isHearing) socket.gapSince = trigger.missedSince ?? messageTime(connection, Date.now());
	return end;
}

/** What fails is missing, and found in the store later. Never throws. */
async function take(trigger: ActiveTrigger, socket: SocketState, event: Event): Promise<void> {
	const { connection, context } = trigger;
	const entry = { since: event.sentAt ?? messageTime(connection, Date.now()) };
	socket.waiting.add(entry);
	try {
		const [isOffered] = await Promise.all([offer(trigger, event), startFromSocket(trigger, event)]);
		if (!isOffered) noteMissing(trigger, entry.since);
	} catch (error) {
		noteMissing(trigger, entry.since);
		const cause = error instanceof Error ? error.message : '';
		context.logger.warn('An event could not start the workflow', { cause });
	} finally {
		socket.waiting.delete(entry);
	}
}

/** One trigger of the instance does it for all. @returns false if an execution could not decide */
async function offer(trigger: ActiveTrigger, event: Event): Promise<boolean> {
	const { event: name, data } = event.delivery;
	// What the account itself writes answers no question.
	if (name !== 'messages.upsert' || recordOf(recordOf(data).key).fromMe === true) return true;
	const [first] = activeTriggersOn(trigger.hub).filter(({ socket }) => socket !== undefined);
	if (first !== trigger) return true;
	return await offerToWaits(trigger, event, await hubNow(trigger));
}

/** Somebody who asks needs longer than that to get an answer. */
const FRESH_MS = 250;
/** By instance: the list as last read, and when that began, Unix ms. */
const lists = new WeakMap<
	ActiveTrigger,
	{ readonly at: number; readonly state: Promise<HubState> }
>();

/** Who waits now. @throws {RequestFailure} if the server cannot be asked */
async function hubNow(trigger: ActiveTrigger): Promise<HubState> {
	const known = lists.get(trigger);
	if (known !== undefined && Date.now() - known.at < FRESH_MS) return await known.state;
	const { context, connection, instance } = trigger;
	const state = readInstanceHub(context, connection, instance);
	lists.set(trigger, { at: Date.now(), state });
	return await state;
}
