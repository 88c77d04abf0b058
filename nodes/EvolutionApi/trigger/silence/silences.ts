import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import type { DeliveredStored } from '../../core/server/records';
import { chatKeysFor, makePersonId } from '../../core/values/addresses';
import { plainNameOrNull } from '../../core/values/text';
import { isWrittenByHand } from '../../events/ownMessage';
import type { Delivery } from '../../core/server/delivery';
import { NOTHING_SAID, type MessageKind } from '../../events/messageKinds';
import { makeSessionId } from '../../events/modelKeys';
import { kindAndText } from '../../events/readContent';
import { NO_REPLY } from '../../fields/events';
import { isWritten } from '../memory/deliveredEvent';
import type { TriggerSettings } from '../settings/triggerSettings';

// When a silence begins and which of its stages are due, from the messages of a chat alone: whoever looks, and whenever,
// finds the same.

/** A message, as far as it matters here. */
export interface ChatLine {
	readonly messageId: string;
	/** When it was sent. */
	readonly seconds: number;
	/** Grows from one message to the next, in the order in which the server stored them. */
	readonly order: string;
	/** The other side, a person on a device of the account, or the API. */
	readonly by: 'other' | 'person' | 'api';
}

/** Messages of ours that nobody has answered. */
export interface Silence {
	/** With which it has begun. */
	readonly first: ChatLine;
	readonly last: ChatLine;
}

/** A stage that is due. */
export interface DueStage {
	/** Counted from 1. */
	readonly stage: number;
	readonly hours: number;
	/** By the clock of messages, Unix ms. */
	readonly at: number;
}

const HOUR_MS = 3_600_000;

/** What is due is told no later than this: n8n was down, or it was not the time of day. */
const LATE_MS = 24 * HOUR_MS;

/** Ours have the server's time, those of others WhatsApp's: so close together, the order in the store decides. */
const CLOSE_SECONDS = 900;

/** For how long a silence goes on: until its last stage is told at the latest. */
export const watchedSpan = (hours: readonly number[]): number =>
	(hours.at(-1) ?? 0) * HOUR_MS + LATE_MS;

/**
 * What we wrote and nobody has answered. It begins with the first such message: what follows, such as a follow-up, belongs
 * to it. Only after a pause that is longer than all of it, a message of ours begins another one.
 * @param spanMs see {@link watchedSpan}
 * @param endedAt what was sent until then waits for no answer, Unix ms
 */
export function makeSilence(
	said: readonly ChatLine[],
	spanMs: number,
	endedAt: number,
): Silence | undefined {
	const open = findUnanswered(said)
		.filter(({ seconds }) => seconds * 1000 > endedAt)
		.sort((line, other) => line.seconds - other.seconds);
	const last = open.at(-1);
	if (last === undefined) return undefined;
	const begins = (line: ChatLine, index: number) => {
		const before = open[index - 1];
		return before === undefined || (line.seconds - before.seconds) * 1000 > spanMs;
	};
	return { first: open.filter(begins).at(-1) ?? last, last };
}

/** In any order. */
export function findUnanswered(said: readonly ChatLine[]): ChatLine[] {
	const answers = said.filter(({ by }) => by !== 'api');
	return said.filter((own) => own.by === 'api' && !answers.some((answer) => isAfter(answer, own)));
}

function isAfter(line: ChatLine, other: ChatLine): boolean {
	const apart = line.seconds - other.seconds;
	return Math.abs(apart) > CLOSE_SECONDS ? apart > 0 : line.order > other.order;
}

/**
 * The latest stage whose time has come. An earlier one that nobody has told is left out.
 * @param time all that was due by `doneUpTo` is done; both by the clock of messages, Unix ms
 */
export function findDueStage(
	{ first }: Silence,
	hours: readonly number[],
	{ doneUpTo, now }: { readonly doneUpTo: number; readonly now: number },
): DueStage | undefined {
	const stages = hours.map((length, index) => ({
		stage: index + 1,
		hours: length,
		at: first.seconds * 1000 + length * HOUR_MS,
	}));
	const latest = stages.filter(({ at }) => at <= now).at(-1);
	const isDue = latest !== undefined && latest.at > doneUpTo && now - latest.at <= LATE_MS;
	return isDue ? latest : undefined;
}

/** They neither answer anything nor wait for an answer. Who calls has been in touch. */
const NO_WORDS: readonly MessageKind[] = NOTHING_SAID.filter((kind) => kind !== 'call');

/** @returns undefined for what says nothing, such as a reaction, and what WhatsApp has refused */
export function toChatLine({ kept, delivery }: DeliveredStored): ChatLine | undefined {
	const kind = kindAndText(delivery)?.kind;
	if (kind === undefined || NO_WORDS.includes(kind) || kept.outcome === 'rejected')
		return undefined;
	const { messageId, seconds, order } = kept;
	return { messageId, seconds, order, by: classifyAuthor(delivery) };
}

function classifyAuthor(delivery: Delivery): ChatLine['by'] {
	if (delivery.message?.fromMe !== true) return 'other';
	return isWrittenByHand(delivery) || isWritten(delivery) ? 'person' : 'api';
}

const toIso = (seconds: number) => new Date(seconds * 1000).toISOString();

/** What a stage is called, e.g. for n8n: each starts the workflow once. */
export const makeStageId = ({ messageId }: ChatLine, stage: number): string =>
	`noReply/${messageId}/${stage}`;

/**
 * The item of a stage. The keys that it shares with the item of a message mean the same, so that *Reply* works behind it.
 * @param messages of the chat, newest first
 */
export function silenceItem(
	{ first, last }: Silence,
	{ stage, hours }: DueStage,
	stages: number,
	messages: readonly DeliveredStored[],
): IDataObject {
	const own = messages.find(({ kept }) => kept.messageId === last.messageId)?.delivery;
	const others = messages.find(({ kept }) => !kept.fromMe)?.delivery.message;
	return {
		text: null,
		senderName: plainNameOrNull(others?.senderName),
		...aboutChat(own, messages),
		kind: 'noReply',
		timestamp: toIso(Date.now() / 1000),
		messageId: last.messageId,
		fromMe: true,
		stage,
		isLastStage: stage === stages,
		hours,
		silentSince: toIso(first.seconds),
		lastMessage: {
			messageId: last.messageId,
			timestamp: toIso(last.seconds),
			...(own && kindAndText(own)),
		},
		lastWrittenAt: others?.time ?? null,
		chatInput: `[no reply for ${hours} ${hours === 1 ? 'hour' : 'hours'}]`,
		event: 'noReply',
		eventId: makeStageId(first, stage),
	};
}

/** The chat, with all addresses that are known; first that to which we wrote. */
function aboutChat(own: Delivery | undefined, messages: readonly DeliveredStored[]): IDataObject {
	const addresses = [own, ...messages.map(({ delivery }) => delivery)].flatMap(
		(delivery) => delivery?.chat ?? [],
	);
	const instance = own?.instance ?? '';
	return {
		...chatKeysFor(addresses),
		sessionId: makeSessionId({ instance, chat: addresses }),
		personId: makePersonId(...addresses),
		instance,
	};
}

/** On the output where it belongs. */
export function silenceOutputs(
	{ options, events }: TriggerSettings,
	item: INodeExecutionData,
): INodeExecutionData[][] {
	if (!options.separateOutputs) return [[item]];
	return events.map((name) => (name === NO_REPLY.value ? [item] : []));
}
