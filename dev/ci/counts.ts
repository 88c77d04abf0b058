import { stripVTControlCharacters } from 'node:util';

export interface Counts {
	readonly passed: number;
	readonly failed: number;
	readonly skipped: number;
}

export const NO_TESTS: Counts = { passed: 0, failed: 0, skipped: 0 };

export const addCounts = (all: readonly Counts[]): Counts =>
	all.reduce(
		(sum, counts) => ({
			passed: sum.passed + counts.passed,
			failed: sum.failed + counts.failed,
			skipped: sum.skipped + counts.skipped,
		}),
		NO_TESTS,
	);

/** Adds up Jest's summaries, one for each run: `Tests:  1 failed, 2 skipped, 30 passed, 33 total`. */
export function readCounts(log: string): Counts {
	const number = (line: string, word: string) =>
		Number(new RegExp(`(\\d+) ${word}`).exec(line)?.[1] ?? 0);
	const lines = stripVTControlCharacters(log)
		.split('\n')
		.filter((line) => line.startsWith('Tests: '));
	return addCounts(
		lines.map((line) => ({
			passed: number(line, 'passed'),
			failed: number(line, 'failed'),
			skipped: number(line, 'skipped') + number(line, 'todo'),
		})),
	);
}
