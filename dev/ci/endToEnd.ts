/**
 * Runs the end-to-end tests, the longest first, except those that have passed on this machine with the same files. A test that
 * fails runs again, alone. If it passes the second time, the report marks it clearly as flaky.
 */
import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { lastLines, runCommand } from './command';
import { contentHash, type FileHashes, readHashes } from './content';
import { NO_TESTS } from './counts';
import { endToEndInputs, listEndToEndFiles, type EndToEndFile, type Runner } from './endToEndFiles';
import { countStarts } from './n8nStarts';
import type { Outcome } from './report';
import { readJest, readPlaywright, type FileResult } from './results';
import type { Stamps } from './stamps';

/** More workers than CI has cores: a test waits for n8n and the clock for more than half of its time. */
const WORKERS: Record<Runner, number> = { jest: 3, playwright: 1 };
/** Playwright gets fewer workers than Jest, because a slow page makes browser tests fail. */
const WORKERS_ALONE: Record<Runner, number> = { jest: 4, playwright: 2 };
/**
 * Tests that run last, alone. On a busy machine, a restart of n8n takes minutes, and tests that kill n8n take six times as long.
 */
const ALONE = /(^|\/)kill\.test\.[jt]s$/;
/** If more test files than this fail, it isn't bad luck, and a second run would only delay the result. */
export const MOST_RERUNS = 4;
const LINES_SHOWN = 60;

export interface EndToEndOptions {
	readonly checkout: string;
	readonly logs: string;
	readonly stamps: Stamps;
	readonly hashes?: FileHashes;
	/** Without this function, all files run. */
	readonly isChosen?: (file: string) => boolean;
	readonly shard?: { readonly index: number; readonly all: number };
	readonly env?: NodeJS.ProcessEnv;
	readonly tell?: (text: string) => void;
}

export async function runEndToEnd(
	options: EndToEndOptions,
	say: (outcome: Outcome) => void,
): Promise<void> {
	const { checkout, hashes, stamps, shard, isChosen = () => true } = options;
	const selection = listEndToEndFiles(checkout, options.env).filter(({ file }) => isChosen(file));
	if (selection.length === 0) throw new Error('No end-to-end tests match: check --files.');
	const sorted = longestFirst(checkout, stamps, selection);
	const files =
		shard === undefined ? sorted : sorted.filter((_, index) => index % shard.all === shard.index);

	const names = files.map(({ file }) => file);
	const inputs = hashes && (await endToEndInputs(checkout, hashes, names));
	// These variables decide which tests run. Outside CI, browser tests are skipped if there's no browser.
	const { CI, DEEP, N8N_VERSION, HUB_ROUNDS } = process.env;
	const env = JSON.stringify({ CI, DEEP, N8N_VERSION, HUB_ROUNDS, ...options.env });
	const others = [process.version, process.platform, process.arch, env];
	const hashFor = (file: string, content = hashes) =>
		content && inputs && contentHash(content, inputs.get(file) ?? [], others);

	const waiting = files.filter(({ file }) => {
		const passed = stamps.find(file, hashFor(file));
		if (passed === undefined) return true;
		say({ title: file, state: 'remembered', seconds: 0, starts: 0, counts: passed.counts });
		return false;
	});

	const red: FileResult[] = [];
	const runAll = async (
		runner: Runner,
		run: readonly string[],
		manner: { readonly name: string; readonly workers: number },
	): Promise<void> => {
		if (run.length === 0) return;
		const results = await runFiles(options, runner, run, manner);
		const content = hashes && readHashes(checkout);
		for (const result of results) {
			stamps.noteSeconds(result.file, result.seconds);
			if (result.isPassed) {
				const hash = hashFor(result.file);
				// If a file that the test depends on was edited during the run, the result isn't remembered.
				if (hash === hashFor(result.file, content)) stamps.note(result.file, hash, result.counts);
				say(outcomeFrom(options, result, 'passed'));
			} else {
				red.push(result);
			}
		}
	};
	const together = waiting.filter(({ file }) => !ALONE.test(file));
	const runners = (['jest', 'playwright'] as const).filter((runner) =>
		together.some((file) => file.runner === runner),
	);
	const workers = runners.length > 1 ? WORKERS : WORKERS_ALONE;
	await Promise.all(
		runners.map(async (runner) => {
			const run = together.filter((file) => file.runner === runner).map(({ file }) => file);
			await runAll(runner, run, { name: runner, workers: workers[runner] });
		}),
	);
	const alone = waiting.filter(({ file }) => ALONE.test(file)).map(({ file }) => file);
	await runAll('jest', alone, { name: 'alone', workers: 1 });

	for (const first of red) {
		const log = writeMessage(options, first, 'failed.log');
		const details = first.message.trimEnd().split('\n').slice(0, LINES_SHOWN);
		if (red.length > MOST_RERUNS) {
			say({ ...outcomeFrom(options, first, 'failed'), details, logs: [log] });
			continue;
		}
		const { runner } = waiting.find(({ file }) => file === first.file) as EndToEndFile;
		const name = `${path.basename(first.file)}-again`;
		const [again] = await runFiles(options, runner, [first.file], { name, workers: 1 });
		if (again.isPassed) {
			const outcome = outcomeFrom(options, again, 'flaky');
			say({ ...outcome, seconds: first.seconds + again.seconds, details, logs: [log] });
		} else {
			const second = writeMessage(options, again, 'failed-again.log');
			say({ ...outcomeFrom(options, again, 'failed'), details, logs: [log, second] });
		}
	}
}

