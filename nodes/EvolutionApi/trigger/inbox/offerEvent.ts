import { BoundedMap } from '../../core/values/boundedMap';
import { mayAnswer } from '../../events/ownMessage';
import { readInstanceHub } from '../../hub/changes';
import { type ForwardContext, type ForwardOptions, sendToSubscriber } from '../../hub/forward';
import { chatsWaitedFor, type WorkflowSubscriber } from '../../hub/list';
import type { HubState } from '../../hub/plan';
import type { Reply } from '../../hub/reply';
import { aboutDelivery, type IncomingDelivery } from '../../hub/subscribers';
import { type Offered, type Turn, replyQueue } from '../../hub/waits';
import type { ActiveTrigger } from '../active/activeTrigger';
import { activeTriggersOn } from '../active/activeTriggers';
import { withAddressesFor } from '../items/addressBook';
import { type Event, messageTime } from '../memory/deliveredEvent';
import { createScopedCache } from '../memory/scopedCache';
import { findAnswers, findSeen, type TriggerId } from '../memory/seenEvents';
import { startsWithAnswers, type TriggerSettings } from '../settings/triggerSettings';
import { markOfPress, tellDecided } from './decidedQuestion';
import { prune } from './prune';
import { route } from './route';

const NOT_OFFERED: Offered = { reply: 'declined', gone: [] };

/** The server gives up after 30 s, and time is left for the others. */
const OFFER_MS = 10_000;

/** An execution that waits, and that was called itself. */
export interface AskedHere {
	readonly url: string;
	answer(turn: Turn): Promise<Reply>;
}

/**
 * Offers a message to the executions that wait in its chat, one after the other, until one takes it. Never throws.
 * @param waits of one chat, in the order of {@link route}
 */
export async function offerToWaits(
	context: ForwardContext,
	delivery: IncomingDelivery,
	waits: readonly WorkflowSubscriber[],
	options: ForwardOptions & { readonly self?: AskedHere },
): Promise<Offered> {
	if (waits.length === 0) return NOT_OFFERED;
	const { self, deadline = Date.now() + OFFER_MS } = options;
	return await replyQueue.offer(delivery, waits, async (wait, turn) =>
		wait.url === self?.url
			? await self.answer(turn)
			: await sendToSubscriber(context, wait, delivery, { ...options, deadline, turn }),
	);
}

/** Workflows of this process that listen to the instance of an event. */
export type Listening = ReadonlyArray<TriggerId & { readonly settings: TriggerSettings }>;

/** An event, as those who wait for it get it. */
interface ToOffer {
	readonly event: Event;
	readonly passedOn: IncomingDelivery;
	readonly waits: readonly WorkflowSubscriber[];
	/** The `jwt_key` of the webhook. */
	readonly key: string;
	/** If one of the waits was called: how it is asked. */
	readonly self?: AskedHere;
}

/**
 * Offers an event to the executions that wait in its chat, unless it is known whose it is. What is for a question, a workflow
 * that does not ask for answers has had: it starts neither now nor later. Never throws.
 */
export async function offerEvent(
	context: ForwardContext,
	listening: Listening,
	{ event, passedOn, waits, key, self }: ToOffer,
): Promise<Offered> {
	const { eventId, sentAt, delivery, isAnswer = false } = event;
	if (!isAnswer && !mayAnswer(delivery)) return NOT_OFFERED;
	const [someone] = listening;
	const answers = someone && findAnswers(someone);
	const isForQuestion =
		isAnswer || replyQueue.wasForQuestion(eventId) || answers?.knows(eventId) === true;
	const hasStarted = listening.some(
		(trigger) => !startsWithAnswers(trigger.settings) && findSeen(trigger).isTaken(eventId),
	);
	if (!isForQuestion && hasStarted) return NOT_OFFERED;
	const offered: Offered = isForQuestion
		? { reply: 'taken', gone: [] }
		: await offerToWaits(context, passedOn, waits, { key, self });
	const mark = offered.reply === 'declined' ? markOfPress(delivery) : undefined;
	if (mark !== undefined) {
		const target = someone && activeTriggersOn(someone.instanceId)[0];
		void tellDecided(target, delivery, mark, waits);
		answers?.note(eventId, sentAt);
		return { ...offered, reply: 'taken' };
	}
	if (offered.reply === 'taken') answers?.note(eventId, sentAt);
	return offered;
}

