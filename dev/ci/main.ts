/**
 * `.ci/run` runs everything that a change has to pass. It continues after a failure, keeps the logs in `.dev/ci/`, and
 * remembers on this machine which content has passed. `CI_FRESH=1` ignores what it remembers.
 *
 * `--only <step,step>` runs only those steps, `--files <text>` only end-to-end tests with this text in their name, and `--shard 2/3`
 * the second third of them. `--deep` runs the nightly steps, and remembers nothing. `--changed` checks changed files.
 */
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { elapsed } from '../n8n/progress';
import { endCommands, failedFiles, lastLines, runCommand } from './command';
import { changedFiles, contentHash, filesBelow, readHashes, type FileHashes } from './content';
import { NO_TESTS, readCounts } from './counts';
import { MOST_RERUNS, runEndToEnd, type EndToEndOptions } from './endToEnd';
import { countStarts } from './n8nStarts';
import { describeOutcome, isGood, summarize, type Outcome } from './report';
import { runInOrder } from './schedule';
import { stampFolder, Stamps } from './stamps';
import { changedSteps, deepSteps, STEPS, type Step } from './steps';

const CHECKOUT = path.join(__dirname, '..', '..');
const LOGS = path.join(CHECKOUT, '.dev', 'ci');
const CORES = 2;
const LINES_SHOWN = 80;
const BEAT_MS = 60_000;

class CiRun {
	readonly outcomes: Outcome[] = [];
	private readonly stamps: Stamps;
	private readonly hashes = hashesIfKnown();
	private readonly since = Date.now();
	private readonly running = new Map<string, number>();

	constructor(
		private readonly endToEnd: Pick<EndToEndOptions, 'shard' | 'isChosen' | 'env'>,
		isForgetful: boolean,
	) {
		this.stamps = new Stamps(stampFolder(), isForgetful);
	}

	get seconds(): number {
		return Math.round((Date.now() - this.since) / 1000);
	}

	/** @returns whether all of them passed */
	async steps(steps: readonly Step[]): Promise<boolean> {
		const beat = setInterval(() => this.sayWhatRuns(), BEAT_MS);
		await runInOrder(
			steps,
			CORES,
			async (step) => await this.step(step),
			(step, failed) => {
				const { title = failed } = steps.find(({ name }) => name === failed) ?? {};
				const details = [`It needs "${title}".`];
				this.add({ ...nothing(step), state: 'not run', details });
			},
		);
		clearInterval(beat);
		return this.outcomes.every(isGood);
	}

	private async step(step: Step): Promise<boolean> {
		const since = Date.now();
		this.running.set(step.title, since);
		try {
			if (step.command === undefined) return await this.endToEndTests(step);
			return await this.command(step, step.command);
		} catch (error) {
			const details = String((error as Error).stack).split('\n');
			this.add({ ...nothing(step), state: 'failed', details });
			return false;
		} finally {
			this.running.delete(step.title);
		}
	}

	private async command(step: Step, command: readonly string[]): Promise<boolean> {
		const hash = this.hashFor(step);
		const stamp = this.stamps.find(step.name, hash);
		if (stamp !== undefined) {
			this.add({ ...nothing(step), state: 'remembered', counts: stamp.counts });
			return true;
		}
		const since = Date.now();
		const logFile = path.join(LOGS, `${step.name}.log`);
		const startsFile = path.join(LOGS, `${step.name}.starts.txt`);
		say(`started: ${step.title}`);
		const isPassed = await runCommand(command, {
			cwd: CHECKOUT,
			logFile,
			env: { N8N_STARTS_FILE: startsFile },
			tell: say,
		});
		const seconds = Math.round((Date.now() - since) / 1000);
		const counts = readCounts(readFileSync(logFile, 'utf8'));
		const outcome = { title: step.title, seconds, counts, starts: countStarts(startsFile) };
		if (isPassed) {
			// If an input was edited during the run, the result isn't remembered.
			if (hash === this.hashFor(step, hashesIfKnown())) this.stamps.note(step.name, hash, counts);
			this.add({ ...outcome, state: 'passed' });
			rmSync(logFile);
			return true;
		}
		const details = lastLines(logFile, LINES_SHOWN);
		const isFlaky = await this.passesAgain(step, failedFiles(logFile));
		this.add({ ...outcome, state: isFlaky ? 'flaky' : 'failed', details, logs: [logFile] });
		return isFlaky;
	}

