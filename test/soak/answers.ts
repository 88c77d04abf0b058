import type { Sent } from './account';
import { isKill, type End } from './ends';
import { tally, type Account } from './tally';

/** The outcome of a workflow's answer to each message. */

/** How long an answer may take: the node retries a refused connection, and n8n runs it again. */
const UNDER_WAY_MS = 20_000;

/** The facts about one workflow, by the ID of the message; Unix times in milliseconds. */
export interface Run {
	/** When it came out of the trigger, before it was answered. */
	readonly came: ReadonlyMap<string, readonly number[]>;
	/** When the node gave an error instead of an answer. */
	readonly failed: ReadonlyMap<string, readonly number[]>;
	/** How many answers the server has stored. */
	readonly answered: ReadonlyMap<string, number>;
}

export function answersOf(sent: readonly Sent[], run: Run, ends: readonly End[]): Account {
	const count = ({ id }: Sent) => run.answered.get(id) ?? 0;
	return tally(sent, {
		count,
		whyLost: ({ id }) => whyNot(id, run, ends),
		remark: ({ id }) =>
			run.failed.has(id) ? 'the node could not know, and did not repeat it' : undefined,
	});
}

function whyNot(id: string, { came, failed }: Run, ends: readonly End[]): string | undefined {
	const times = came.get(id);
	if (times === undefined) return 'its workflow did not run, see there';
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
