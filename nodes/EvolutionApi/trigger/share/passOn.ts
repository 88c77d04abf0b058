import type { INodeExecutionData, IWebhookFunctions } from 'n8n-workflow';

import { SERVERS } from '../../core/server/connection';
import { forward, type ForwardResult } from '../../hub/forward';
import type { Subscriber } from '../../hub/list';

import type { TriggerId } from '../memory/seenEvents';
import { aboutDelivery, PASSED_HEADER, rawBody, subscribersFor } from '../../hub/subscribers';
import type { Headers } from '../../hub/token';
import type { ActiveTrigger } from '../active/activeTrigger';
import { activeTriggersByUrl, activeTriggersOn, findActiveTrigger } from '../active/activeTriggers';
import type { Event } from '../memory/deliveredEvent';
import type { TriggerSettings } from '../settings/triggerSettings';
import { startsWithAnswers } from '../start/startWorkflow';
import { isRedelivered, orLogged, startNow } from '../start/startEvent';
import { type AskedHere, type Listening, offerEvent } from './offerEvent';

/** A delivery that came in at one of the subscribers. */
export interface Incoming extends Event {
	readonly headers: Headers;
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
	/** It is for a question of an execution that waits. */
	readonly isAnswer: boolean;
}

/** The server gives up after 30 s. */
const TOTAL_MS = 20_000;

/**
 * Offers the event to the executions that wait in its chat. Then starts the own workflow, and passes the event on to the
 * other subscribers that want it: directly to those in this process, which costs n8n nothing and does not queue behind
 * further deliveries, and by HTTP to the rest. As long as nobody can say whether the event is for a question, only those
 * workflows get it that start with answers, too.
 * @param wait in the place of a node, the execution that was called: no active workflow has the trigger
 * @throws what the own start throws
 */
export async function passOn(
	context: IWebhookFunctions,
	incoming: Incoming,
	node?: CalledNode,
	wait?: AskedHere,
): Promise<PassedOn> {
	const { delivery, eventId, headers, key, subscribers, self } = incoming;
	const trigger = node?.idAt(delivery.instance);
	const begun = Date.now();
	const passedOn = {
		...aboutDelivery(delivery, eventId),
		headers,
		get raw() {
			return rawBody(context);
		},
	};
	const targets = subscribersFor(subscribers, passedOn, self, begun).filter(
		({ kind }) => kind !== 'wait',
	);
	const here = activeTriggersByUrl(delivery.instance);
	const inThisProcess = targets.flatMap(({ url }) => here.get(url) ?? []);
	const others = targets.filter(({ url }) => !here.has(url));
	const send = async (to: readonly Subscriber[], more: object): Promise<ForwardResult> =>
		to.length === 0 ? NOBODY : await forward(context, passedOn, to, { key, ...more });
	const { foreign, workflows } = separateForeign(others);
	const toForeign = send(foreign, {});
	const offered = await offerEvent(context, listeningAs(trigger, node), {
		event: incoming,
		passedOn,
		// Who has passed it on has offered it.
		subscribers: PASSED_HEADER in headers ? [] : subscribers,
		key,
		self: wait,
	});
	const isUndecided = offered.whose === 'undecided';
	const isAnswer = offered.whose === 'question';
	const event = { ...incoming, isAnswer };
	const startable = (settings: TriggerSettings) => !isUndecided || startsWithAnswers(settings);
	const mayStart = inThisProcess.filter((active) => startable(active.settings));
	const callable = isUndecided ? [] : withoutStarting(workflows, trigger, incoming);
	const isStartable = node === undefined || startable(node.settings);
	const [own, areStarted, ...results] = await Promise.all([
		(isStartable ? node?.start(event) : undefined) ?? { isTaken: isStartable },
		startInThisProcess(mayStart, event),
		send(callable, { deadline: begun + TOTAL_MS, isAnswer }),
		toForeign,
	]);
	const isWhole =
		!isUndecided &&
		own.isTaken &&
		areStarted &&
		mayStart.length === inThisProcess.length &&
		callable.length === workflows.length &&
		results.every(({ status }) => status === 200);
	const gone = [offered, ...results].flatMap((result) => result.gone);
	const isOver = isWhole && !mayComeBack(incoming, gone);
	const { workflowData }: Started = own;
	return { workflowData, gone, isAnswer, status: isOver ? 200 : 503 };
}

/** The node, and in its process all others that listen to the instance. A test session remembers nothing. */
function listeningAs(trigger: TriggerId | undefined, node: CalledNode | undefined): Listening {
	if (trigger === undefined || node === undefined) return [];
	const active = activeTriggersOn(trigger.instanceId);
	return active.length > 0 ? active : [{ ...trigger, settings: node.settings }];
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
	workflows: subscribers.filter(({ kind }) => kind !== 'foreign'),
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
};

/** @returns whether all of them have it */
async function startInThisProcess(
	triggers: readonly ActiveTrigger[],
	event: Event,
): Promise<boolean> {
	const results = await Promise.all(
		triggers
			.filter(({ isLeaving }) => !isLeaving)
			.map(async (trigger) => await orLogged(trigger, startNow(trigger, event))),
	);
	return results.every((isTaken) => isTaken === true);
}