	private async passesAgain({ name, again }: Step, files: readonly string[]): Promise<boolean> {
		if (again === undefined || files.length === 0 || files.length > MOST_RERUNS) return false;
		say(`running again: ${files.join(', ')}`);
		const logFile = path.join(LOGS, `${name}-again.log`);
		return await runCommand([...again, ...files], { cwd: CHECKOUT, logFile, tell: say });
	}

	private async endToEndTests({ name, title }: Step): Promise<boolean> {
		say(`started: ${title}`);
		const logs = path.join(LOGS, name);
		mkdirSync(logs, { recursive: true });
		const options = {
			checkout: CHECKOUT,
			logs,
			stamps: this.stamps,
			hashes: this.hashes,
			tell: say,
		};
		let isPassed = true;
		await runEndToEnd({ ...options, ...this.endToEnd }, (outcome) => {
			isPassed &&= isGood(outcome);
			this.add(outcome);
		});
		return isPassed;
	}

	/** Returns the hash of a step's inputs; undefined for a step that runs every time. */
	private hashFor({ command = [], inputs }: Step, hashes = this.hashes): string | undefined {
		if (inputs === undefined || hashes === undefined) return undefined;
		const files = filesBelow(hashes, [...inputs, 'package-lock.json', '.npmrc']);
		return contentHash(hashes, files, [process.version, ...command]);
	}

	private add(outcome: Outcome): void {
		this.outcomes.push(outcome);
		say(describeOutcome(outcome).join('\n'));
	}

	private sayWhatRuns(): void {
		const all = [...this.running].map(
			([title, since]) => `${title} (${elapsed(Date.now() - since)})`,
		);
		say(`running: ${all.join(', ')}`);
	}
}

const say = (text: string) => void process.stdout.write(`${text}\n`);
const nothing = ({ title }: Step) => ({ title, seconds: 0, starts: 0, counts: NO_TESTS });

function hashesIfKnown(): FileHashes | undefined {
	try {
		return readHashes(CHECKOUT);
	} catch (error) {
		say(`All steps will run, because git cannot read the files: ${(error as Error).message}`);
		return undefined;
	}
}

function readShard(text: string): { index: number; all: number } {
	const [, index, all] = /^(\d+)\/(\d+)$/.exec(text)?.map(Number) ?? [];
	if (index === undefined || all === undefined || index < 1 || index > all) {
		throw new Error(`--shard must look like 2/3, not "${text}".`);
	}
	return { index: index - 1, all };
}

function choose(steps: readonly Step[], names: readonly string[]): readonly Step[] {
	const unknown = names.find((name) => !steps.some((step) => step.name === name));
	if (unknown !== undefined) {
		const list = steps.map(({ name }) => name).join(', ');
		throw new Error(`There is no step "${unknown}". Choose from: ${list}`);
	}
	return steps.filter(({ name }) => names.length === 0 || names.includes(name));
}

function allSteps({ deep = false, changed = false }): readonly Step[] {
	if (deep) return deepSteps(new Date().toISOString().slice(0, 10));
	return changed ? changedSteps(changedFiles(CHECKOUT)) : STEPS;
}

async function main(): Promise<number> {
	const text = { type: 'string' } as const;
	const flag = { type: 'boolean' } as const;
	const { values } = parseArgs({
		options: { only: text, files: text, shard: text, deep: flag, changed: flag },
	});
	const steps = choose(allSteps(values), values.only?.split(',') ?? []);
	const shard = values.shard === undefined ? undefined : readShard(values.shard);
	const isForgetful = values.deep === true || process.env.CI_FRESH === '1';

	rmSync(LOGS, { recursive: true, force: true });
	mkdirSync(LOGS, { recursive: true });
	const isChosen = (file: string) => file.includes(values.files ?? '');
	const env = values.deep === true ? { DEEP: '1' } : {};
	const run = new CiRun({ shard, isChosen, env }, isForgetful);
	for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
		process.once(signal, () => {
			endCommands();
			say(summarize(run.outcomes, run.seconds, signal).join('\n'));
			process.exit(1);
		});
	}
	const isPassed = await run.steps(steps);
	say(summarize(run.outcomes, run.seconds).join('\n'));
	return isPassed ? 0 : 1;
}

main().then(
	(code) => process.exit(code),
	(error: Error) => {
		process.stderr.write(`${error.message}\n`);
		process.exit(1);
	},
);
