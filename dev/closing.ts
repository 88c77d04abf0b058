/** Handles Ctrl-C and similar signals, and closes everything that was opened. */
import { execFileSync } from 'node:child_process';
import { isAlive } from './folderLock';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
/** A terminal, npm and tsx each pass on the same Ctrl-C: signals within this time (ms) count as one. */
const SAME_MS = 1_000;
const CLOSING_LOOK_MS = 500;

export interface Closing {
	/** Aborted at the first signal. */
	signal: AbortSignal;
	/** Resolves at the first signal. */
	stopRequest: Promise<'asked'>;
	/** Runs at the end; the last one added is closed first. */
	add(close: () => Promise<unknown> | void): void;
	closeAll(): Promise<void>;
}

/** The shell in which npm runs tsx; undefined if npm didn't start this process. */
function npmShell(): number | undefined {
	if (!process.env.npm_lifecycle_event) return undefined;
	try {
		const answer = execFileSync('ps', ['-o', 'ppid=', '-p', String(process.ppid)]);
		return Number(answer) || undefined;
	} catch {
		return undefined; // no `ps` here: Ctrl-C works without it
	}
}

/** `kill <npm>` ends npm and its shell; the signal itself does not come further than the shell. */
function whenNpmIsGone(stop: () => void): void {
	const shell = npmShell();
	if (shell === undefined) return;
	const timer = setInterval(() => {
		if (isAlive(shell)) return;
		clearInterval(timer);
		stop();
	}, CLOSING_LOOK_MS);
	timer.unref();
}

export function listenForSignals(): Closing {
	const controller = new AbortController();
	const closers: Array<() => Promise<unknown> | void> = [];
	let first = 0;
	const stopRequest = new Promise<'asked'>((resolve) => {
		const stop = () => {
			controller.abort();
			resolve('asked');
		};
		for (const name of SIGNALS) {
			process.on(name, () => {
				first ||= Date.now();
				if (Date.now() - first > SAME_MS) process.exit(130); // n8n ends itself when we are gone
				stop();
			});
		}
		whenNpmIsGone(stop);
	});
	return {
		signal: controller.signal,
		stopRequest,
		add: (close) => void closers.push(close),
		async closeAll() {
			for (const close of closers.splice(0).reverse()) await close();
		},
	};
}
