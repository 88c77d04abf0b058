import { execFileSync, spawn } from 'node:child_process';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { PATIENCE_MS } from '../../../dev/n8n/client';
import { isAlive } from '../../../dev/folderLock';

const CHECKOUT = path.join(__dirname, '../../..');
export const READY = /Stop +Ctrl-C/;

export interface NpmStart {
	/** Returns the time since the start of `npm`, ms. */
	elapsed(): number;
	printed(): string;
	/** Rejects with the output if the program ends first. */
	prints(text: RegExp, timeoutMs?: number): Promise<void>;
	/** Simulates Ctrl-C, for which the terminal sends SIGINT to npm and to all processes in its group. */
	interrupt(): void;
	/** Returns the exit code. Kills the program if it takes longer than `timeoutMs`. */
	ended(timeoutMs?: number): Promise<number | null>;
	/** Command lines of npm and of all its descendants, by process ID. */
	processes(): Map<number, string>;
}

function environment(extra: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
	const own = /^(EVOLUTION_|N8N_PORT|SIMULATOR_PORT|npm_|NODE_ENV|JEST_)/;
	const outer = Object.entries(process.env).filter(([name]) => !own.test(name));
	return { ...Object.fromEntries(outer), ...extra };
}

function descendants(root: number): Map<number, string> {
	const table = execFileSync('ps', ['-eo', 'pid=,ppid=,args='], { encoding: 'utf8' });
	const rows = table
		.trim()
		.split('\n')
		.map((line) => /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [])
		.map(([, pid, parent, args]) => ({ pid: Number(pid), parent: Number(parent), args }));
	const found = new Map(rows.filter(({ pid }) => pid === root).map(({ pid, args }) => [pid, args]));
	for (let size = 0; size < found.size; ) {
		size = found.size;
		for (const { pid, parent, args } of rows) if (found.has(parent)) found.set(pid, args);
	}
	return found;
}

export function npmStart(args: string[], env: NodeJS.ProcessEnv = {}): NpmStart {
	const since = Date.now();
	const child = spawn('npm', ['start', '--', ...args], {
		cwd: CHECKOUT,
		env: environment(env),
		stdio: ['ignore', 'pipe', 'pipe'],
		detached: true,
	});
	const { pid } = child;
	if (!pid) throw new Error('npm cannot be started.');
	let output = '';
	let code: number | null | undefined;
	for (const stream of [child.stdout, child.stderr]) {
		stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
	}
	child.on('close', (exitCode) => (code = exitCode));

	return {
		elapsed: () => Date.now() - since,
		printed: () => output,
		processes: () => descendants(pid),
		interrupt: () => void process.kill(-pid, 'SIGINT'),
		async prints(text, timeoutMs = 2 * PATIENCE_MS) {
			const limit = Date.now() + timeoutMs;
			while (!text.test(output)) {
				if (code !== undefined || Date.now() > limit) {
					throw new Error(`${text} was not printed (exit code ${code}):\n${output}`);
				}
				await sleep(50);
			}
		},
		async ended(timeoutMs = PATIENCE_MS) {
			const limit = Date.now() + timeoutMs;
			while (code === undefined && Date.now() < limit) await sleep(50);
			if (code === undefined) {
				process.kill(-pid, 'SIGKILL');
				throw new Error(`npm start did not end within ${timeoutMs} ms:\n${output}`);
			}
			return code;
		},
	};
}

export async function survivors(
	processes: Map<number, string>,
	timeoutMs = PATIENCE_MS,
): Promise<string[]> {
	const limit = Date.now() + timeoutMs;
	for (;;) {
		const alive = [...processes].filter(([pid]) => isAlive(pid)).map(([, args]) => args);
		if (alive.length === 0 || Date.now() > limit) return alive;
		await sleep(100);
	}
}
