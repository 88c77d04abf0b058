import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Counts } from './counts';

export interface FileResult {
	/** Path relative to the checkout. */
	readonly file: string;
	readonly isPassed: boolean;
	readonly seconds: number;
	readonly counts: Counts;
	readonly message: string;
}

interface JestReport {
	readonly testResults: ReadonlyArray<{
		readonly name: string;
		readonly status: string;
		readonly startTime: number;
		readonly endTime: number;
		readonly message: string;
		readonly assertionResults: ReadonlyArray<{ readonly status: string }>;
	}>;
}

interface PlaywrightSuite {
	readonly title: string;
	readonly file: string;
	readonly suites?: readonly PlaywrightSuite[];
	readonly specs: ReadonlyArray<{
		readonly title: string;
		readonly tests: ReadonlyArray<{
			readonly status: 'expected' | 'unexpected' | 'flaky' | 'skipped';
			readonly results: ReadonlyArray<{
				readonly status: string;
				readonly duration: number;
				readonly errors?: ReadonlyArray<{ readonly message?: string; readonly stack?: string }>;
			}>;
		}>;
	}>;
}

interface PlaywrightReport {
	readonly config: { readonly rootDir: string };
	readonly suites: readonly PlaywrightSuite[];
	readonly errors?: ReadonlyArray<{ readonly message?: string }>;
}

function readJson<T>(file: string): T | undefined {
	try {
		return JSON.parse(readFileSync(file, 'utf8')) as T;
	} catch {
		return undefined; // the test runner ended before it wrote a report
	}
}

const count = <T>(all: readonly T[], isCounted: (entry: T) => boolean) =>
	all.filter(isCounted).length;

/** Returns an empty list if there is no report. */
export function readJest(reportFile: string, checkout: string): FileResult[] {
	const { testResults = [] } = readJson<JestReport>(reportFile) ?? {};
	return testResults.map(({ name, status, startTime, endTime, message, assertionResults }) => {
		const failed = count(assertionResults, (test) => test.status === 'failed');
		// Jest gives a file with skipped tests the status "focused", so only "failed" counts as a failure.
		const isPassed = status !== 'failed';
		return {
			file: path.relative(checkout, name).split(path.sep).join('/'),
			isPassed,
			seconds: Math.max(0, Math.round((endTime - startTime) / 1000)),
			counts: {
				passed: count(assertionResults, (test) => test.status === 'passed'),
				// A file that can't be loaded has failed without a failed test.
				failed: isPassed ? 0 : Math.max(1, failed),
				skipped: count(assertionResults, (test) => ['pending', 'todo'].includes(test.status)),
			},
			message,
		};
	});
}

function testsBelow(suite: PlaywrightSuite): PlaywrightSuite['specs'] {
	return [...suite.specs, ...(suite.suites ?? []).flatMap(testsBelow)];
}

/** Returns an empty list if there is no report. */
export function readPlaywright(reportFile: string, checkout: string): FileResult[] {
	const report = readJson<PlaywrightReport>(reportFile);
	if (report === undefined) return [];
	return report.suites.map((suite) => {
		const specs = testsBelow(suite);
		const tests = specs.flatMap((spec) => spec.tests);
		const failed = count(tests, ({ status }) => status === 'unexpected' || status === 'flaky');
		const results = tests.flatMap((test) => test.results);
		const messages = specs.flatMap(({ title, tests: ofSpec }) =>
			ofSpec
				.flatMap((test) => test.results)
				.flatMap(({ errors = [] }) => errors)
				.map((error) => `● ${title}\n${error.stack ?? error.message ?? ''}`),
		);
		return {
			file: path
				.relative(checkout, path.join(report.config.rootDir, suite.file))
				.split(path.sep)
				.join('/'),
			// Playwright counts an interrupted test as skipped, so a file only passes if at least one test did.
			isPassed: failed === 0 && tests.some(({ status }) => status === 'expected'),
			seconds: Math.round(results.reduce((sum, { duration }) => sum + duration, 0) / 1000),
			counts: {
				passed: count(tests, ({ status }) => status === 'expected'),
				failed,
				skipped: count(tests, ({ status }) => status === 'skipped'),
			},
			message: messages.join('\n\n'),
		};
	});
}
