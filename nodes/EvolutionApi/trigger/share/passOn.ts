import { type INodeExecutionData, type IWebhookFunctions, sleep } from 'n8n-workflow';

import type { Connection, Target } from '../../core/server/adapter';
import { SERVERS } from '../../core/server/connection';
import { mayAnswer } from '../../events/ownMessage';
import type { Delivery } from '../../core/server/delivery';
import { probe } from '../../hub/ask';
import { changeHub } from '../../hub/changes';
import { forward, type ForwardResult, type Health, isUnresponsive } from '../../hub/forward';
import type { Subscriber } from '../../hub/list';
import { rememberTaken, type TriggerId } from '../memory/takenEvents';
import { aboutDelivery, rawBody, subscribersFor } from '../../hub/subscribers';
import { ANSWERED, replyQueue } from '../../hub/waits';
import type { ActiveTrigger } from '../active/activeTrigger';
import { activeTriggerAt, findActiveTrigger, headersOfCall } from '../active/activeTriggers';
import type { Event } from '../memory/deliveredEvent';
import { type TriggerSettings, readServer, type TriggerCaller } from '../settings/triggerSettings';
import { isKnownAnswer, startsWithAnswers } from '../start/startWorkflow';
import { isRedelivered, startNow } from '../start/startEvent';

/** Of the subscribers that this process calls. */
export const health: Health = new Map();

/** A delivery that came in at one of the subscribers. */
export interface Incoming extends Event {
	/** The `jwt_key` of the webhook. */
	readonly key: string;
	readonly subscribers: readonly Subscriber[];
	/** Ourselves in the list; undefined while the list is being changed. */
	readonly self?: Subscriber;
}

/** The node that was called. */
interface CalledNode {
	readonly settings: TriggerSettings;
	/** Whose memory tells who already has an event of the instance; undefined for a test session, which remembers nothing. */
	idAt(instance: string): TriggerId | undefined;
	/** Starts the workflow with an event, if it wants that. */
	start(event: Event): Promise<Started>;
}

/** What became of an event at the workflow of the node. */
export interface Started {
	/** False: it has to come again. */
	readonly isTaken: boolean;
	/** With which n8n starts the workflow, where trigger() does not run. */
	readonly workflowData?: INodeExecutionData[][];
}

export interface PassedOn
	extends Pick<ForwardResult, 'status' | 'gone'>,
		Pick<Started, 'workflowData'> {
	/** An execution that waits could neither take nor decline it. */
	readonly mustOfferAgain: boolean;
}

/** Longer than one try, and time is left for the others: the server gives up after 30 s. */
const OFFER_MS = 10_000;
const TOTAL_MS = 20_000;

/**
 * Offers the event to the executions that wait for an answer. Then starts the own workflow, and passes the event on to the
 * other subscribers that want it: directly to those in this process, which costs n8n nothing and does not queue behind
 * further deliveries, and by HTTP to the rest. As long as a waiting execution cannot say whether the event is its answer,
 * only those workflows get it that start with answers, too.
 * @throws what the own start throws
 */
export async function passOn(
	context: IWebhookFunctions,
	incoming: Incoming,
	node: CalledNode,
): Promise<PassedOn> {
	const { delivery, eventId, sentAt, key, subscribers, self } = incoming;
	const trigger = node.idAt(delivery.instance);
	const begun = Date.now();
	const options = { key, health, queue: replyQueue };
	const passedOn = {
		...aboutDelivery(delivery, eventId),
		headers: headersOfCall(context),
		get raw() {
			return rawBody(context);
		},
	};
	const targets = subscribersFor(subscribers, passedOn, self, begun);
	const inThisProcess = targets.flatMap(({ url }) => activeTriggerAt(url, delivery.instance) ?? []);
	const others = targets.filter(({ url }) => activeTriggerAt(url, delivery.instance) === undefined);
	const send = async (to: readonly Subscriber[], more: object): Promise<ForwardResult> =>
		to.length === 0 ? NOBODY : await forward(context, passedOn, to, { ...options, ...more });
	const mayBeAsked = mayAnswer(delivery) && !isKnownAnswer(trigger, incoming);
	const waits = mayBeAsked ? others.filter(({ kind }) => kind === 'wait') : [];
	const offering = send(waits, { deadline: begun + OFFER_MS });
	const { foreign, workflows } = separateForeign(others);
	const toForeign = send(foreign, {});
	// Without an await where nobody waits.
	const offered = waits.length === 0 ? NOBODY : await offering;
	if (offered.isAnswer === true && trigger !== undefined)
		rememberTaken(trigger, eventId, [ANSWERED], sentAt);
	const isUndecided = offered.isAnswer === 'undecided';
	const event = {
		...incoming,
		isAnswer: offered.isAnswer === true || isKnownAnswer(trigger, incoming),
	};
	const startable = (settings: TriggerSettings) => !isUndecided || startsWithAnswers(settings);
	const mayStart = inThisProcess.filter((active) => startable(active.settings));
	const callable = isUndecided ? [] : withoutStarting(workflows, trigger, incoming);
	const [own, areStarted, ...results] = await Promise.all([
		startable(node.settings) ? node.start(event) : { isTaken: false, workflowData: undefined },
		startInThisProcess(mayStart, event),
		send(callable, { deadline: begun + TOTAL_MS, isAnswer: event.isAnswer }),
		toForeign,
	]);
	const isWhole =
		own.isTaken &&
		areStarted &&
		mayStart.length === inThisProcess.length &&
		callable.length === workflows.length &&
		[offered, ...results].every(({ status }) => status === 200);
	const gone = [offered, ...results].flatMap((result) => result.gone);
	const isOver = isWhole && !mayComeBack(incoming, gone);
	const { workflowData } = own;
	return { workflowData, gone, mustOfferAgain: offered.status === 503, status: isOver ? 200 : 503 };
}

