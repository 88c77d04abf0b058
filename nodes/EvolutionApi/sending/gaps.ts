import type { Settings } from './bulkSendingSettings';

/** *Rate Limit*, in milliseconds: at random between the bounds. */
function randomDelay({ rateLimit }: Settings): number {
	const { minDelay, maxDelay } = rateLimit ?? { minDelay: 0, maxDelay: 0 };
	return (minDelay + Math.random() * (maxDelay - minDelay)) * 1000;
}

/** WhatsApp bans numbers that look up many quickly. */
const MIN_DELAY_BETWEEN_LOOKUPS_MS = 2_000;

/** Milliseconds between two lookups of numbers: never shorter than the delay between messages. */
export const delayBetweenLookups = (settings: Settings): number =>
	Math.max(MIN_DELAY_BETWEEN_LOOKUPS_MS, randomDelay(settings));

/** Milliseconds from the last message to the next: the delay, or the pause between batches if that is longer. */
export function delayAfter(sent: number, settings: Settings): number {
	if (sent === 0) return 0;
	const { batchSize = 0, batchPause = 0 } = settings.rateLimit ?? {};
	const isBatchFull = batchSize > 0 && sent % batchSize === 0;
	return Math.max(randomDelay(settings), isBatchFull ? batchPause * 1000 : 0);
}
