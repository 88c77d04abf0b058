import type { IDataObject } from 'n8n-workflow';

import type { Delivery, MessageBody } from '../../server/delivery';
import { readMessageKeys, readSentAt } from '../../server/words/keys';
import { asDelivery, readMessageBody } from '../../server/words/messages';
import { isRecord, textOrNull } from '../../core/values/answer';
import { findAutomaticReplies } from '../../events/automaticReply';
import { findFilePart } from '../../events/messageParts';
import { isSaid } from '../../events/ownMessage';
import { readContent } from '../../events/readContent';

// The debounce of *Combine Messages*, as a pure function of a chat's messages. A burst is a series of messages without a long
// pause or an answer in between. Every execution sees the same order, so exactly one message of a burst is the last.

export interface ChatMessage {
	readonly id: string | null;
	readonly isOurs: boolean;
	/** Unix seconds. */
	readonly seconds: number;
	/** True if the account sent the message, on its devices or through the API, and it has content; see {@link isAnswer}. */
	readonly isAnswer: boolean;
	/** True if the answer was written on one of the account's devices, not sent through the API. */
	readonly isByPerson: boolean;
	/** False if the message's execution didn't run this node, perhaps because another node answered the message. */
	readonly hasExecution?: boolean;
	/** True if the author deleted the message. It still starts, continues and ends bursts, but isn't returned. */
	readonly isDeleted?: boolean;
	readonly delivery: Delivery;
}

interface BurstRules {
	/** A burst ends after this many seconds without a new message. */
	readonly debounceTime: number;
	/** After this many seconds a burst always ends. */
	readonly maxWait: number;
	/** Tells whether a message can be part of a burst. */
	readonly counts: (message: ChatMessage) => boolean;
}

interface Burst {
	/** A later message that continues the burst. The execution of that message returns all messages of the burst. */
	readonly overtakenBy: ChatMessage | undefined;
	readonly isAnswered: boolean;
	/** Seconds of the maximum wait that were left when the message passed to {@link findBurst} was sent. */
	readonly remainingSeconds: number;
	readonly messages: readonly ChatMessage[];
}

/** Finds the series of messages (burst) to which a message belongs. @param messages of the chat, oldest first */
export function findBurst(
	messages: readonly ChatMessage[],
	messageId: string,
	{ debounceTime, maxWait, counts }: BurstRules,
): Burst | undefined {
	const place = messages.findIndex(({ id }) => id === messageId);
	const before = messages.slice(0, Math.max(0, place));
	const answer = before.map(({ isAnswer }) => isAnswer).lastIndexOf(true);
	const next = messages.findIndex(({ isAnswer }, index) => isAnswer && index > place);
	// Any answer ends a burst, so messages after the answer aren't combined with messages before it.
	const between = messages.slice(answer + 1, next < 0 ? undefined : next);
	const candidates = between.filter((line) => !line.isOurs && counts(line));
	const own = candidates.findIndex(({ id }) => id === messageId);
	const firsts = findFirsts(
		candidates,
		(current, last, first) =>
			current.seconds - last.seconds > debounceTime || current.seconds - first.seconds > maxWait,
	);
	const message = candidates[own];
	const first = firsts[own];
	if (message === undefined || first === undefined) return undefined;
	const answers = messages.slice(place + 1).filter(({ isAnswer }) => isAnswer);
	const begins = candidates.indexOf(first);
	return {
		overtakenBy: firsts[own + 1] === first ? candidates[own + 1] : undefined,
		isAnswered: answers.some(({ isByPerson }) => isByPerson),
		remainingSeconds: maxWait - (message.seconds - first.seconds),
		// Includes messages from before the burst, unless the chat has a newer answer, which may have been for those messages.
		messages: candidates
			.slice(0, own + 1)
			.filter(
				({ hasExecution, isDeleted }, index) =>
					isDeleted !== true &&
					(index >= begins || (answers.length === 0 && hasExecution !== false)),
			),
	};
}

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

export function isOfMessageType(message: MessageBody, types: MessageTypes): boolean {
	if (!isSaid(message)) return false;
	if (types === 'all') return true;
	const { part } = readContent(message);
	const hasFile = part !== undefined && findFilePart(part) !== undefined;
	return hasFile === (types === 'media');
}

/** Reactions, edits and the like aren't answers. */
export const isAnswer = (record: IDataObject): boolean =>
	readMessageKeys(record).fromMe && isOfMessageType(readMessageBody(record), 'all');

/** Values of `source` that mean a device. Messages from the API have `web` or `unknown`. */
const DEVICES = ['android', 'desktop', 'ios'];

/**
 * Newer servers store the addressing mode only for messages from devices. On older servers, messages from WhatsApp Web look
 * like those from the API, so they don't count as messages from a device.
 */
const isFromDevice = ({ key, source }: IDataObject): boolean =>
	(isRecord(key) && key.addressingMode !== undefined) || DEVICES.includes(String(source));

/** Stops treating automatic replies of the WhatsApp Business app as answers: the customer is still waiting for a person. */
export function withoutAutomaticAnswers(messages: readonly ChatMessage[]): ChatMessage[] {
	const automatic = findAutomaticReplies(messages);
	return messages.map((message) =>
		automatic.has(message) ? { ...message, isAnswer: false, isByPerson: false } : message,
	);
}

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
