import { limiter } from '../../core/concurrency/limiter';
import { mayAnswer, parseDelivery } from '../../events';
import { listen } from '../../socket';
import type { ActiveTrigger } from '../active/activeTrigger';
import { deliveredEvent, type Event, messageTime } from '../memory/deliveredEvent';
import { catchUp } from '../missed/catchUp';
import { isCatchUpWanted } from '../settings/triggerSettings';
import { offerByList, type Offered } from '../share/offerToWaits';
import { startsWithAnswers } from '../start/startWorkflow';
import { startFromSocket } from '../start/startEvent';

/** The server may have sent an event this long before it answered. */
const UNDER_WAY_MS = 2_000;
/** Backpressure: so many events may wait for the workflow to start; until then no more are asked for. */
const MAX_WAITING = 1_000;

/** Starts the workflow with the events that come through WebSocket. @returns ends it */
export function hearSocket(trigger: ActiveTrigger): () => Promise<void> {
	const { connection, instance, context } = trigger;
	let isHearing = false;
	const limit = limiter(MAX_WAITING);
	const end = listen(connection, instance, {
		context,
		joined: () => {
			isHearing = true;
			trigger.note('registered');
			// The server keeps nothing for those who are away.
			if (trigger.gapSince !== undefined) {
				trigger.noteMissing(trigger.gapSince);
				trigger.health?.heardAgain();
			}
			trigger.gapSince = undefined;
			void catchUp(trigger);
		},
		lost: (since) => {
			const from = messageTime(connection, since - UNDER_WAY_MS);
			trigger.gapSince = Math.min(trigger.gapSince ?? Infinity, from);
		},
		received: async (bodies) => {
			for (const body of bodies) {
				const delivery = parseDelivery(body, connection.server);
				if (delivery === undefined || delivery.instance !== instance) continue;
				const event = deliveredEvent(delivery, connection);
				const since = event.sentAt ?? messageTime(connection, Date.now());
				const settle = trigger.pending.add(event.eventId, since);
				const release = await limit.acquire();
				void take(trigger, event, since).finally(() => {
					settle();
					release();
				});
			}
		},
	});
	// Others of this process may hear the instance already.
	if (!isHearing) trigger.gapSince = trigger.missedSince ?? messageTime(connection, Date.now());
	return end;
}

/** What fails is missing, and found in the store later. Never throws. */
async function take(trigger: ActiveTrigger, event: Event, since: number): Promise<void> {
	try {
		const isTaken = mayAnswer(event.delivery)
			? await offerAndStart(trigger, event)
			: await startFromSocket(trigger, event).then(() => true);
		if (!isTaken) trigger.noteMissing(since);
	} catch (error) {
		trigger.noteMissing(since);
		const cause = error instanceof Error ? error.message : '';
		trigger.context.logger.warn('An event could not start the workflow', { cause });
	}
}

/** @returns false if it has to be found in the store later: an execution could not say whether it is its answer */
async function offerAndStart(trigger: ActiveTrigger, event: Event): Promise<boolean> {
	const { settings } = trigger;
	// Nothing comes a second time: without Missed Messages it starts the workflow now, or never.
	const cannotWait = !isCatchUpWanted(settings);
	const offering = offerByList(trigger, event);
	if (startsWithAnswers(settings)) {
		const [{ isOwed }] = await Promise.all([offering, startFromSocket(trigger, event)]);
		return !isOwed;
	}
	const { isAnswer, isOwed } = await (cannotWait ? offering.catch(() => UNKNOWN) : offering);
	if (isAnswer !== 'undecided' || cannotWait)
		await startFromSocket(trigger, { ...event, isAnswer: isAnswer === true });
	return !isOwed;
}

const UNKNOWN: Offered = { isAnswer: 'undecided', isOwed: true };
