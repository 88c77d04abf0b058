import { recordOf } from '../values/answer';

/** People stop looking, and the run has to go on. */
const LONGEST_TYPING_MS = 25_000;

/**
 * *Typing Indicator*: how long "typing…" is shown before a message.
 * @param typingIndicator the value of the option, if there is one
 * @param typed the text of the message, as far as somebody would type it
 * @returns milliseconds
 */
export function typingDelay(typingIndicator: unknown, typed: string): number {
	const { values } = recordOf(typingIndicator);
	const { duration, seconds, charactersPerSecond } = recordOf(values);
	if (duration !== 'textLength') return Math.round(Number(seconds ?? 0) * 1000);
	const delay = Math.round((typed.length / Number(charactersPerSecond)) * 1000);
	return Math.min(LONGEST_TYPING_MS, delay);
}
