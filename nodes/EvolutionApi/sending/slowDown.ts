import { RequestFailure } from '../errors/failure';
import { pause } from '../core/concurrency/retry';
import type { Pace } from './rateLimit';
import { isUnsent, type Message, type Policy } from './send';

/** Pauses before each retry of a message that was refused for coming too fast. */
const SLOW_DOWN_PAUSES_MS = [30_000, 60_000, 120_000];

const FIRST_SLOW_GAP_MS = 5_000;
const LONGEST_SLOW_GAP_MS = 60_000;

/** If a server asks for a longer pause, the message isn't sent again, and the run stops at once. */
const LONGEST_RETRY_AFTER_MS = 600_000;

/** Handles complaints from WhatsApp, Meta or a proxy that messages come too fast. */
export const slowDown = (pace: Pace, signal: AbortSignal | undefined): Policy => ({
	async send(message, next) {
		for (const before of SLOW_DOWN_PAUSES_MS) {
			await pause(gapAfter(pace.slowedDown) - (Date.now() - pace.lastSentAt), signal);
			const sending = next(message);
			const pauseMs = await sending.then(
				() => undefined,
				(error: unknown) => pauseAskedFor(error, message),
			);
			if (pauseMs === undefined || pauseMs > LONGEST_RETRY_AFTER_MS) return await sending;
			pace.slowedDown += 1;
			await pause(Math.max(before, pauseMs), signal);
			if (signal?.aborted === true) return await sending;
		}
		return await next(message);
	},
});

const gapAfter = (slowedDown: number): number =>
	slowedDown === 0 ? 0 : Math.min(FIRST_SLOW_GAP_MS * 2 ** (slowedDown - 1), LONGEST_SLOW_GAP_MS);

/** Returns the pause (ms, or 0) that a "too fast" error asks for; undefined if the message must not be sent again. */
function pauseAskedFor(error: unknown, message: Message): number | undefined {
	if (!(error instanceof RequestFailure) || !isUnsent(error, message)) return undefined;
	const { asksToSlowDown, retryAfter = 0 } = error.failure;
	return asksToSlowDown === true ? retryAfter * 1000 : undefined;
}
