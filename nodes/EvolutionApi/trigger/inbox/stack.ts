import { mayAnswer } from '../../events/ownMessage';
import { chatsWaitedFor } from '../../hub/list';
import { sumUp, type Reply } from '../../hub/reply';
import type { Event } from '../memory/deliveredEvent';
import { enrich } from './enrich';
import { callOthers } from './recipients/otherProcess';
import { askWaits } from './recipients/waits';
import { startHere } from './recipients/workflow';
import { route, type Route } from './route';
import type { Source } from './source';

// The order in which an event reaches its recipients, whichever way it came: through the webhook (trigger/n8n/receive.ts), to a
// waiting execution (wait/receiveAnswer.ts), through WebSocket (channel/webSocketChannel.ts) or from the server's store
// (channel/catchUp.ts). These files have already checked that the event is from the server.
// All recipients have one signature, and answer with one of the four words of hub/reply.ts.

/** An event after the waits were asked, and before any workflow gets it. */
export interface Decision {
	/** The completed event. Its `isAnswer` tells whether it belongs to a question. */
	readonly event: Event;
	readonly plan: Route;
	/** Reply of the waiting executions. With `again`, no workflow gets the event yet: it may be an answer to a question. */
	readonly reply: Reply;
	/** Reply of the other application's webhook. It gets the event immediately, and again if the server redelivers it. */
	readonly foreign: Promise<Reply>;
}

/** Result of giving an event to its recipients. */
export interface TakeResult {
	/** `again` if a recipient doesn't have the event yet, so the server must send it again. */
	readonly reply: Reply;
	readonly isAnswer: boolean;
}

/** Gives an event to waits, then to workflows. @throws the error of starting the called node's workflow */
export async function take(event: Event, source: Source): Promise<TakeResult> {
	return await giveToWorkflows(await giveToWaits(event, source), source);
}

/** Step 1: enriches and routes the event, sends it to another application's webhook, and offers it to waiting executions. */
export async function giveToWaits(arrival: Event, source: Source): Promise<Decision> {
	const { subscribers, self } = source.list;
	const chats = mayAnswer(arrival.delivery) ? chatsWaitedFor(subscribers) : [];
	const event = await enrich(arrival, source, chats);
	const plan = route(event.delivery, subscribers, self);
	const foreign = callOthers(event, source, plan.foreign);
	const reply = await askWaits(event, source, plan.waits);
	return { event: { ...event, isAnswer: reply === 'taken' }, plan, reply, foreign };
}

/** Step 2: gives the event to all workflows: directly in this process, which is cheap, and in other processes by HTTP. */
export async function giveToWorkflows(
	{ event, plan, reply, foreign }: Decision,
	source: Source,
): Promise<TakeResult> {
	if (reply === 'again') return { reply, isAnswer: false };
	const replies = await Promise.all([
		startHere(event, source, plan.workflows),
		callOthers(event, source, plan.workflows),
		foreign,
	]);
	return { reply: sumUp(replies), isAnswer: event.isAnswer === true };
}
