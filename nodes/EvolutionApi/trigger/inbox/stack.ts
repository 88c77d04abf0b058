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
import { passedOn, type Source } from './source';

// The order in which an event reaches everyone who wants it, however it came: through the webhook (trigger/n8n/receive.ts), to a
// waiting execution (wait/receiveAnswer.ts), through WebSocket (channel/webSocketChannel.ts) or from the server's store
// (channel/catchUp.ts). These have made sure that it's from the server.

/** An event before any workflow gets it. */
export interface Decision {
	/** With everything that's known of it: `isAnswer` if a question has it. */
	readonly event: Event;
	readonly plan: Route;
	/** The executions that wait have replied this: after `again`, no workflow gets the event. */
	readonly reply: Reply;
	readonly foreign: Promise<readonly Forwarded[]>;
}

/** Result of handing out an event. */
export interface TakeResult {
	/** `again` if someone who wants the event doesn't have it yet. */
	readonly reply: Reply;
	readonly isAnswer: boolean;
}

/** Hands out an event. @throws what the start of the called node's workflow throws */
export async function take(event: Event, source: Source): Promise<TakeResult> {
	return await deliver(await decideRecipients(event, source), source);
}

/** First the event is completed and routed. Foreign webhooks get it at once, and executions that wait before any workflow. */
export async function decideRecipients(arrival: Event, source: Source): Promise<Decision> {
	const { list, place } = source;
	const chats = mayAnswer(arrival.delivery) ? chatsWaitedFor(list.subscribers) : [];
	const event = await enrich(arrival, source, chats);
	const plan = route(event.delivery, list.subscribers, list.self);
	const foreign = passOn(event, source, plan.foreign);
	const { reply, gone } = await askWaits(event, source, plan.waits);
	void prune(place, list, gone);
	return { event: { ...event, isAnswer: reply === 'taken' }, plan, reply, foreign };
}

/** Then all workflows get the event: directly in this process, which costs n8n nothing, and by HTTP in the others. */
export async function deliver(
	{ event, plan, reply, foreign }: Decision,
	source: Source,
): Promise<TakeResult> {
	if (reply === 'again') return { reply, isAnswer: false };
	const { trigger, node, place, list, way } = source;
	const byUrl = activeTriggersByUrl(event.delivery.instance);
	const active = plan.workflows.flatMap(({ url }) => byUrl.get(url) ?? []);
	const here = new Set([trigger ?? [], active.filter(({ isLeaving }) => !isLeaving)].flat());
	const elsewhere = plan.workflows.filter(({ url }) => !byUrl.has(url));
	const [called, inThisProcess, ...others] = await Promise.all([
		node?.take(event) ?? ('declined' as const),
		Promise.all([...here].map(async (one) => await startOrLog(one, event, way))),
		passOn(event, source, elsewhere),
		foreign,
	]);
	const forwarded = others.flat();
	const gone = forwarded.flatMap((one) => (one.reply === 'gone' ? [one.subscriber.url] : []));
	void prune(place, list, gone);
	const replies = forwarded.map((one) => (mayComeBack(event, one) ? 'again' : one.reply));
	return {
		reply: sumUp([called, ...inThisProcess, ...replies]),
		isAnswer: event.isAnswer === true,
	};
}

/** Calls other processes and applications. Workflows of an n8n that is starting get the event when it comes again. */
async function passOn(
	event: Event,
	source: Source,
	subscribers: readonly Subscriber[],
): Promise<readonly Forwarded[]> {
	if (subscribers.length === 0) return [];
	const { place, list, deadline } = source;
	const isLater = (one: Subscriber) => isStarting(one, event, source);
	const called = subscribers.filter((one) => !isLater(one));
	const options = { key: list.key, deadline, isAnswer: event.isAnswer };
	const later = subscribers
		.filter(isLater)
		.map((subscriber) => ({ subscriber, reply: 'again' }) as const);
	return [...(await forward(place.context, passedOn(event, list), called, options)), ...later];
}

/**
 * While n8n starts, its workflows become active one after the other. Those that aren't active yet aren't called with what the
 * server delivers again: n8n 2 makes a JavaScript engine for each call, and would make hundreds at once.
 */
function isStarting({ kind, url }: Subscriber, event: Event, { trigger, list }: Source): boolean {
	if (kind !== 'trigger' || trigger === undefined || list.self === undefined) return false;
	return isRedelivered(trigger, event) && new URL(url).origin === new URL(list.self.url).origin;
}

/**
 * While n8n starts, it answers for a workflow that isn't active yet as if it were gone. If no store has what the workflow
 * misses, the event has to come again.
 */
const mayComeBack = ({ delivery }: Event, { subscriber, reply }: Forwarded): boolean =>
	reply === 'gone' && subscriber.kind === 'trigger' && SERVERS[delivery.kind].store === undefined;
