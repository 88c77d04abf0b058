import { mayAnswer } from '../../events/ownMessage';
import { chatsWaitedFor } from '../../hub/list';
import { combine, type Reply } from '../../hub/reply';
import type { Event } from '../memory/deliveredEvent';
import { enrich } from './enrich';
import { callByHttp } from './recipients/otherProcess';
import { askWaits } from './recipients/waits';
import { startHere } from './recipients/workflow';
import { route, type Route } from './route';
import type { Source } from './source';

// Gives an event to its recipients, in this order:
// 1. the webhook of another application, without waiting for its reply;
// 2. the executions that wait in the event's chat, one after the other, until one takes it;
// 3. all workflows, which learn whether the event was an answer. While that's undecided, they don't get the event.
// Every genuine event goes this way, whether it came through the webhook (trigger/n8n/receive.ts), to a waiting execution
// (wait/receiveAnswer.ts), through WebSocket (channel/webSocketChannel.ts) or from the server's store (channel/catchUp.ts).

export interface Decision {
	/** The enriched event. Its `isAnswer` tells whether a waiting execution has taken the event. */
	readonly event: Event;
	readonly plan: Route;
	/** Reply of the waiting executions, such as `taken`. */
	readonly reply: Reply;
	/** Reply of another application's webhook. Never rejects. */
	readonly foreignReply: Promise<Reply>;
}

export interface TakeResult {
	/** `again` if the server must redeliver the event, or else the combined reply of workflows and another application. */
	readonly reply: Reply;
	/** True if a waiting execution has taken the event; false also if that isn't known yet. */
	readonly isAnswer: boolean;
}

/** Gives an event to its recipients. @throws if the workflow whose webhook was called can't start; a redelivery can start it */
export async function take(event: Event, source: Source): Promise<TakeResult> {
	return await giveToWorkflows(await giveToWaits(event, source), source);
}

/** Sends the event to the webhook of another application, if there is one, and offers the event to waiting executions. */
export async function giveToWaits(arrival: Event, source: Source): Promise<Decision> {
	const { subscribers, self } = source.list;
	const chats = mayAnswer(arrival.delivery) ? chatsWaitedFor(subscribers) : [];
	const event = await enrich(arrival, source, chats);
	const plan = route(event.delivery, subscribers, self);
	const foreignReply = callByHttp(event, source, plan.foreign);
	const reply = await askWaits(event, source, plan.waits);
	return { event: { ...event, isAnswer: reply === 'taken' }, plan, reply, foreignReply };
}

/** Step 3: gives the event to all workflows: directly to those of this process, and by HTTP to those of other processes. */
export async function giveToWorkflows(
	{ event, plan, reply, foreignReply }: Decision,
	source: Source,
): Promise<TakeResult> {
	if (reply === 'again') return { reply, isAnswer: false };
	const replies = await Promise.all([
		startHere(event, source, plan.workflows),
		callByHttp(event, source, plan.workflows),
		foreignReply,
	]);
	return { reply: combine(replies), isAnswer: event.isAnswer === true };
}
