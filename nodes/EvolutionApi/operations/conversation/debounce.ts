import type { IDataObject } from 'n8n-workflow';

import type { Delivery, Said } from '../../server/delivery';
import { readMessageKeys, readSentAt } from '../../server/words/keys';
import { asDelivery, readSaid } from '../../server/words/messages';
import { isRecord, textOrNull } from '../../core/values/answer';
import { findAutomaticReplies } from '../../events/automaticReply';
import { findFilePart } from '../../events/messageParts';
import { isSaid } from '../../events/ownMessage';
import { readContent } from '../../events/readContent';

// The debounce of *Combine Messages*: what happened to a message in its chat, as a pure function of what was written there.
// Every execution sees the same order, so exactly one of several messages is the last.

/** A message of the chat that *Combine Messages* watches. */
export interface ChatMessage {
	readonly id: string | null;
	/** The account itself has sent it. */
	readonly isOurs: boolean;
	/** When it was sent. */
	readonly seconds: number;
	/** See `isAnswer`. */
	readonly isAnswer: boolean;
	/** It is an answer, and was written on a device of the account. */
	readonly isByPerson: boolean;
	/** False: it may have been answered in an unknown way. It is given with its own burst alone. */
	readonly hasExecution?: boolean;
	/** The author has deleted it: it still ends and continues bursts, but is not given. */
	readonly isDeleted?: boolean;
	/** As the server has delivered it, or would. */
	readonly delivery: Delivery;
}

interface BurstRules {
	/** Seconds without a new message that end a burst. */
	readonly debounceTime: number;
	/** After this many seconds a burst always ends. */
	readonly maxWait: number;
	/** Tells whether it is a message to wait for. */
	readonly counts: (message: ChatMessage) => boolean;
}

interface Burst {
	/** A later message that continues the burst: its execution gives this message, too. */
	readonly overtakenBy: ChatMessage | undefined;
	/** Somebody has answered it in the meantime, on a device of the account. */
	readonly isAnswered: boolean;
	/** Seconds from the message until the maximum wait is over. */
	readonly left: number;
	/** Messages after our last answer, up to this message, oldest first. */
	readonly messages: readonly ChatMessage[];
}

/**
 * @param written in the chat, in order, at least back to our last answer
 * @returns undefined if the message is not among those that count
 */
export function findBurst(
	written: readonly ChatMessage[],
	messageId: string,
	{ debounceTime, maxWait, counts }: BurstRules,
): Burst | undefined {
	const place = written.findIndex(({ id }) => id === messageId);
	const before = written.slice(0, Math.max(0, place));
	const answer = before.map(({ isAnswer }) => isAnswer).lastIndexOf(true);
	const next = written.findIndex(({ isAnswer }, index) => isAnswer && index > place);
	// Any answer ends a burst: later messages are given without earlier ones.
	const between = written.slice(answer + 1, next < 0 ? undefined : next);
	const counted = between.filter((line) => !line.isOurs && counts(line));
	const own = counted.findIndex(({ id }) => id === messageId);
	const firsts = findFirsts(
		counted,
		(current, last, first) =>
			current.seconds - last.seconds > debounceTime || current.seconds - first.seconds > maxWait,
	);
	const message = counted[own];
	const first = firsts[own];
	if (message === undefined || first === undefined) return undefined;
	const answers = written.slice(place + 1).filter(({ isAnswer }) => isAnswer);
	const begins = counted.indexOf(first);
	return {
		overtakenBy: firsts[own + 1] === first ? counted[own + 1] : undefined,
		isAnswered: answers.some(({ isByPerson }) => isByPerson),
		left: maxWait - (message.seconds - first.seconds),
		// An answer in the meantime was to the burst before. If that came out again, it would be answered twice.
		messages: counted
			.slice(0, own + 1)
			.filter(
				({ hasExecution, isDeleted }, index) =>
					isDeleted !== true &&
					(index >= begins || (answers.length === 0 && hasExecution !== false)),
			),
	};
}

/** For each message the first one of its burst. */
function findFirsts(
	messages: readonly ChatMessage[],
	isNew: (message: ChatMessage, last: ChatMessage, first: ChatMessage) => boolean,
): ChatMessage[] {
	let burst: { readonly first: ChatMessage; readonly last: ChatMessage } | undefined;
	return messages.map((message) => {
		const begins = burst === undefined || isNew(message, burst.last, burst.first);
		burst = { first: begins || burst === undefined ? message : burst.first, last: message };
		return burst.first;
	});
}

type MessageTypes = 'all' | 'media' | 'text';

export function isOfMessageType(said: Said, types: MessageTypes): boolean {
	if (!isSaid(said)) return false;
	if (types === 'all') return true;
	const { part } = readContent(said);
	const hasFile = part !== undefined && findFilePart(part) !== undefined;
	return hasFile === (types === 'media');
}

/** Tells whether a person said something for the account. Reactions, edits and the like aren't answers. */
export const isAnswer = (record: IDataObject): boolean =>
	readMessageKeys(record).fromMe && isOfMessageType(readSaid(record), 'all');

/** Sources that the server derives from the form of a message ID. What it sends itself is `web` or `unknown`. */
const DEVICES = ['android', 'desktop', 'ios'];

/**
 * Tells whether a message of the account was written on one of its own devices, not sent through the API. Newer servers keep
 * the addressing mode of exactly these messages. For older ones there is only the form of the ID, which is the same
 * for WhatsApp Web and the API.
 */
const isFromDevice = ({ key, source }: IDataObject): boolean =>
	(isRecord(key) && key.addressingMode !== undefined) || DEVICES.includes(String(source));

/**
 * Removes greeting and away messages of the WhatsApp Business app from a private chat. They are no answers: no person
 * wrote them, and the customer still waits.
 */
export function withoutAutomaticAnswers(written: readonly ChatMessage[]): ChatMessage[] {
	const automatic = findAutomaticReplies(written);
	return written.map((message) =>
		automatic.has(message) ? { ...message, isAnswer: false, isByPerson: false } : message,
	);
}

/** A message of the store. */
export function readWrittenMessage(record: IDataObject, instance: string): ChatMessage {
	const isAnAnswer = isAnswer(record);
	const { id, fromMe } = readMessageKeys(record);
	return {
		id: textOrNull(id),
		isOurs: fromMe,
		seconds: readSentAt(record),
		isAnswer: isAnAnswer,
		isByPerson: isAnAnswer && isFromDevice(record),
		delivery: asDelivery(record, instance),
	};
}
