import type { FunctionsBase, IDataObject, INodeExecutionData } from 'n8n-workflow';

import { getChatType } from '../../core/values/addresses';
import { BoundedMap } from '../../core/values/boundedMap';
import { makeSessionId } from '../../events/modelKeys';
import { isFromContact } from '../../events/ownMessage';
import { activeTriggersOn } from '../active/activeTriggers';
import type { Event } from '../memory/deliveredEvent';
import { createScopedCache } from '../memory/scopedCache';
import { triggerKey, type TriggerId } from '../memory/seenEvents';
import type { TriggerSettings } from '../settings/triggerSettings';
import { HOUR_MS } from '../../core/values/time';

// Two bots that answer each other never stop. Therefore the number of starts by one private chat within an hour is limited.

/** Shortest time between two starts of the workflow by a chat that has reached its limit. */
const SLOW_MS = 10 * 60_000;
const MOST_CHATS = 5_000;

interface Starts {
	/** Send times (Unix ms) of the messages that started the workflow within the last hour. */
	readonly times: readonly number[];
	/** When the chat's latest message came, Unix ms by n8n's clock; undefined while the chat is below its limit of starts. */
	readonly limitedAt?: number;
	readonly skipCount: number;
}

const starts = createScopedCache<BoundedMap<Starts>>();

const findStarts = (trigger: TriggerId): BoundedMap<Starts> =>
	starts.getOr(triggerKey(trigger), () => new BoundedMap<Starts>(MOST_CHATS));

/**
 * Counts a message that is about to start the workflow. The caller must not pass the same message twice.
 * @returns whether the message may start the workflow, and a note for the item's `loopGuard`
 */
export function guardAgainstLoop(
	{ logger }: Pick<FunctionsBase, 'logger'>,
	trigger: TriggerId,
	{ options: { loopGuard: maxPerHour } }: TriggerSettings,
	{ delivery, sentAt }: Event,
): { readonly mayStart: boolean; readonly note?: IDataObject } {
	const isOfOne = ['bot', 'private'].includes(getChatType(delivery.chat[0] ?? ''));
	if (maxPerHour === 0 || sentAt === undefined || !isOfOne || !isFromContact(delivery))
		return { mayStart: true };
	const chat = makeSessionId(delivery);
	const chats = findStarts(trigger);
	const before = chats.get(chat) ?? { times: [], skipCount: 0 };
	const times = before.times.filter((time) => sentAt - time < HOUR_MS);
	const mayStart = times.length < maxPerHour || sentAt - Math.max(...times) >= SLOW_MS;
	if (mayStart) times.push(sentAt);
	const isLimited = times.length >= maxPerHour;
	const skipCount = mayStart ? 0 : before.skipCount + 1;
	chats.delete(chat);
	chats.set(chat, { times, skipCount, limitedAt: isLimited ? Date.now() : undefined });
	if (isLimited && before.limitedAt === undefined) {
		logger.warn(`${foundLoop(maxPerHour)} ${LOOP_ENDS}`, { chat });
		for (const { health } of activeTriggersOn(trigger.instanceId)) health?.loopStopped(maxPerHour);
	}
	const note = { isLimited, maxPerHour, skipCount: before.skipCount };
	return { mayStart, note: isLimited || before.skipCount > 0 ? note : undefined };
}

export const foundLoop = (maxPerHour: number): string =>
	`A private chat has started the workflow ${maxPerHour} times within an hour: two bots may be answering each other. From now on, the chat only starts the workflow once every ten minutes.`;

export const LOOP_ENDS = 'This limit ends when the chat sends fewer messages.';

export const isAnyChatLimited = (instanceId: string): boolean =>
	activeTriggersOn(instanceId).some((trigger) =>
		findStarts(trigger)
			.all()
			.some(({ limitedAt = -Infinity }) => Date.now() - limitedAt < HOUR_MS),
	);

export function withLoopNote(
	outputs: INodeExecutionData[][],
	{ options }: TriggerSettings,
	note: IDataObject,
): INodeExecutionData[][] {
	if (!options.simplify) return outputs;
	return outputs.map(([first, ...others]) =>
		first === undefined ? [] : [{ ...first, json: { ...first.json, loopGuard: note } }, ...others],
	);
}
