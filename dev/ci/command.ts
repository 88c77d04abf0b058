/** Runs the command of a step: its output goes to a log, and whatever it started ends with it. */
import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { stripVTControlCharacters } from 'node:util';

export interface CommandOptions {
	readonly cwd: string;
	readonly logFile: string;
	readonly env?: NodeJS.ProcessEnv;
}

const running = new Set<ChildProcess>();

/** @returns whether the command ended with 0; never rejects */
export async function runCommand(
	[program, ...args]: readonly string[],
	{ cwd, logFile, env }: CommandOptions,
): Promise<boolean> {
	mkdirSync(path.dirname(logFile), { recursive: true });
	const log = openSync(logFile, 'a');
	// A process group of its own, so that it can be ended with all that it started.
	const child = spawn(program, args, {
		cwd,
		env: { ...process.env, ...env },
		stdio: ['ignore', log, log],
		detached: true,
	});
	closeSync(log);
	running.add(child);
	const code = await new Promise<number>((resolve) => {
		child.once('exit', (exitCode) => resolve(exitCode ?? 1));
		child.once('error', () => resolve(127));
	});
	running.delete(child);
	return code === 0;
}

/** For an end by Ctrl-C or a time limit. */
export function endCommands(): void {
	for (const { pid } of running) {
		try {
			if (pid !== undefined) process.kill(-pid, 'SIGTERM');
		} catch {
			// It has ended by itself.
		}
	}
}

/** The last lines of a log, without colors. */
export function lastLines(logFile: string, lines: number): string[] {
	try {
		const text = stripVTControlCharacters(readFileSync(logFile, 'utf8'));
		return text.trimEnd().split('\n').slice(-lines);
	} catch {
		return []; // the command has not begun to write
	}
}
