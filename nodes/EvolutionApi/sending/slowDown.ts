import { RequestFailure } from '../errors/failure';
import { pause } from '../core/concurrency/retry';
import type { Pace } from './rateLimit';
import { isUnsent, type Message, type Policy } from './send';

/** Before a message is sent again that was refused because too much was sent: after the last of them the list stops. */
const SLOW_DOWN_PAUSES_MS = [30_000, 60_000, 120_000];

/** Between two messages from then on, longer each time, whatever *Rate Limit* says. */
const FIRST_SLOW_GAP_MS = 5_000;
const LONGEST_SLOW_GAP_MS = 60_000;

/** A server that asks for a longer pause gets none: the list stops at once. */
const LONGEST_RETRY_AFTER_MS = 600_000;

/**
 * WhatsApp, Meta or a proxy says that this is too fast: the message waits and is sent again, and the next ones come more
 * slowly. It keeps to all other rules each time.
 */
export const slowDown = (pace: Pace, signal: AbortSignal | undefined): Policy => ({
	async send(message, next) {
		for (const before of SLOW_DOWN_PAUSES_MS) {
			await pause(gapAfter(pace.slowedDown) - (Date.now() - pace.lastSentAt), signal);
			const sending = next(message);
			const asked = await sending.then(
				() => undefined,
				(error: unknown) => pauseAskedFor(error, message),
			);
			if (asked === undefined || asked > LONGEST_RETRY_AFTER_MS) return await sending;
			pace.slowedDown += 1;
			await pause(Math.max(before, asked), signal);
			if (signal?.aborted === true) return await sending;
		}
		return await next(message);
	},
});

/** In milliseconds: none until somebody has said so. */
const gapAfter = (slowedDown: number): number =>
	slowedDown === 0 ? 0 : Math.min(FIRST_SLOW_GAP_MS * 2 ** (slowedDown - 1), LONGEST_SLOW_GAP_MS);

/** @returns milliseconds, 0 where it is not said how long; undefined for anything else, and for what may have been sent */
function pauseAskedFor(error: unknown, message: Message): number | undefined {
	if (!(error instanceof RequestFailure) || !isUnsent(error, message)) return undefined;
	const { asksToSlowDown, retryAfter = 0 } = error.failure;
	return asksToSlowDown === true ? retryAfter * 1000 : undefined;
}
