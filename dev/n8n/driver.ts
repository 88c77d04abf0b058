/** Starts and stops a real n8n with a package loaded. The REST side of it is `client.ts`. */
import { spawn, type ChildProcess } from 'node:child_process';
import {
	appendFileSync,
	closeSync,
	mkdirSync,
	openSync,
	readFileSync,
	rmSync,
	symlinkSync,
} from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort, isPortFree } from '../ports';
import { N8nClient } from './client';
import { n8nEnvironment } from './environment';
import { runtimePrograms } from './runtimeFolder';

export interface N8nOptions {
	/** Folder that `installRuntime` answered. */
	runtime: string;
	/** In queue mode: `worker` executes, `webhook` receives production calls. Left out: `start`, n8n itself. */
	role?: 'start' | 'worker' | 'webhook';
	/** Everything n8n remembers is below it, in `.n8n/`. */
	userFolder: string;
	/** Left out: the previous port of n8n in this folder, or any free one. */
	port?: number;
	/** A built package to load, e.g. the checkout. */
	packageFolder?: string;
	/** Left out: in the user folder, or below the folder in `N8N_LOGS_FOLDER`, which keeps it. */
	logFile?: string;
	env?: NodeJS.ProcessEnv;
	/** Time for the start, ms. */
	timeoutMs?: number;
	signal?: AbortSignal;
}

interface N8nEnd {
	code: number | null;
	signal: NodeJS.Signals | null;
}

interface N8nStop extends N8nEnd {
	/** It was stopped, didn't end in time, and was killed. */
	wasKilled: boolean;
}

/** n8n gives its executions 30 s to end. */
const STOP_MS = 40_000;
const START_MS = 150_000;

export interface RunningN8n {
	url: string;
	port: number;
	/** n8n's process; undefined if it couldn't be started. */
	pid?: number;
	logFile: string;
	/** From the start of the process until it was ready, ms. */
	startMs: number;
	/** Only for the role `start`: the others have no REST routes. */
	client: N8nClient;
	/** Resolves when n8n ends, for any reason. */
	ended: Promise<N8nEnd>;
	/** Ends n8n and every process that it started: first politely, after `patienceMs` by force; with 0 by force, before this returns. */
	stop(patienceMs?: number): Promise<N8nStop>;
}

/** The last ports of n8n by folder, so that a restarted one has the same address. */
const portsBefore = new Map<string, { port: number; brokerPort: number }>();

/** Rejects, with the end of n8n's log, when it ends early, does not become ready, or `signal` aborts. */
export async function startN8n(options: N8nOptions): Promise<RunningN8n> {
	const since = Date.now();
	const userFolder = path.resolve(options.userFolder);
	mkdirSync(userFolder, { recursive: true });
	if (options.packageFolder) linkPackage(options.packageFolder, userFolder);
	const programs = runtimePrograms(options.runtime);
	const { role = 'start' } = options;
	const ports = await choosePorts(`${role} ${userFolder}`, options.port);
	const { port } = ports;
	const logFile = options.logFile ?? keptLog(port) ?? path.join(userFolder, 'n8n.log');
	const place = { ...ports, userFolder, node: programs.node };
	noteStart();

	const log = openSync(logFile, process.env.N8N_LOGS_FOLDER ? 'a' : 'w');
	const child = spawn(
		programs.node,
		['--require', path.join(__dirname, 'endWithParent.cjs'), programs.n8n, role],
		{
			cwd: userFolder,
			env: {
				...n8nEnvironment(place),
				// Node's compilation cache makes the next start an eighth faster.
				NODE_COMPILE_CACHE: path.join(options.runtime, 'compiled'),
				...options.env,
			},
			stdio: ['pipe', log, log],
			detached: true, // a process group: Ctrl-C reaches only us, and we end n8n with its task runner
		},
	);
	closeSync(log);
	const ended = endOf(child);
	const stop = async (patienceMs = STOP_MS) => await stopGroup(child, ended, patienceMs);
	const url = `http://127.0.0.1:${port}`;
	try {
		await ready({ url, role }, ended, options.timeoutMs ?? START_MS, options.signal);
	} catch (error) {
		await stop(2_000);
		throw new Error(`${(error as Error).message}\n${logEnd(logFile)}\nLog: ${logFile}`);
	}
	const client = new N8nClient(url, options.runtime);
	return { url, port, pid: child.pid, logFile, startMs: Date.now() - since, client, ended, stop };
}