// Where no delivery brings the list of those who wait: it is read from the server.

/** Events of each instance that were offered a moment ago: its other workflows get them at the same time. */
const REMEMBERED = 1_000;
/** Offers by instance, and then by event. */
const offers = createScopedCache<BoundedMap<Promise<Reply>>>();

/**
 * Offers an event to the executions that wait, once for all workflows of the instance in this process.
 * @throws {RequestFailure} if the server cannot be asked who waits
 */
export async function offerByList(trigger: ActiveTrigger, event: Event): Promise<Reply> {
	if (!mayAnswer(event.delivery)) return 'declined';
	const { eventId } = event;
	const offered = offers.getOr(trigger.instanceId, () => new BoundedMap(REMEMBERED));
	const known = offered.get(eventId);
	if (known !== undefined) return await known;
	const offer = offerToListed(trigger, event);
	offered.set(eventId, offer);
	// It has to be offered again when it comes again.
	const forget = () => {
		if (offered.get(eventId) === offer) offered.delete(eventId);
	};
	offer.then((reply) => {
		if (reply === 'again') forget();
	}, forget);
	return await offer;
}

async function offerToListed(trigger: ActiveTrigger, given: Event): Promise<Reply> {
	const { context, instanceId } = trigger;
	const { subscribers, key } = await whoWaits(trigger, given);
	if (key === undefined) return 'declined';
	const event = await withAddressesFor(trigger, given, chatsWaitedFor(subscribers));
	const { waits } = route(event.delivery, subscribers);
	const toOffer = { event, passedOn: passedOnFrom(event), waits, key };
	const { reply, gone } = await offerEvent(context, activeTriggersOn(instanceId), toOffer);
	if (gone.length > 0) void prune(context, trigger, { key, subscribers }, gone);
	return reply;
}

/** Without a token of the server, so only the message itself tells its time. */
const passedOnFrom = ({ delivery, eventId }: Event): IncomingDelivery => ({
	...aboutDelivery(delivery, eventId),
	raw: JSON.stringify({
		event: delivery.event,
		instance: delivery.instance,
		data: delivery.data,
	}),
	headers: { 'content-type': 'application/json' },
});

/** A question needs longer than that to get an answer. */
const FRESH_MS = 250;
/** A wait for an old message was on the list when the message was sent. Clocks differ by this much. */
const OLD_MS = 5_000;
const KEPT_MS = 60_000;
/** Each instance's list as last read, and when that began, Unix ms. */
const lists = createScopedCache<{
	readonly at: number;
	readonly reader: ActiveTrigger;
	readonly state: Promise<HubState>;
}>();

/** Reads the list of waits for the event. Events that ask one after the other get it in this order. @throws {RequestFailure} */
async function whoWaits(trigger: ActiveTrigger, { sentAt = Infinity }: Event): Promise<HubState> {
	const { instanceId, connection } = trigger;
	const known = lists.get(instanceId);
	if (known !== undefined && !known.reader.isLeaving) {
		// Negative if the clock was set back.
		const age = Date.now() - known.at;
		const isOld = sentAt + OLD_MS < messageTime(connection, known.at);
		if (age >= 0 && age < (isOld ? KEPT_MS : FRESH_MS)) return await known.state;
	}
	const reading = readInstanceHub(trigger);
	const state = Promise.allSettled([known?.state]).then(async () => await reading);
	// The caller that waits for it gets the error.
	state.catch(() => {});
	lists.set(instanceId, { at: Date.now(), reader: trigger, state });
	return await state;
}
