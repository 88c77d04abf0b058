import { z } from 'zod';

import type { Connection, Target } from '../../server/adapter';
import { askWorkflow, type OwnEvent } from '../../hub/ask';
import { readInstanceHub } from '../../hub/changes';
import { isExpired, isWorkflow, type WorkflowSubscriber } from '../../hub/list';
import { activeTriggersByUrl, activeTriggersOn } from '../active/activeTriggers';
import { makeInstanceId } from '../../server/account';
import { messageTime } from '../memory/deliveredEvent';
import type { TriggerName } from '../memory/seenEvents';
import { subscribedEvents } from '../active/registration';
import { saveSoon } from '../active/saveTaken';
import { addressNames, findTakeovers, type Takeover, takeoverSchema } from '../memory/takeovers';
import { MINUTE_MS } from '../../core/values/time';

// Requests of *Conversation → Get Takeover Status*, *Pause Bot* and *Resume Bot* to a trigger, in this process or in another.

/** No server sends this event. */
export const TAKEOVER_EVENT: OwnEvent = 'evolution-hub.takeover';

/** Tolerance for a takeover that seems to begin in the future: message times are whole seconds, and `now` is an estimate. */
const CLOSE_MS = 3_000;

const takeoverRequest = z.object({
	do: z.enum(['get', 'pause', 'resume']),
	/** Addresses of the chat: numbers or JIDs. */
	chats: z.array(z.string()).readonly(),
	minutes: z.number().optional(),
});

export type TakeoverRequest = Readonly<z.output<typeof takeoverRequest>>;

const takeoverAnswer = z.object({
	/** False with WebSocket if trigger() runs in another process: only that process knows the takeovers. */
	isKnown: z.boolean(),
	takeover: takeoverSchema.optional(),
});

export type TakeoverAnswer = Readonly<z.output<typeof takeoverAnswer>>;

/** @param connection undefined if the trigger doesn't run in this process: n8n's clock is then used instead of WhatsApp's */
export function doTakeover(
	trigger: TriggerName,
	request: TakeoverRequest,
	connection?: Connection,
): TakeoverAnswer {
	const takeovers = findTakeovers(trigger);
	const names = addressNames(request.chats);
	const now = connection === undefined ? Date.now() : messageTime(connection, Date.now());
	// If a wrong clock has dated an earlier pause in the future, the request must also end or replace that pause.
	const afterAll = takeovers.timeAfterAll(names, now);
	for (const at of new Set([now, afterAll])) {
		const until = at + (request.minutes ?? 0) * MINUTE_MS;
		if (request.do === 'resume') takeovers.resume(names, at);
		if (request.do === 'pause') takeovers.pause(names, { at, until, by: 'workflow', device: null });
	}
	const takeover = takeovers.find(names, Math.min(afterAll, now + CLOSE_MS));
	return { isKnown: true, takeover };
}

export const readTakeoverRequest = (question: unknown): TakeoverRequest | undefined =>
	takeoverRequest.safeParse(question).data;

export interface TakeoverResult {
	/** If the workflows report different takeovers, this is the one that ends last. */
	readonly takeover?: Takeover;
	/** Number of workflows that know whether the chat is taken over. */
	readonly workflows: number;
	readonly silentCount: number;
	/** Number of workflows that answered, but don't know whether the chat is taken over. */
	readonly unsureCount: number;
}

/**
 * Passes the request to all active workflows of the instance: directly within this process, otherwise by a signed webhook call.
 * @throws {RequestFailure} if the server can't be asked for the list of workflows
 */
export async function askTakeover(
	target: Target,
	request: TakeoverRequest,
): Promise<TakeoverResult> {
	const { context, connection, instance } = target;
	const { subscribers, key = '' } = await readInstanceHub(target);
	const candidates = subscribers.filter(isWorkflow).filter(mayLeaveChats);
	const byUrl = activeTriggersByUrl(instance);
	const here = new Set([
		...activeTriggersOn(makeInstanceId(connection, instance)),
		...candidates.flatMap(({ url }) => byUrl.get(url) ?? []),
	]);
	const ownAnswers = [...here]
		.filter(({ isLeaving }) => !isLeaving)
		.filter(({ settings }) => subscribedEvents(settings).includes('MESSAGES_UPSERT'))
		.map((active) => {
			if (request.do !== 'get') saveSoon(active, 0);
			return doTakeover(active, request, active.connection);
		});
	const call = { event: TAKEOVER_EVENT, instance, key, question: request };
	const others = candidates.filter(({ url }) => !byUrl.has(url));
	const otherAnswers = await Promise.all(
		others.map(async (other) => {
			const { reply, body } = await askWorkflow(context, other, call);
			if (reply === 'gone') return [];
			return [reply === 'taken' ? takeoverAnswer.safeParse(body).data : undefined];
		}),
	);
	return mergeAnswers([...ownAnswers, ...otherAnswers.flat()]);
}

/** Tells whether a subscriber is a published workflow that gets messages, and so can notice when a person takes over a chat. */
const mayLeaveChats = (subscriber: WorkflowSubscriber): boolean =>
	['socket', 'trigger'].includes(subscriber.kind) &&
	!isExpired(subscriber, Date.now()) &&
	(subscriber.events.length === 0 || subscriber.events.includes('MESSAGES_UPSERT'));

/** @param answers undefined for a workflow that didn't answer */
function mergeAnswers(answers: ReadonlyArray<TakeoverAnswer | undefined>): TakeoverResult {
	const replies = answers.filter((answer) => answer !== undefined);
	const certainAnswers = replies.filter(({ isKnown }) => isKnown);
	const [takeover] = certainAnswers
		.flatMap(({ takeover }) => takeover ?? [])
		.sort((current, other) => other.until - current.until);
	return {
		takeover,
		workflows: certainAnswers.length,
		silentCount: answers.length - replies.length,
		unsureCount: replies.length - certainAnswers.length,
	};
}
