import { backoff, retry } from '../../core/concurrency/retry';
import { asRecord, asTexts } from '../../core/values/answer';
import { BoundedMap } from '../../core/values/boundedMap';
import { mayAnswer } from '../../events/ownMessage';
import { acknowledge, aboutDelivery, subscribersFor } from '../../hub/subscribers';
import { askWorkflow, type OwnEvent } from '../../hub/ask';
import { readInstanceHub } from '../../hub/changes';
import { forward, type ForwardResult } from '../../hub/forward';
import { isExpired, isWorkflow, type WorkflowSubscriber, chatsWaitedFor } from '../../hub/list';
import { rememberTaken, findTakenEvents, type TriggerId } from '../memory/takenEvents';
import type { HubState } from '../../hub/plan';
import { ANSWERED, replyQueue } from '../../hub/waits';
import type { ActiveTrigger } from '../active/activeTrigger';
import { activeTriggerAt } from '../active/activeTriggers';
import { withAddressesFor } from '../items/addressBook';
import type { Event } from '../memory/deliveredEvent';
import { createScopedCache } from '../memory/scopedCache';
import { isKnownAnswer } from '../start/startWorkflow';
import { health, prune } from './passOn';

/** What became of an event that was offered to the executions that wait. */
export interface Offered extends Pick<ForwardResult, 'isAnswer'> {
	/** One of them could neither take nor decline it: it has to be offered again. */
	readonly mustRetry: boolean;
}

/** Offers an event to the executions that wait for a reply, unless they had it before. Never throws. */
export async function offerToWaits(
	trigger: ActiveTrigger,
	given: Event,
	state: HubState,
): Promise<Offered> {
	const { subscribers, key } = state;
	const waits = subscribers.filter(({ kind }) => kind === 'wait');
	if (isKnownAnswer(trigger, given)) return { isAnswer: true, mustRetry: false };
	if (key === undefined || waits.length === 0 || !mayAnswer(given.delivery)) return NO_ANSWER;
	const { context, instanceId } = trigger;
	const place = { instanceId, context, server: async () => trigger };
	const event = await withAddressesFor(place, given, chatsWaitedFor(waits));
	const passedOn = passedOnFrom(event);
	const targets = subscribersFor(waits, passedOn, undefined, Date.now());
	if (targets.length === 0) return NO_ANSWER;
	const options = { key, health, queue: replyQueue };
	const result = await forward(context, passedOn, targets, options);
	const { gone } = result;
	if (result.isAnswer === true) rememberTaken(trigger, event.eventId, [ANSWERED], event.sentAt);
	if (gone.length > 0) void prune(context, trigger, { key, subscribers }, gone);
	// It may be gone because another n8n has offered it this answer.
	if (gone.length > 0 && result.isAnswer === false) {
		await learnAnswers(trigger, [event], state);
		if (isKnownAnswer(trigger, event)) return { isAnswer: true, mustRetry: false };
	}
	return { isAnswer: result.isAnswer, mustRetry: result.status === 503 };
}

const NO_ANSWER: Offered = { isAnswer: false, mustRetry: false };

/** Without a token of the server, so only the message itself tells its time. */
const passedOnFrom = ({ delivery, eventId }: Event) => ({
	...aboutDelivery(delivery, eventId),
	raw: JSON.stringify({
		event: delivery.event,
		instance: delivery.instance,
		data: delivery.data,
	}),
	headers: { 'content-type': 'application/json' },
});

// Where no delivery brings the list of those who wait: it is read from the server.

/** Events of each instance that were offered a moment ago: its other workflows get them at the same time. */
const REMEMBERED = 1_000;
/** By instance, and then by event. */
const offers = createScopedCache<BoundedMap<Promise<Offered>>>();

/**
 * Offers an event to the executions that wait, once for all workflows of the instance in this process.
 * @throws {RequestFailure} if the server cannot be asked who waits
 */
export async function offerByList(trigger: ActiveTrigger, event: Event): Promise<Offered> {
	const { eventId } = event;
	const offered = offers.get(trigger.instanceId) ?? new BoundedMap<Promise<Offered>>(REMEMBERED);
	offers.set(trigger.instanceId, offered);
	const known = offered.get(eventId);
	if (known !== undefined) return await known;
	const offer = offerNow(trigger, event);
	offered.set(eventId, offer);
	// It has to be offered again when it comes again.
	const forget = () => {
		if (offered.get(eventId) === offer) offered.delete(eventId);
	};
	offer.then(({ mustRetry }) => {
		if (mustRetry) forget();
	}, forget);
	return await offer;
}

const offerNow = async (trigger: ActiveTrigger, event: Event): Promise<Offered> =>
	await offerToWaits(trigger, event, await whoWaits(trigger));

/** Somebody who asks needs longer than that to get an answer. */
const FRESH_MS = 250;
/** By instance: the list as last read, and when that began, Unix ms. */
const lists = createScopedCache<{ readonly at: number; readonly state: Promise<HubState> }>();

/** Who waits now. Events that ask one after the other get it in this order. @throws {RequestFailure} */
async function whoWaits(trigger: ActiveTrigger): Promise<HubState> {
	const { instanceId } = trigger;
	const known = lists.get(instanceId);
	if (known !== undefined && Date.now() - known.at < FRESH_MS) return await known.state;
	const reading = readInstanceHub(trigger);
	const state = Promise.allSettled([known?.state]).then(async () => await reading);
	// Whoever waits for it gets the error.
	state.catch(() => {});
	lists.set(instanceId, { at: Date.now(), state });
	return await state;
}

