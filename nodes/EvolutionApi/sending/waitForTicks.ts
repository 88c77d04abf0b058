import { pause } from '../core/concurrency/retry';
import type { ReceiptSettings } from './receiptSettings';
import { settlesAt, type DeliveryWatch, type WatchedMessage } from './deliveryWatch';

/** The pause before the first look; each of the next ones is twice as long. */
const FIRST_PAUSE_MS = 1_000;

/**
 * Waits until all messages are as far as wanted, or their time is over. It looks after a second, two more, four more …,
 * each time for all of them together.
 * @param signal ends it early
 */
export async function waitForTicks(
	watches: readonly DeliveryWatch[],
	{ level, timeoutMs }: ReceiptSettings,
	signal: AbortSignal | undefined,
): Promise<void> {
	// What was sent long ago is looked for once, and so is what has no ticks: it may have been rejected.
	const endOf = ({ sentAt, seenAt }: WatchedMessage) =>
		Math.max(sentAt + timeoutMs, seenAt.rejected === undefined ? 0 : settlesAt(seenAt));
	let isDue: (message: WatchedMessage) => boolean = () => true;
	for (let wait = FIRST_PAUSE_MS; signal?.aborted !== true; wait *= 2) {
		const due = watches.map((watch) => ({ watch, messages: watch.awaited(level).filter(isDue) }));
		const ends = due.flatMap(({ messages }) => messages.map(endOf));
		if (ends.length === 0) return;
		const end = Math.max(...ends);
		await pause(Math.min(wait, end - Date.now()), signal);
		for (const { watch, messages } of due) await watch.look(messages);
		isDue = (message) => message.hasTicks && endOf(message) > Date.now();
	}
}