/**
 * While n8n starts, it answers for a workflow that is not active yet as if it were gone. Where no store has what it
 * missed, the event has to come again.
 */
const mayComeBack = ({ delivery, subscribers }: Incoming, gone: readonly string[]): boolean =>
	SERVERS[delivery.kind].store === undefined &&
	subscribers.some(({ kind, url }) => kind === 'trigger' && gone.includes(url));

/** Foreign webhooks get everything, and at once. */
const separateForeign = (subscribers: readonly Subscriber[]) => ({
	foreign: subscribers.filter(({ kind }) => kind === 'foreign'),
	workflows: subscribers.filter(({ kind }) => kind !== 'foreign' && kind !== 'wait'),
});

/**
 * While n8n starts, its workflows become active one after the other. Those that are not active yet are not called with
 * what the server delivers again: n8n 2 makes a JavaScript engine for each call, and would make hundreds at once.
 */
function withoutStarting(
	subscribers: readonly Subscriber[],
	trigger: TriggerId | undefined,
	incoming: Incoming,
): readonly Subscriber[] {
	const called = trigger && findActiveTrigger(trigger.nodeId, incoming.delivery.instance);
	const { self } = incoming;
	if (called === undefined || self === undefined || !isRedelivered(called, incoming))
		return subscribers;
	const here = new URL(self.url).origin;
	return subscribers.filter(({ kind, url }) => kind !== 'trigger' || new URL(url).origin !== here);
}

const NOBODY: ForwardResult = {
	status: 200,
	forwarded: [],
	gone: [],
	isAnswer: false,
};

/** @returns whether all of them have it */
async function startInThisProcess(
	triggers: readonly ActiveTrigger[],
	event: Event,
): Promise<boolean> {
	const results = await Promise.all(
		triggers
			.filter(({ isLeaving }) => !isLeaving)
			.map(async (trigger) => {
				try {
					return await startNow(trigger, event);
				} catch (error) {
					const cause = error instanceof Error ? error.message : '';
					trigger.context.logger.warn('An event could not start the workflow', { cause });
					return false;
				}
			}),
	);
	return !results.includes(false);
}

/** A workflow that is just being started cannot be reached for a moment. */
const PATIENCE_MS = 10_000;
/**
 * What it misses while it is off the list, no store may have: n8n takes minutes to start many workflows. Longer than
 * Evolution Go tries.
 */
const LONG_PATIENCE_MS = 5 * 60_000;
/** URLs that are being checked. */
const suspected = new Set<string>();

interface Suspected {
	readonly key: string;
	readonly subscribers: readonly Subscriber[];
	/** That they did not take; left out where the trigger says which instance it is. */
	readonly delivery?: Pick<Delivery, 'instance'>;
}

/** Unsubscribes those that are gone for good. If that fails, the next one to notice does it. Never throws. */
export async function prune(
	context: TriggerCaller,
	trigger: ActiveTrigger | undefined,
	{ key, subscribers, delivery }: Suspected,
	urls: readonly string[],
): Promise<void> {
	const suspects = subscribers.filter(({ url }) => urls.includes(url) && !suspected.has(url));
	for (const { url } of suspects) suspected.add(url);
	try {
		const target = trigger ?? { ...(await readServer(context, delivery?.instance)), context };
		const patience = patienceWith(suspects, target.connection);
		await sleep(patience ?? (trigger === undefined ? 0 : PATIENCE_MS));
		for (const suspect of suspects)
			if (!(await isBack(target, suspect, key)))
				await changeHub(target, { do: 'unsubscribe', url: suspect.url });
	} catch (error) {
		context.logger.warn('A workflow that is gone could not be removed from the webhook', {
			cause: error instanceof Error ? error.message : '',
		});
	} finally {
		for (const { url } of suspects) suspected.delete(url);
	}
}

/** Undefined if nothing that they miss is lost. */
const patienceWith = (suspects: readonly Subscriber[], connection: Connection) =>
	suspects.some(({ kind }) => kind === 'trigger') && connection.server.store === undefined
		? LONG_PATIENCE_MS
		: undefined;

/** A wait is asked again only if it did not answer: else it has said itself that it is over. */
async function isBack(
	{ context, instance }: Target,
	suspect: Subscriber,
	key: string,
): Promise<boolean> {
	if (activeTriggerAt(suspect.url, instance) !== undefined) return true;
	const isDoubtful = suspect.kind === 'trigger' || isUnresponsive(health, suspect);
	return isDoubtful && (await probe(context, suspect, { key, instance }, health)) !== 'gone';
}