// An execution that waits may not be able to say at once whether an event is its answer: then the server is to deliver that
// again. If the workflow that it delivers to is switched off meanwhile, n8n answers 404, and no server tries again. So these
// events are offered from here, unless another workflow with the trigger listens: that one catches up.

/** Events for each trigger. */
const MOST = 50;
/** For a minute. */
const ATTEMPTS = 7;
const delay = backoff(1_000, 60_000);

/** By trigger, and then by event. */
const eventsToOffer = new WeakMap<ActiveTrigger, Map<string, Event>>();

/** @param mustRetry an execution could neither take nor decline the event when it came last */
export function noteOffer(trigger: ActiveTrigger, event: Event, mustRetry: boolean): void {
	const events = eventsToOffer.get(trigger) ?? new Map<string, Event>();
	eventsToOffer.set(trigger, events);
	events.delete(event.eventId);
	if (!mustRetry) return;
	if (trigger.isLeaving) {
		void keepOffering(trigger, event);
		return;
	}
	events.set(event.eventId, event);
	const [oldest] = events.keys();
	if (events.size > MOST && oldest !== undefined) events.delete(oldest);
}

/** The trigger has left the instance. */
export function retryOffers(trigger: ActiveTrigger): void {
	for (const event of eventsToOffer.get(trigger)?.values() ?? []) void keepOffering(trigger, event);
	eventsToOffer.delete(trigger);
}

/** Never throws. */
async function keepOffering(trigger: ActiveTrigger, event: Event): Promise<void> {
	const mustRetry = await retry(async () => await offerOnce(trigger, event), {
		attempts: ATTEMPTS,
		delay,
		isRetryable: (isUnclear) => isUnclear,
	});
	if (!mustRetry) return;
	trigger.context.logger.warn(
		'An execution that waits has not taken a message that may be its answer',
	);
}

/** Never throws. @returns whether it has to be offered again */
async function offerOnce(trigger: ActiveTrigger, event: Event): Promise<boolean> {
	const state = await readInstanceHub(trigger).catch(() => undefined);
	if (state === undefined) return true;
	const othersListen = state.subscribers.some(({ kind }) => ['trigger', 'socket'].includes(kind));
	return !othersListen && (await offerToWaits(trigger, event, state)).mustRetry;
}

// Several n8n on one instance: the one that was away, or came second, asks the others which messages were answers.

/** No server sends it: a node in another process asks. */
export const ANSWERS_EVENT: OwnEvent = 'evolution-hub.answers';

/** What this process knows, as the text with which every workflow acknowledges a call. @param question of the body */
export function answersResponse(trigger: TriggerId, question: unknown): string {
	const answered = asTexts(asRecord(question).eventIds).filter((eventId) =>
		isKnownAnswer(trigger, { eventId }),
	);
	return acknowledge('taken', { answered });
}

/** Whether workflows of other processes listen to the instance. */
export const hasOthers = ({ instance }: ActiveTrigger, { subscribers }: HubState): boolean =>
	subscribers.filter(isWorkflow).some((subscriber) => isElsewhere(subscriber, instance));

/** Asks the other processes which of the messages were answers, and remembers those. Never throws. */
export async function learnAnswers(
	trigger: ActiveTrigger,
	events: readonly Event[],
	{ subscribers, key, ownerUrl }: HubState,
): Promise<void> {
	const { context, instance } = trigger;
	const memory = findTakenEvents(trigger);
	const open = events.filter(
		({ eventId, delivery }) => mayAnswer(delivery) && !memory.wasTaken(eventId, ANSWERED),
	);
	const elsewhere = subscribers
		.filter(isWorkflow)
		.filter((subscriber) => isElsewhere(subscriber, instance));
	if (key === undefined || open.length === 0 || elsewhere.length === 0) return;
	const question = { eventIds: open.map(({ eventId }) => eventId) };
	const answered = await Promise.all(
		onePerN8n(elsewhere, ownerUrl).map(async (subscriber) => {
			const asked = { event: ANSWERS_EVENT, instance, key, question };
			const { acknowledgement, body } = await askWorkflow(context, subscriber, asked);
			return acknowledgement === 'taken' ? asTexts(asRecord(body).answered) : [];
		}),
	);
	const ids = new Set(answered.flat());
	for (const { eventId, sentAt } of open)
		if (ids.has(eventId)) rememberTaken(trigger, eventId, [ANSWERED], sentAt);
}

const isElsewhere = (subscriber: WorkflowSubscriber, instance: string): boolean =>
	['socket', 'trigger'].includes(subscriber.kind) &&
	!isExpired(subscriber, Date.now()) &&
	activeTriggerAt(subscriber.url, instance) === undefined;

/** Those of one n8n know the same. The owner of the webhook knows most. */
function onePerN8n(
	all: readonly WorkflowSubscriber[],
	ownerUrl: string | undefined,
): WorkflowSubscriber[] {
	const ownerFirst = [...all].sort(
		(subscriber, other) => Number(other.url === ownerUrl) - Number(subscriber.url === ownerUrl),
	);
	const byOrigin = new Map<string, WorkflowSubscriber>();
	for (const subscriber of ownerFirst) {
		const { origin } = new URL(subscriber.url);
		if (!byOrigin.has(origin)) byOrigin.set(origin, subscriber);
	}
	return [...byOrigin.values()];
}