/** Sorts by duration. Files that never ran here come first, the largest at the beginning. */
function longestFirst(
	checkout: string,
	stamps: Stamps,
	files: readonly EndToEndFile[],
): EndToEndFile[] {
	const length = ({ file }: EndToEndFile) =>
		stamps.secondsFor(file) ?? 1_000 + statSync(path.join(checkout, file)).size / 1_000;
	return [...files].sort((one, other) => length(other) - length(one));
}

/** Returns a result for each file, even if the test runner crashed. @param name base name of the log and the report */
async function runFiles(
	{ checkout, logs, env, tell }: EndToEndOptions,
	runner: Runner,
	files: readonly string[],
	{ name, workers }: { readonly name: string; readonly workers: number },
): Promise<FileResult[]> {
	const report = path.join(logs, `${name}.json`);
	const logFile = path.join(logs, `${name}.log`);
	const relative = (file: string) => path.relative(checkout, file);
	const commands: Record<Runner, string> = {
		jest: `node_modules/.bin/jest --config jest.e2e.config.js --testSequencer ./dev/ci/givenOrder.cjs --maxWorkers ${workers} --json --outputFile ${relative(report)} --runTestsByPath`,
		playwright: `node_modules/.bin/playwright test --retries=0 --workers=${workers} --reporter=list,json --output=${relative(path.join(logs, 'traces', name))}`,
	};
	const isWell = await runCommand([...commands[runner].split(' '), ...files], {
		cwd: checkout,
		logFile,
		tell,
		env: {
			...env,
			N8N_LOGS_FOLDER: path.join(logs, 'n8n'),
			N8N_STARTS_FILE: path.join(logs, 'n8n-starts.txt'),
			E2E_ORDER: JSON.stringify(files),
			PLAYWRIGHT_JSON_OUTPUT_FILE: report,
		},
	});
	const results = runner === 'jest' ? readJest(report, checkout) : readPlaywright(report, checkout);
	// The runner was ended early, or something failed outside the tests, so it's unknown which file is at fault.
	const isUnclear = !isWell && results.every(({ isPassed }) => isPassed);
	const failure = (file: string, why: string): FileResult => ({
		file,
		isPassed: false,
		seconds: 0,
		counts: { ...NO_TESTS, failed: 1 },
		message: [why, ...lastLines(logFile, 30)].join('\n'),
	});
	return files.map((file) => {
		if (isUnclear) return failure(file, `${runner} failed, and no test of it did.`);
		const existing = results.find((result) => result.file === file);
		return existing ?? failure(file, `${runner} gave no result for this file.`);
	});
}

function outcomeFrom(
	{ logs }: EndToEndOptions,
	{ file, seconds, counts }: FileResult,
	state: Outcome['state'],
): Outcome {
	const starts = countStarts(path.join(logs, 'n8n-starts.txt'), file);
	return { title: file, state, seconds, starts, counts };
}

function writeMessage({ logs }: EndToEndOptions, result: FileResult, name: string): string {
	const folder = path.join(logs, 'n8n', path.basename(result.file));
	mkdirSync(folder, { recursive: true });
	const file = path.join(folder, name);
	writeFileSync(file, result.message);
	return file;
}
