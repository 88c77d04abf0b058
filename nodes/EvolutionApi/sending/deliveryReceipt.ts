import type { IExecuteFunctions } from 'n8n-workflow';
import { z } from 'zod';

import { readSentKeys } from '../server/ask/messages';
import { RequestFailure } from '../errors/failure';
import { explainRejection, REJECTED_AT_BOTH } from '../errors/rejections';
import { choice, decimal, flag } from '../core/input/checks';
import { asJid } from '../core/values/addresses';
import { pause } from '../core/concurrency/retry';
import { RECEIPT_DEFAULTS } from '../fields/messageOptions';
import { settlesAt, type DeliveryWatch, type Level, type WatchedMessage } from './deliveryWatch';
import { CANCELLATION, notSent, type Policy, type SendResult } from './send';

const LONGEST_SECONDS = 600;

export interface ReceiptSettings {
	readonly level: Level;
	readonly timeoutMs: number;
	readonly fallBackToText: boolean;
	readonly tryOtherAddress: boolean;
}

export const receiptInput = z
	.object({
		values: z
			.object({
				waitUntil: choice('delivered', 'sent').default(RECEIPT_DEFAULTS.waitUntil),
				timeout: decimal(1, LONGEST_SECONDS).default(RECEIPT_DEFAULTS.timeout),
				fallBackToText: flag.default(false),
				tryOtherAddress: flag.default(true),
			})
			.default({}),
	})
	.optional()
	.transform((input): ReceiptSettings | undefined => {
		if (input === undefined) return undefined;
		const { waitUntil: level, timeout, ...more } = input.values;
		return { level, timeoutMs: timeout * 1000, ...more };
	});

export const watchMessages: Policy = {
	async send(message, next) {
		const { sender, address } = message;
		const result = await next(message);
		const keys = readSentKeys(result.items);
		const messages = keys.flatMap((key) => sender.watch.add(key));
		const [first] = keys;
		// Without a message key in the answer, nothing was sent: the execution was cancelled before a sequence's first message.
		const details =
			first === undefined
				? notSent('skipped', CANCELLATION, address)
				: { jid: first.chat ?? asJid(address), messageId: first.messageId, sentAt: new Date() };
		return { ...result, ...details, attempt: { message, messages } };
	},
};

/** If an item sent several messages, this is the state of the slowest one. */
export interface DeliveryState {
	/**
	 * `unconfirmed`: no tick in time, for example because the phone is off. `unknown`: the server reports no ticks, for example
	 * because the message went to a group.
	 */
	readonly delivery: 'delivered' | 'sent' | 'rejected' | 'unconfirmed' | 'unknown';
	/** Seconds until the message had the tick that *Wait Until* asks for; null without that tick. */
	readonly confirmedAfterSeconds: number | null;
}

export function describeDelivery(
	watch: DeliveryWatch,
	messages: readonly WatchedMessage[],
	level: Level,
): DeliveryState {
	const delivery = leastStatus(watch, messages);
	const isFar = delivery === 'delivered' || (delivery === 'sent' && level === 'sent');
	const seconds = messages.map((message) => secondsUntil(message, level));
	return { delivery, confirmedAfterSeconds: isFar ? Math.max(...seconds) : null };
}

function leastStatus(
	watch: DeliveryWatch,
	messages: readonly WatchedMessage[],
): DeliveryState['delivery'] {
	const outcomes = messages.map(({ outcome }) => outcome);
	if (outcomes.includes('rejected')) return 'rejected';
	if (outcomes.length === 0 || outcomes.includes(undefined)) {
		const isTold = watch.keepsTicks === true && messages.some(({ hasTicks }) => hasTicks);
		return isTold ? 'unconfirmed' : 'unknown';
	}
	return outcomes.includes('sent') ? 'sent' : 'delivered';
}

function secondsUntil({ sentAt, seenAt }: WatchedMessage, level: Level): number {
	const times = level === 'sent' ? [seenAt.sent, seenAt.delivered] : [seenAt.delivered];
	const first = Math.min(...times.filter((time) => time !== undefined));
	return Math.round((first - sentAt) / 100) / 10;
}

const FIRST_RECEIPT_PAUSE_MS = 1_000;

/**
 * Waits until all messages are sent or delivered, as *Wait Until* asks, or the time is up. It checks all messages together:
 * after one second, then after two more, four more, and so on.
 */
export async function waitForTicks(
	watches: readonly DeliveryWatch[],
	{ level, timeoutMs }: ReceiptSettings,
	signal: AbortSignal | undefined,
): Promise<void> {
	const findEnd = ({ sentAt, seenAt }: WatchedMessage) =>
		Math.max(sentAt + timeoutMs, seenAt.rejected === undefined ? 0 : settlesAt(seenAt));
	// The first check includes all messages, even old ones and those without ticks, because WhatsApp may have rejected them.
	let isDue: (message: WatchedMessage) => boolean = () => true;
	for (let wait = FIRST_RECEIPT_PAUSE_MS; signal?.aborted !== true; wait *= 2) {
		const due = watches.map((watch) => ({ watch, messages: watch.awaited(level).filter(isDue) }));
		const ends = due.flatMap(({ messages }) => messages.map(findEnd));
		if (ends.length === 0) return;
		const end = Math.max(...ends);
		await pause(Math.min(wait, end - Date.now()), signal);
		for (const { watch, messages } of due) await watch.poll(messages);
		isDue = (message) => message.hasTicks && findEnd(message) > Date.now();
	}
}

export const isRejected = ({ attempt }: SendResult): boolean =>
	attempt?.messages.some(({ outcome }) => outcome === 'rejected') === true;

export const isWhollyRejected = ({ attempt }: SendResult): boolean =>
	attempt !== undefined &&
	attempt.messages.length > 0 &&
	attempt.messages.every(({ outcome }) => outcome === 'rejected');

export function withOutcome(result: SendResult): SendResult {
	if (!isRejected(result)) return result;
	const { failure } = rejectedFailure(result.attempt?.messages ?? []);
	const both = result.deliveredBy === undefined ? '' : `${REJECTED_AT_BOTH} `;
	const error = new RequestFailure({ ...failure, description: both + failure.description });
	const { problem, whatToDo } = explainRejection(result.messageId ?? null);
	return { ...result, status: 'rejected', reason: `${problem}. ${both}${whatToDo}`, error };
}

/** Makes the failure of an item with rejected messages, without the mark `nothingDone` that would allow an automatic retry. */
export function rejectedFailure(messages: readonly WatchedMessage[]): RequestFailure {
	const ids = messages.flatMap(({ messageId, outcome }) =>
		outcome === 'rejected' ? messageId : [],
	);
	const { problem, whatToDo } = explainRejection(ids[0] ?? null);
	return new RequestFailure({ message: problem, description: `${whatToDo} (${ids.join(', ')})` });
}

export function hintIfUnknown(
	context: Partial<Pick<IExecuteFunctions, 'addExecutionHints'>>,
	watches: readonly DeliveryWatch[],
): void {
	const deaf = watches.find(({ isDeaf }) => isDeaf);
	if (deaf === undefined) return;
	context.addExecutionHints?.({
		message: `It is not known whether the messages were delivered, because the server reported no delivery receipt for them. If the phone shows check marks: ${deaf.howToKeepTicks}. If it shows none, nothing is delivered.`,
		location: 'outputPane',
		type: 'warning',
	});
}
