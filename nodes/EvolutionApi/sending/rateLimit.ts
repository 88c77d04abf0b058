import type { IExecuteFunctions } from 'n8n-workflow';

import { hintManyRecipients } from '../server/ask/sendingHints';
import { InputProblem } from '../core/input/inputProblem';
import { pause } from '../core/concurrency/retry';
import { isUnsent, type Policy } from './send';
import type { BulkSettings } from './settings';

type RateLimit = BulkSettings['rateLimit'];

export class Pace {
	/** Number of messages that were sent, or may have been. */
	sentCount = 0;
	/** Number of messages that the server was asked to send, including those it refused. */
	triedCount = 0;
	lastSentAt = 0;
	/** Number of times that WhatsApp, Meta or a proxy complained about the speed. */
	slowedDown = 0;

	/** Notes when a message is sent again, to the person's other address, so that the delay before the next message restarts. */
	readonly note: Policy = {
		send: async (message, next) => {
			this.lastSentAt = Date.now();
			return await next(message);
		},
	};

	readonly count: Policy = {
		send: async (message, next) => {
			const sending = next(message);
			const failure = await sending.then(
				() => undefined,
				(error: unknown) => error,
			);
			if (failure === undefined || !isUnsent(failure, message)) this.sentCount += 1;
			if (!(failure instanceof InputProblem)) {
				this.triedCount += 1;
				this.lastSentAt = Date.now();
			}
			return await sending;
		},
	};
}

export const waitBetweenMessages = (
	pace: Pace,
	rateLimit: NonNullable<RateLimit>,
	signal: AbortSignal | undefined,
): Policy => ({
	async send(message, next) {
		const sinceLastMs = Date.now() - pace.lastSentAt;
		await pause(delayAfter(pace.triedCount, rateLimit) - sinceLastMs, signal);
		return await next(message);
	},
});

/** Returns a random delay between the bounds, in ms. */
export function randomDelay(rateLimit: RateLimit): number {
	const { minDelay, maxDelay } = rateLimit ?? { minDelay: 0, maxDelay: 0 };
	return (minDelay + Math.random() * (maxDelay - minDelay)) * 1000;
}

/** Returns the milliseconds from the last message to the next: the delay, or the pause between batches if that is longer. */
function delayAfter(count: number, rateLimit: NonNullable<RateLimit>): number {
	if (count === 0) return 0;
	const { batchSize, batchPause } = rateLimit;
	const isBatchFull = batchSize > 0 && count % batchSize === 0;
	return Math.max(randomDelay(rateLimit), isBatchFull ? batchPause * 1000 : 0);
}

export class UnlimitedRecipients implements Policy {
	/** @param recipients the recipients of this execution's earlier runs; this run adds its own recipients to the set */
	constructor(private readonly recipients: Set<string>) {}

	readonly send: Policy['send'] = async (message, next) => {
		this.recipients.add(message.recipient);
		return await next(message);
	};

	hint(context: IExecuteFunctions): void {
		hintManyRecipients(context, this.recipients);
	}
}
