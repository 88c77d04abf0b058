import { InputProblem } from '../../core/input/inputProblem';
import { afterQuiet, type QuietHours } from '../../core/pacing/quietHours';
import { comparable } from '../../core/values/addresses';

/** What is sent while a question has no answer, as n8n stores it with the execution. Plain JSON. */
export interface DueLater {
	readonly steps: readonly DueStep[];
	/** Nothing is sent within them. */
	readonly quiet?: QuietHours;
	/** When nobody waits any more, for the list: Unix time in seconds. */
	readonly expires?: number;
}

/** A message that may come several times. */
export interface DueStep {
	/** When, Unix ms, the first one first. Of those that have passed, only the last one counts. */
	readonly times: readonly number[];
	/** As the server wants it. */
	readonly recipient: string;
	/** JID under which the server keeps the chat; of an escalation, in the `comparable` spelling. */
	readonly chat: string;
	/** Undefined: the question. */
	readonly text?: string;
	/** It asks somebody else, whose answer counts from then on, too. */
	readonly escalates?: true;
}

/** *Remind After*. */
export interface RemindAfter {
	readonly everyMs: number;
	readonly maxTimes: number;
	readonly text?: string;
}

/** *Escalate To*. */
export interface EscalateTo {
	readonly afterMs: number;
	/** As the server wants it. */
	readonly recipient: string;
	readonly text?: string;
}

/** Who is asked now, and how long that is waited for. */
interface Asking {
	/** As the server wants it. */
	readonly recipient: string;
	readonly quiet: QuietHours | undefined;
	/** Of the wait, Unix ms. */
	readonly end: number;
}

/**
 * What is sent later, if there is no answer.
 * @throws {InputProblem} if that would be after the end, or nobody else were asked
 */
export function stepsAfter(
	{
		remindAfter,
		escalateTo,
	}: { readonly remindAfter?: RemindAfter; readonly escalateTo?: EscalateTo },
	asking: Asking,
): DueStep[] {
	const reminder = remindAfter && reminderOf(remindAfter, asking);
	const escalation = escalateTo && escalationOf(escalateTo, asking);
	return [reminder, escalation].filter((step) => step !== undefined);
}

function reminderOf({ everyMs, maxTimes, text }: RemindAfter, asking: Asking): DueStep {
	const { recipient } = asking;
	const intervals = Array.from({ length: maxTimes }, (_one, index) => (index + 1) * everyMs);
	const times = timesAfter(intervals, asking);
	if (times.length > 0) return { times, recipient, chat: comparable(recipient), text };
	throw tooLate('remindAfter', 'nobody would be reminded', 'Remind earlier, or wait longer.');
}

function escalationOf({ afterMs, recipient, text }: EscalateTo, asking: Asking): DueStep {
	const chat = comparable(recipient);
	if (chat === comparable(asking.recipient)) {
		const path = ['options', 'escalateTo', 'values', 'recipient'];
		throw new InputProblem(path, 'is who is asked first', 'Enter somebody else.');
	}
	const times = timesAfter([afterMs], asking);
	if (times.length > 0) return { times, recipient, chat, text, escalates: true };
	throw tooLate('escalateTo', 'nobody else would be asked', 'Escalate earlier, or wait longer.');
}

/** Several that would come at the end of the same quiet hours are one. */
function timesAfter(intervals: readonly number[], { quiet, end }: Asking): number[] {
	const now = Date.now();
	const times = intervals.map((ms) => {
		const time = now + ms;
		return quiet === undefined ? time : afterQuiet(new Date(time), quiet).getTime();
	});
	return [...new Set(times)].filter((time) => time < end);
}

const tooLate = (option: string, what: string, hint: string) =>
	new InputProblem(
		['options', option],
		`${what}, because Limit Wait Time ends the waiting before`,
		hint,
	);

/** When the first of them is due, Unix ms; undefined if nothing is. */
export const firstDue = (steps: readonly DueStep[]): number | undefined =>
	steps.length === 0 ? undefined : Math.min(...steps.flatMap(({ times }) => times));
