/** Output of a run: a line when a step ends, and at the end a table, all failures and the sum of the tests. */
import { elapsed } from '../n8n/progress';
import { addCounts, type Counts } from './counts';

type State = 'passed' | 'remembered' | 'flaky' | 'failed' | 'not run';

export interface Outcome {
	readonly title: string;
	readonly state: State;
	readonly seconds: number;
	readonly starts: number;
	readonly counts: Counts;
	/** Lines to show below the step, such as the end of its log. */
	readonly details?: readonly string[];
	readonly logs?: readonly string[];
}

export const isGood = ({ state }: Outcome): boolean => state !== 'failed' && state !== 'not run';

function table(rows: ReadonlyArray<readonly string[]>): string[] {
	const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
	return rows.map((row) =>
		row
			.map((cell, column) =>
				column === 0 || column === row.length - 1
					? cell.padEnd(widths[column])
					: cell.padStart(widths[column]),
			)
			.join('  ')
			.trimEnd(),
	);
}

export function describeOutcome(outcome: Outcome): string[] {
	const { title, state, seconds, details = [], logs = [] } = outcome;
	const line = `${state === 'passed' ? 'ok' : state.toUpperCase()}: ${title} (${elapsed(seconds * 1000)})`;
	return [line, ...details.map((text) => `    ${text}`), ...logs.map((log) => `    Log: ${log}`)];
}

/** @param endedBy the signal that ended the run before all steps were done */
export function summarize(
	outcomes: readonly Outcome[],
	seconds: number,
	endedBy?: string,
): string[] {
	const rows = outcomes.map(({ title, state, seconds: duration, starts, counts }) => [
		title,
		elapsed(duration * 1000),
		starts === 0 ? '' : String(starts),
		counts.passed + counts.failed === 0 ? '' : String(counts.passed + counts.failed),
		state,
	]);
	const starts = outcomes.reduce((sum, outcome) => sum + outcome.starts, 0);
	const counts = addCounts(outcomes.map((outcome) => outcome.counts));
	const remembered = addCounts(
		outcomes.filter(({ state }) => state === 'remembered').map((outcome) => outcome.counts),
	);
	const failures = outcomes.filter((outcome) => !isGood(outcome));
	const flaky = outcomes.filter(({ state }) => state === 'flaky');
	return [
		'',
		...table([['Step', 'Time', 'n8n starts', 'Tests', ''], ...rows]),
		'',
		...flaky.flatMap((outcome) => ['', ...describeOutcome(outcome)]),
		...failures.flatMap((outcome) => ['', ...describeOutcome(outcome)]),
		'',
		`${elapsed(seconds * 1000)} in total. n8n was started ${starts} times.`,
		...(remembered.passed > 0
			? [`${remembered.passed} tests did not run: they passed here before, with the same files.`]
			: []),
		...(flaky.length > 0
			? [
					`FLAKY: ${flaky.length} (${flaky.map(({ title }) => title).join(', ')}). A flaky test may have found a lost message: read both logs.`,
				]
			: []),
		...(failures.length > 0 ? [`FAILED: ${failures.map(({ title }) => title).join(', ')}`] : []),
		...(endedBy === undefined ? [] : [`Stopped by ${endedBy} before all steps had run.`]),
		...(failures.length === 0 && endedBy === undefined ? ['All steps passed.'] : []),
		`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`,
	];
}
