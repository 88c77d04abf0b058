/** Handles Ctrl-C and similar signals, and closes everything that the program has opened. */
import { execFileSync } from 'node:child_process';
import { isAlive } from './folderLock';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
/** A terminal, npm and tsx each pass on the same Ctrl-C, so signals within this time (ms) count as one. */
const SAME_MS = 1_000;
const CLOSING_LOOK_MS = 500;

export interface Closing {
	signal: AbortSignal;
	stopRequest: Promise<'asked'>;
	/** The function that was added last runs first. */
	add(close: () => Promise<unknown> | void): void;
	closeAll(): Promise<void>;
}

/** Returns the process ID of the shell in which npm runs tsx; undefined if npm didn't start this process. */
function npmShell(): number | undefined {
	if (!process.env.npm_lifecycle_event) return undefined;
	try {
		const answer = execFileSync('ps', ['-o', 'ppid=', '-p', String(process.ppid)]);
		return Number(answer) || undefined;
	} catch {
		return undefined; // `ps` doesn't exist here; Ctrl-C works without it
	}
}

/** `kill <npm>` ends npm and npm's shell, but sends no signal to this process. */
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
				if (Date.now() - first > SAME_MS) process.exit(130); // n8n ends itself when this process is gone
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
