import { spawn, type ChildProcess } from 'node:child_process';
import { appendFileSync, createWriteStream } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

export interface NpmRun {
	cwd: string;
	logFile: string;
	/** Additional settings for npm, by name: `{ nodedir: '…' }`. */
	settings?: Record<string, string>;
	signal?: AbortSignal;
}

/** `output` contains the last 64 KB of what npm printed. */
export interface NpmEnd {
	ok: boolean;
	output: string;
}

const TAIL_BYTES = 64 * 1024;
/** Variables of an outer `npm start` that must not affect npm in another folder. */
const OUTER =
	/^(npm_(package|lifecycle|command|node|execpath)|npm_config_(local_prefix|prefix|ignore_scripts|nodedir)|INIT_CWD)/i;

function environment(settings: Record<string, string>): NodeJS.ProcessEnv {
	const inherited = Object.entries(process.env).filter(([name]) => !OUTER.test(name));
	const own = Object.entries(settings).map(([name, value]) => [`npm_config_${name}`, value]);
	return Object.fromEntries([...inherited, ...own]);
}

/** Under `npm start`, npm provides its own path, which works even if `npm` is a shell alias or a `.cmd`. */
function npmCommand(): [string, string[]] {
	const script = process.env.npm_execpath;
	return script && /npm-cli\.[cm]?js$/.test(script) ? [process.execPath, [script]] : ['npm', []];
}

/** Ends npm by force if necessary: it ignores signals during a download, and an incomplete download is useless. */
async function endGroup(child: ChildProcess): Promise<void> {
	for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
		try {
			if (child.pid) process.kill(-child.pid, signal);
		} catch {
			return; // the process group has ended
		}
		await sleep(1_500);
	}
}

/** Never rejects: if npm can't be started, `ok` is false. */
export async function npm(args: string[], run: NpmRun): Promise<NpmEnd> {
	const [program, first] = npmCommand();
	appendFileSync(run.logFile, `\n$ npm ${args.join(' ')}\n`);
	const log = createWriteStream(run.logFile, { flags: 'a' });
	const child = spawn(program, [...first, ...args], {
		cwd: run.cwd,
		env: environment(run.settings ?? {}),
		stdio: ['ignore', 'pipe', 'pipe'],
		detached: true, // its own process group, so that compilers that npm has started end with it
	});
	let ending = Promise.resolve();
	const stop = () => {
		ending = endGroup(child);
	};
	if (run.signal?.aborted) stop();
	run.signal?.addEventListener('abort', stop, { once: true });
	let output = '';
	for (const stream of [child.stdout, child.stderr]) {
		stream.on('data', (chunk: Buffer) => {
			log.write(chunk);
			output = (output + chunk.toString()).slice(-TAIL_BYTES);
		});
	}
	return await new Promise((resolve) => {
		const end = (ok: boolean) => {
			run.signal?.removeEventListener('abort', stop);
			// npm may end before the processes that it started, so this waits for them, too.
			log.end(() => void ending.then(() => resolve({ ok, output })));
		};
		child.on('error', (error) => {
			output += `\n${error.message}`;
			end(false);
		});
		child.on('close', (code) => end(code === 0));
	});
}
