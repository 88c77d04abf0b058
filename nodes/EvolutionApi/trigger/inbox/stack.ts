import { forward, type Forwarded } from '../../hub/forward';
import { chatsWaitedFor, type Subscriber } from '../../hub/list';
import { sumUp, type Reply } from '../../hub/reply';
import { mayAnswer } from '../../events/ownMessage';
import { SERVERS } from '../../server/connection';
import { activeTriggersByUrl } from '../active/activeTriggers';
import type { Event } from '../memory/deliveredEvent';
import { enrich } from './enrich';
import { prune } from './prune';
import { askWaits } from './recipients/waits';
import { isRedelivered, startOrLog } from './recipients/workflow';
import { route, type Route } from './route';
import { asIncoming, type Source } from './source';

// The order in which an event reaches its recipients, whichever way it came: through the webhook (trigger/n8n/receive.ts), to a
// waiting execution (wait/receiveAnswer.ts), through WebSocket (channel/webSocketChannel.ts) or from the server's store
// (channel/catchUp.ts). These files have already checked that the event is from the server.

/** An event after the waits were asked, and before any workflow gets it. */
export interface Decision {
	/** The completed event. Its `isAnswer` tells whether it belongs to a question. */
	readonly event: Event;
	readonly plan: Route;
	/** Reply of the waiting executions. With `again`, no workflow gets the event yet: it may be an answer to a question. */
	readonly reply: Reply;
	readonly foreign: Promise<readonly Forwarded[]>;
}

/** Result of giving an event to its recipients. */
export interface TakeResult {
	/** `again` if a recipient doesn't have the event yet, so the server must send it again. Values: hub/reply.ts. */
	readonly reply: Reply;
	readonly isAnswer: boolean;
}

/** Gives an event to waits, then to workflows. @throws the error of starting the called node's workflow */
export async function take(event: Event, source: Source): Promise<TakeResult> {
	return await giveToWorkflows(await giveToWaits(event, source), source);
}

/** Step 1: enriches and routes the event, starts to send it to foreign webhooks, and offers it to waiting executions. */
export async function giveToWaits(arrival: Event, source: Source): Promise<Decision> {
	const { list, place } = source;
	const chats = mayAnswer(arrival.delivery) ? chatsWaitedFor(list.subscribers) : [];
	const event = await enrich(arrival, source, chats);
	const plan = route(event.delivery, list.subscribers, list.self);
	const foreign = passOn(event, source, plan.foreign);
	const { reply, gone } = await askWaits(event, source, plan.waits);
	void prune(place, list, gone);
	return { event: { ...event, isAnswer: reply === 'taken' }, plan, reply, foreign };
}

/** Step 2: gives the event to all workflows: directly in this process, which is cheap, and in other processes by HTTP. */
export async function giveToWorkflows(
	{ event, plan, reply, foreign }: Decision,
	source: Source,
): Promise<TakeResult> {
	if (reply === 'again') return { reply, isAnswer: false };
	const { trigger, called, place, list, way } = source;
	const byUrl = activeTriggersByUrl(event.delivery.instance);
	const active = plan.workflows.flatMap(({ url }) => byUrl.get(url) ?? []);
	const here = new Set([trigger ?? [], active.filter(({ isLeaving }) => !isLeaving)].flat());
	const elsewhere = plan.workflows.filter(({ url }) => !byUrl.has(url));
	const [nodeReply, inThisProcess, ...others] = await Promise.all([
		called?.take(event) ?? ('declined' as const),
		Promise.all([...here].map(async (one) => await startOrLog(one, event, way))),
		passOn(event, source, elsewhere),
		foreign,
	]);
	const answers = others.flat();
	const dead = answers.flatMap((one) => (one.reply === 'gone' ? [one.subscriber.url] : []));
	void prune(place, list, dead);
	const replies = answers.map((one) => (mayComeBack(event, one) ? 'again' : one.reply));
	return {
		reply: sumUp([nodeReply, ...inThisProcess, ...replies]),
		isAnswer: event.isAnswer === true,
	};
}

/** Calls other processes and applications. Workflows that n8n is still starting get the event at its next delivery. */
async function passOn(
	event: Event,
	source: Source,
	subscribers: readonly Subscriber[],
): Promise<readonly Forwarded[]> {
	if (subscribers.length === 0) return [];
	const { place, list, deadline } = source;
	const isLater = (one: Subscriber) => isStarting(one, event, source);
	const now = subscribers.filter((one) => !isLater(one));
	const options = { key: list.key, deadline, isAnswer: event.isAnswer };
	const later = subscribers
		.filter(isLater)
		.map((subscriber) => ({ subscriber, reply: 'again' }) as const);
	return [...(await forward(place.context, asIncoming(event, list), now, options)), ...later];
}

/**
 * Tells whether n8n is still starting the workflow, and the event is a redelivery. While n8n starts, its workflows become active
 * one after the other. Calling them would be expensive: n8n 2 creates a JavaScript engine for each call, hundreds at once.
 */
function isStarting({ kind, url }: Subscriber, event: Event, { trigger, list }: Source): boolean {
	if (kind !== 'trigger' || trigger === undefined || list.self === undefined) return false;
	return isRedelivered(trigger, event) && new URL(url).origin === new URL(list.self.url).origin;
}

/**
 * Tells whether a workflow that seems gone may just not be active yet: while n8n starts, its answer is the same for both.
 * Without a store to find the event in later, the server must deliver it again.
 */
const mayComeBack = ({ delivery }: Event, { subscriber, reply }: Forwarded): boolean =>
	reply === 'gone' && subscriber.kind === 'trigger' && SERVERS[delivery.kind].store === undefined;