async function choosePorts(place: string, fixedPort?: number) {
	const { port: before, brokerPort: brokerBefore } = portsBefore.get(place) ?? {};
	const again = async (port?: number) =>
		port !== undefined && (await isPortFree(port)) ? port : await freePort();
	const ports = { port: fixedPort ?? (await again(before)), brokerPort: await again(brokerBefore) };
	portsBefore.set(place, ports);
	return ports;
}

/** Path of a log that outlives its n8n, named after the test. */
function keptLog(port: number): string | undefined {
	const { N8N_LOGS_FOLDER: logs, TEST_FILE: testFile = 'other' } = process.env;
	if (!logs) return undefined;
	const folder = path.join(logs, path.basename(testFile));
	mkdirSync(folder, { recursive: true });
	return path.join(folder, `n8n-${port}.log`);
}

/** Adds a line for each start to the file in `N8N_STARTS_FILE`, to measure what the tests cost. */
function noteStart(): void {
	const { N8N_STARTS_FILE: file, TEST_FILE: testFile = '' } = process.env;
	if (file) appendFileSync(file, `${testFile}\t${new Date().toISOString()}\n`);
}

/** The way community packages sit on disk; a link, so that a new build needs only a restart. */
function linkPackage(packageFolder: string, userFolder: string): void {
	const manifest = readFileSync(path.join(packageFolder, 'package.json'), 'utf8');
	const { name } = JSON.parse(manifest) as { name: string };
	const link = path.join(userFolder, '.n8n', 'nodes', 'node_modules', name);
	mkdirSync(path.dirname(link), { recursive: true });
	rmSync(link, { force: true, recursive: true });
	symlinkSync(path.resolve(packageFolder), link, 'junction');
}

async function endOf(child: ChildProcess): Promise<N8nEnd> {
	return await new Promise((resolve) => {
		child.once('exit', (code, signal) => resolve({ code, signal }));
		child.once('error', () => resolve({ code: 127, signal: null }));
	});
}

interface Address {
	url: string;
	role: NonNullable<N8nOptions['role']>;
}

async function ready(
	address: Address,
	ended: Promise<N8nEnd>,
	timeoutMs: number,
	signal?: AbortSignal,
): Promise<void> {
	let end: N8nEnd | undefined;
	void ended.then((result) => (end = result));
	const limit = Date.now() + timeoutMs;
	while (!(await answers(address))) {
		if (end) throw new Error(`n8n ended while starting (${describeEnd(end)}).`);
		if (signal?.aborted) throw new Error('The start of n8n was interrupted.');
		if (Date.now() > limit) {
			throw new Error(
				`n8n was not ready after ${timeoutMs / 1000} s. See its log for what it was doing; on a busy machine, give it more time or less beside it.`,
			);
		}
		await sleep(200);
	}
}

/** n8n reports that it's ready before its REST routes exist. Until then, they answer with a page. */
async function answers({ url, role }: Address): Promise<boolean> {
	try {
		const health = await fetch(`${url}/healthz/readiness`);
		await health.arrayBuffer();
		if (role !== 'start') return health.ok;
		const settings = await fetch(`${url}/rest/settings`);
		const type = settings.headers.get('content-type') ?? '';
		await settings.arrayBuffer();
		return health.ok && settings.ok && type.includes('json');
	} catch {
		return false;
	}
}

export function describeEnd({ code, signal }: N8nEnd): string {
	return signal ? `signal ${signal}` : `exit code ${code}`;
}

/** The last lines of a log, for the terminal. */
export function logEnd(logFile: string, lines = 15): string {
	return readFileSync(logFile, 'utf8').trimEnd().split('\n').slice(-lines).join('\n');
}

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): boolean {
	try {
		return child.pid !== undefined && process.kill(-child.pid, signal);
	} catch {
		return false; // the group is empty
	}
}

async function stopGroup(
	child: ChildProcess,
	ended: Promise<N8nEnd>,
	patienceMs: number,
): Promise<N8nStop> {
	let hasEnded = patienceMs <= 0;
	if (patienceMs > 0) {
		child.kill('SIGTERM');
		const endedItself = ended.then(() => (hasEnded = true));
		await Promise.race([endedItself, sleep(patienceMs, undefined, { ref: false })]);
	}
	const wasKilled = !hasEnded;
	signalGroup(child, 'SIGKILL');
	return { ...(await ended), wasKilled };
}
