import type { INodeExecutionData, IWebhookFunctions } from 'n8n-workflow';

import { SERVERS } from '../../server/connection';
import { forward, type ForwardResult } from '../../hub/forward';
import type { Subscriber } from '../../hub/list';
import {
	aboutDelivery,
	type IncomingDelivery,
	PASSED_HEADER,
	rawBody,
} from '../../hub/subscribers';
import type { Headers } from '../../hub/token';
import type { ActiveTrigger } from '../active/activeTrigger';
import { activeTriggersByUrl, activeTriggersOn } from '../active/activeTriggers';
import type { Event } from '../memory/deliveredEvent';
import { isRedelivered, startOrLog, startTrigger, takeItems, type Taker } from './start';
import { route } from './route';
import { type AskedHere, type Listening, offerEvent } from './offerEvent';

/** Recipients of an event, as its call names them. */
export interface Recipients {
	readonly headers: Headers;
	/** The `jwt_key` of the webhook. */
	readonly key: string;
	readonly subscribers: readonly Subscriber[];
	/** Whom the server has called, as the list has it; undefined while the list is being changed. */
	readonly self?: Subscriber;
}

/** Whom the server has called: a node or, if no active workflow has the trigger, an execution that waits and is on the list. */
type Called =
	| { readonly node: CalledTaker; readonly wait?: undefined }
	| { readonly wait?: AskedHere; readonly node?: undefined };

interface CalledTaker extends Taker {
	/** If its trigger() runs in this process. */
	readonly trigger?: ActiveTrigger;
}

/** Result of handing out an event. */
export interface Relayed extends Pick<ForwardResult, 'status' | 'gone'> {
	/** It is for a question of an execution that waits. */
	readonly isAnswer: boolean;
	/** With which n8n starts the workflow of the node, where trigger() does not run. */
	readonly workflowData?: INodeExecutionData[][];
}

/** The server gives up after 30 s. */
const TOTAL_MS = 20_000;

/**
 * Offers the event to the executions that wait in its chat. Then starts the workflow of the node, and passes the event on to the
 * other subscribers that want it: directly to those in this process, which costs n8n nothing and does not queue behind
 * further deliveries, and by HTTP to the rest. No workflow gets it as long as an execution that waits can't be asked.
 * @throws what the start of the node's workflow throws
 */
export async function relay(
	context: IWebhookFunctions,
	event: Event,
	recipients: Recipients,
	{ node, wait }: Called,
): Promise<Relayed> {
	const { headers, key, subscribers, self } = recipients;
	const { delivery } = event;
	const deadline = Date.now() + TOTAL_MS;
	const passedOn = passOn(context, event, headers);
	// The workflow that has passed it on has seen to the others.
	const plan = route(delivery, PASSED_HEADER in headers ? [] : subscribers, self);
	const active = activeTriggersByUrl(delivery.instance);
	const here = plan.workflows.flatMap(({ url }) => active.get(url) ?? []);
	const elsewhere = plan.workflows.filter(({ url }) => !active.has(url));
	const send = async (to: readonly Subscriber[], more = {}): Promise<ForwardResult> =>
		to.length === 0 ? NOBODY : await forward(context, passedOn, to, { key, ...more });
	// Foreign webhooks get everything, and at once.
	const toForeign = send(plan.foreign);
	const offer = { event, passedOn, waits: plan.waits, key, self: wait };
	const { reply, gone: ended } = await offerEvent(context, listeningAs(node), offer);
	if (reply === 'again') return { status: 503, gone: ended, isAnswer: false };
	const isAnswer = reply === 'taken';
	const decided = { ...event, isAnswer };
	const callable = withoutStarting(elsewhere, node, event, self);
	const [own, areStarted, ...results] = await Promise.all([
		node === undefined ? NOT_CALLED : startCalled(node, decided),
		startInThisProcess(here, decided),
		send(callable, { deadline, isAnswer }),
		toForeign,
	]);
	const gone = [ended, ...results.map((result) => result.gone)].flat();
	const isDone =
		callable.length === elsewhere.length &&
		own.isTaken &&
		areStarted &&
		results.every(({ status }) => status === 200) &&
		!mayComeBack(delivery.kind, subscribers, gone);
	return { workflowData: own.workflowData, gone, isAnswer, status: isDone ? 200 : 503 };
}

const passOn = (
	context: IWebhookFunctions,
	{ delivery, eventId }: Event,
	headers: Headers,
): IncomingDelivery => ({
	...aboutDelivery(delivery, eventId),
	headers,
	get raw() {
		return rawBody(context);
	},
});

/** The node, and in its process all others that listen to the instance. A test session remembers nothing. */
function listeningAs(node: CalledTaker | undefined): Listening {
	if (node?.id === undefined) return [];
	const active = activeTriggersOn(node.id.instanceId);
	return active.length > 0 ? active : [{ ...node.id, settings: node.settings }];
}

/**
 * While n8n starts, it answers for a workflow that is not active yet as if it were gone. Where no store has what it
 * missed, the event has to come again.
 */
const mayComeBack = (
	server: Event['delivery']['kind'],
	subscribers: readonly Subscriber[],
	gone: readonly string[],
): boolean =>
	SERVERS[server].store === undefined &&
	subscribers.some(({ kind, url }) => kind === 'trigger' && gone.includes(url));

/**
 * While n8n starts, its workflows become active one after the other. Those that are not active yet are not called with
 * what the server delivers again: n8n 2 makes a JavaScript engine for each call, and would make hundreds at once.
 */
function withoutStarting(
	subscribers: readonly Subscriber[],
	node: CalledTaker | undefined,
	event: Event,
	self: Subscriber | undefined,
): readonly Subscriber[] {
	const trigger = node?.trigger;
	if (trigger === undefined || self === undefined || !isRedelivered(trigger, event))
		return subscribers;
	const here = new URL(self.url).origin;
	return subscribers.filter(({ kind, url }) => kind !== 'trigger' || new URL(url).origin !== here);
}

const NOBODY: ForwardResult = {
	status: 200,
	forwarded: [],
	gone: [],
};

interface StartedCalled extends Pick<Relayed, 'workflowData'> {
	/** False: it has to come again. */
	readonly isTaken: boolean;
}

const NOT_CALLED: StartedCalled = { isTaken: true };

async function startCalled(node: CalledTaker, event: Event): Promise<StartedCalled> {
	if (node.trigger === undefined)
		return { isTaken: true, workflowData: await takeItems(node, event) };
	return { isTaken: (await startTrigger(node.trigger, event, 'webhook')) !== 'again' };
}

/** @returns whether all of them have it */
async function startInThisProcess(
	triggers: readonly ActiveTrigger[],
	event: Event,
): Promise<boolean> {
	const outcomes = await Promise.all(
		triggers
			.filter(({ isLeaving }) => !isLeaving)
			.map(async (trigger) => await startOrLog(trigger, startTrigger(trigger, event, 'webhook'))),
	);
	return !outcomes.includes('again');
}
