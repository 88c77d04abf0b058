import type { Sent } from './account';
import { isKill, type End } from './ends';
import { tally, type Account } from './tally';

/** Counts how often each workflow answered each message, and finds the reasons for missing answers. */

/** Maximum duration of an answer in ms, including the node's retries and n8n's *Retry On Fail*. */
const UNDER_WAY_MS = 20_000;

/** When one workflow received and answered the messages, by message ID. Times are Unix ms. */
export interface Run {
	/** When the trigger returned the message, before the workflow answered it. */
	readonly came: ReadonlyMap<string, readonly number[]>;
	/** When the node returned an error instead of sending the answer. */
	readonly failed: ReadonlyMap<string, readonly number[]>;
	readonly answered: ReadonlyMap<string, number>;
}

export function answersOf(sent: readonly Sent[], run: Run, ends: readonly End[]): Account {
	const count = ({ id }: Sent) => run.answered.get(id) ?? 0;
	return tally(sent, {
		count,
		whyLost: ({ id }) => whyNot(id, run, ends),
		remark: ({ id }) =>
			run.failed.has(id) ? 'the node could not tell, and did not send again' : undefined,
	});
}

function whyNot(id: string, { came, failed }: Run, ends: readonly End[]): string | undefined {
	const times = came.get(id);
	if (times === undefined) return 'its workflow did not run (see lost)';
	const errors = failed.get(id);
	if (errors !== undefined) {
		const isAway = ({ who, from, to }: End) =>
			who === 'server' && errors.every((at) => at >= from && at <= to + UNDER_WAY_MS);
		return ends.some(isAway) ? 'the server was away, and the node gave an error' : undefined;
	}
	const isCutOff = (at: number) =>
		ends.some((end) => isKill(end) && at > end.from - UNDER_WAY_MS && at <= end.to);
	return times.every(isCutOff) ? 'n8n was killed before the execution was over' : undefined;
}
