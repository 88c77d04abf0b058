/** Runs the command of a CI step. Its output is written to a log, and its child processes end with it. */
import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { stripVTControlCharacters } from 'node:util';

export interface CommandOptions {
	readonly cwd: string;
	readonly logFile: string;
	readonly env?: NodeJS.ProcessEnv;
	readonly tell?: (text: string) => void;
}

const LOOK_MS = 1_000;

const running = new Set<ChildProcess>();

/** @returns whether it ended with exit code 0; never rejects */
export async function runCommand(
	[program, ...args]: readonly string[],
	{ cwd, logFile, env, tell }: CommandOptions,
): Promise<boolean> {
	mkdirSync(path.dirname(logFile), { recursive: true });
	const log = openSync(logFile, 'a');
	// The command gets its own process group, so that all its children can be ended with it.
	const child = spawn(program, args, {
		cwd,
		env: { ...process.env, ...env },
		stdio: ['ignore', log, log],
		detached: true,
	});
	closeSync(log);
	running.add(child);
	const endTelling = tell && tellFailures(logFile, tell);
	const code = await new Promise<number>((resolve) => {
		child.once('exit', (exitCode) => resolve(exitCode ?? 1));
		child.once('error', () => resolve(127));
	});
	running.delete(child);
	endTelling?.();
	return code === 0;
}

const FAILED = /^(?:FAIL|\s+✘\s+\d+) (\S+?\.test\.\w+)/gm;

export function failedFiles(logFile: string): string[] {
	let log: string;
	try {
		log = stripVTControlCharacters(readFileSync(logFile, 'utf8'));
	} catch {
		return []; // the test runner hasn't written to its log yet
	}
	return [...new Set([...log.matchAll(FAILED)].map(([, file]) => file))];
}

/** Reports each failed test file once. @returns a function to call when the tests have ended */
function tellFailures(logFile: string, tell: (text: string) => void): () => void {
	const told = new Set<string>();
	const look = (): void => {
		for (const file of failedFiles(logFile)) {
			if (!told.has(file)) tell(`failed: ${file}`);
			told.add(file);
		}
	};
	const looks = setInterval(look, LOOK_MS);
	return () => {
		clearInterval(looks);
		look();
	};
}

export function endCommands(): void {
	for (const { pid } of running) {
		try {
			if (pid !== undefined) process.kill(-pid, 'SIGTERM');
		} catch {
			// The command has already ended.
		}
	}
}

export function lastLines(logFile: string, lines: number): string[] {
	try {
		const text = stripVTControlCharacters(readFileSync(logFile, 'utf8'));
		return text.trimEnd().split('\n').slice(-lines);
	} catch {
		return []; // the command hasn't written to its log yet
	}
}
