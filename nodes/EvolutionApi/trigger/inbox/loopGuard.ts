import type { FunctionsBase, IDataObject, INodeExecutionData } from 'n8n-workflow';

import { getChatType } from '../../core/values/addresses';
import { BoundedMap } from '../../core/values/boundedMap';
import { makeSessionId } from '../../events/modelKeys';
import { kindAndText } from '../../events/readContent';
import { isFromContact } from '../../events/ownMessage';
import { activeTriggersOn } from '../active/activeTriggers';
import type { Event } from '../memory/deliveredEvent';
import { createScopedCache } from '../memory/scopedCache';
import { triggerKey, type TriggerId } from '../memory/seenEvents';
import type { TriggerSettings } from '../settings/triggerSettings';

// Two bots that answer each other go on without end. What they lack is a person's pause: somebody who reads, thinks or does
// something else leaves a minute between two messages now and then.

const MINUTE_MS = 60_000;
/** Who answers what we say needs a moment: what comes in one second beyond that is no answer, and what is old neither. */
const MOST_IN_A_SECOND = 2;
const FRESH_MS = 2 * MINUTE_MS;
/** Of each workflow. */
const MOST_CHATS = 5_000;

/** The texts of one private chat that have started the workflow. */
interface Run {
	/** When they were sent, Unix ms, without a pause between two of them. */
	readonly times: readonly number[];
	/** When the last one was sent, Unix ms, whether it has started the workflow or not. */
	readonly lastAt: number;
	/** When the last one came, by our clock, Unix ms. */
	readonly heardAt: number;
	/** How many have started nothing since the chat was stopped; undefined while it is not. */
	readonly skipped?: number;
}

/** How many texts of a chat may start the workflow, and within what time. */
type Limit = Pick<TriggerSettings['options']['loopGuard'], 'maxStarts' | 'minutes'>;

/** By trigger, and then by session ID of the chat. */
const runs = createScopedCache<BoundedMap<Run>>();

const openRuns = (trigger: TriggerId): BoundedMap<Run> =>
	runs.getOr(triggerKey(trigger), () => new BoundedMap<Run>(MOST_CHATS));

/** @param run undefined for the first text of a chat @returns with one more */
function addText(run: Run | undefined, at: number, limit: Limit): Run {
	const heardAt = Date.now();
	const quietMs = at - (run?.lastAt ?? -Infinity);
	if (run === undefined || quietMs >= limit.minutes * MINUTE_MS)
		return { times: [at], lastAt: at, heardAt };
	const lastAt = Math.max(run.lastAt, at);
	if (run.skipped !== undefined) return { ...run, lastAt, heardAt, skipped: run.skipped + 1 };
	const isAtOnce = run.times.filter((time) => time === at).length >= MOST_IN_A_SECOND;
	if (isAtOnce || heardAt - at > FRESH_MS) return { ...run, lastAt, heardAt };
	const before = quietMs > MINUTE_MS ? [] : run.times;
	const times = [...before, at].slice(-limit.maxStarts);
	const isLoop =
		times.length === limit.maxStarts && at - (times[0] ?? at) <= limit.minutes * MINUTE_MS;
	return { times, lastAt, heardAt, skipped: isLoop ? 0 : undefined };
}

/** Whether a text may start the workflow, and what its item says of that. */
interface Verdict {
	readonly mayStart: boolean;
	/** `loopGuard` of the item: when a chat is stopped, and when it goes on. */
	readonly note?: IDataObject;
}

const MAY_START: Verdict = { mayStart: true };

/**
 * Counts a text that is about to start the workflow.
 * @param trigger that has not had it before
 */
export function guardAgainstLoop(
	{ logger }: Pick<FunctionsBase, 'logger'>,
	trigger: TriggerId,
	{ options: { loopGuard } }: TriggerSettings,
	{ delivery, sentAt }: Event,
): Verdict {
	const isOfOne = ['bot', 'private'].includes(getChatType(delivery.chat[0] ?? ''));
	if (!loopGuard.stopLoops || sentAt === undefined || !isOfOne) return MAY_START;
	if (!isFromContact(delivery) || kindAndText(delivery)?.text == null) return MAY_START;
	const chat = makeSessionId(delivery);
	const chats = openRuns(trigger);
	const before = chats.get(chat);
	const run = addText(before, sentAt, loopGuard);
	chats.delete(chat);
	chats.set(chat, run);
	const wasStopped = before?.skipped !== undefined;
	if (run.skipped === undefined) {
		if (!wasStopped) return MAY_START;
		logger.info('A chat that was stopped by the Loop Guard goes on', { chat });
		return { mayStart: true, note: { isStopped: false, skipped: before.skipped } };
	}
	if (wasStopped) return { mayStart: false };
	const { maxStarts, minutes } = loopGuard;
	logger.warn(`${foundLoop(loopGuard)} ${GOES_ON(minutes)}`, { chat });
	for (const { health } of activeTriggersOn(trigger.instanceId)) health?.loopStopped(loopGuard);
	const note = { isStopped: true, starts: maxStarts, minutes, goesOnAfterQuietMinutes: minutes };
	return { mayStart: true, note };
}

/** In the words of the log and of *Health Alert*. */
export const foundLoop = ({ maxStarts, minutes }: Limit): string =>
	`A private chat has started the workflow ${maxStarts} times within ${minutes} minutes without a person's pause: two bots may answer each other. It starts nothing more.`;

export const GOES_ON = (minutes: number): string =>
	`It goes on when that chat has been quiet for ${minutes} minutes.`;

/** Whether a chat of any workflow of the instance here is stopped and has not been quiet for long enough. */
export const isAnyChatStopped = (instanceId: string): boolean =>
	activeTriggersOn(instanceId).some((trigger) => {
		const quietMs = trigger.settings.options.loopGuard.minutes * MINUTE_MS;
		return openRuns(trigger)
			.all()
			.some(({ skipped, heardAt }) => skipped !== undefined && Date.now() - heardAt < quietMs);
	});

/** The items, of which the first says that the chat is stopped or goes on. */
export function withLoopNote(
	outputs: INodeExecutionData[][],
	{ options }: TriggerSettings,
	note: IDataObject | undefined,
): INodeExecutionData[][] {
	if (note === undefined || !options.simplify) return outputs;
	return outputs.map((items) =>
		items.map((item, index) =>
			index === 0 ? { ...item, json: { ...item.json, loopGuard: note } } : item,
		),
	);
}
