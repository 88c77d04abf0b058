import type { IExecuteFunctions } from 'n8n-workflow';

import { InputProblem } from '../core/input/inputProblem';
import { pause } from '../core/concurrency/retry';
import type { Policy } from './send';
import type { BulkSettings } from './settings';

type RateLimit = BulkSettings['rateLimit'];

/** What a run has sent so far, on all instances. */
export class Pace {
	sentCount = 0;
	lastSentAt = 0;

	/** For a message that is sent once more: the next one waits for it, too. */
	readonly note: Policy = {
		send: async (message, next) => {
			this.lastSentAt = Date.now();
			return await next(message);
		},
	};

	/** Counts a message, unless it was refused before it was sent. */
	readonly count: Policy = {
		send: async (message, next) => {
			const sending = next(message);
			const isRefused = await sending.then(
				() => false,
				(error: unknown) => error instanceof InputProblem,
			);
			if (!isRefused) {
				this.sentCount += 1;
				this.lastSentAt = Date.now();
			}
			return await sending;
		},
	};
}

/** *Rate Limit*: waits after each message, and longer after each batch. */
export const waitBetweenMessages = (
	pace: Pace,
	rateLimit: RateLimit,
	signal: AbortSignal | undefined,
): Policy => ({
	async send(message, next) {
		const elapsed = Date.now() - pace.lastSentAt;
		await pause(delayAfter(pace.sentCount, rateLimit) - elapsed, signal);
		return await next(message);
	},
});

/** In milliseconds: at random between the bounds. */
export function randomDelay(rateLimit: RateLimit): number {
	const { minDelay, maxDelay } = rateLimit ?? { minDelay: 0, maxDelay: 0 };
	return (minDelay + Math.random() * (maxDelay - minDelay)) * 1000;
}

/** Milliseconds from the last message to the next: the delay, or the pause between batches if that is longer. */
function delayAfter(sent: number, rateLimit: RateLimit): number {
	if (sent === 0) return 0;
	const { batchSize = 0, batchPause = 0 } = rateLimit ?? {};
	const isBatchFull = batchSize > 0 && sent % batchSize === 0;
	return Math.max(randomDelay(rateLimit), isBatchFull ? batchPause * 1000 : 0);
}

/** WhatsApp takes many more than that, within seconds, for spam. */
const MANY_RECIPIENTS = 20;

/** Counts the recipients of a run without a rate limit. */
export class UnlimitedRecipients implements Policy {
	private readonly recipients = new Set<string>();

	readonly send: Policy['send'] = async (message, next) => {
		this.recipients.add(message.recipient);
		return await next(message);
	};

	/** Says beside the output if there were many. n8n has no place for it in the tools of an agent. */
	hint(context: Partial<Pick<IExecuteFunctions, 'addExecutionHints'>>): void {
		const { size } = this.recipients;
		if (size <= MANY_RECIPIENTS) return;
		context.addExecutionHints?.({
			message: `This run sent to ${size} recipients without a Rate Limit. WhatsApp may ban a number that messages many people within seconds. Add Bulk Sending → Rate Limit to wait between messages.`,
			location: 'outputPane',
			type: 'warning',
		});
	}
}
