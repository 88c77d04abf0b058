import type { Settings } from './bulkSendingSettings';

const LONGEST_TYPING_MS = 25_000;

/** In milliseconds, at random between the bounds. */
export function randomGap({ gap }: Settings): number {
	const { from, to } = gap?.between ?? { from: 0, to: 0 };
	return (from + Math.random() * (to - from)) * 1000;
}

/** WhatsApp bans numbers that look up many quickly. */
const SHORTEST_GAP_BETWEEN_CHECKS_MS = 2_000;

/** Milliseconds between two look-ups of numbers: never shorter than the gap between messages. */
export const gapBetweenChecks = (settings: Settings): number =>
	Math.max(SHORTEST_GAP_BETWEEN_CHECKS_MS, randomGap(settings));

/** Milliseconds from the last message to the next: the gap, or the pause after a batch if that is longer. */
export function gapAfter(sent: number, settings: Settings): number {
	if (sent === 0) return 0;
	const batch = settings.batchPause?.batch;
	const isFull = batch !== undefined && sent % batch.messages === 0;
	return Math.max(randomGap(settings), isFull ? batch.seconds * 1000 : 0);
}

/** Milliseconds for which "typing…" is shown before a text. */
export function typingTime(text: string, { typingSpeed }: Settings): number {
	if (typingSpeed === undefined) return 0;
	return Math.min(LONGEST_TYPING_MS, Math.round((text.length / typingSpeed) * 1000));
}
