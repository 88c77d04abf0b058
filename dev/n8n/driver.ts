/** Starts and stops a real n8n that loads a package. */
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
	/** Folder that `installRuntime` returned. */
	runtime: string;
	/** Process of n8n in queue mode: `worker` executes, `webhook` receives production calls. The default, `start`, is n8n itself. */
	role?: 'start' | 'worker' | 'webhook';
	userFolder: string;
	/** The default is the port that n8n last had in this folder, or any free port. */
	port?: number;
	packageFolder?: string;
	/** The default is a file in `userFolder`, or in a subfolder of `N8N_LOGS_FOLDER` if that variable is set. */
	logFile?: string;
	env?: NodeJS.ProcessEnv;
	timeoutMs?: number;
	signal?: AbortSignal;
}

interface N8nEnd {
	code: number | null;
	signal: NodeJS.Signals | null;
}

interface N8nStop extends N8nEnd {
	wasKilled: boolean;
}

/** How long n8n may take to end. It gives its executions 30 s. */
const STOP_MS = 40_000;
const START_MS = 150_000;

export interface RunningN8n {
	url: string;
	port: number;
	pid?: number;
	logFile: string;
	startMs: number;
	/** Only works for the role `start`, because the other roles have no REST routes. */
	client: N8nClient;
	ended: Promise<N8nEnd>;
	/** Ends n8n and every process that it started, by force after `patienceMs`. With 0, it uses force at once, before it returns. */
	stop(patienceMs?: number): Promise<N8nStop>;
}

/** The last ports of n8n by folder, so that n8n has the same URL after a restart. */
const portsBefore = new Map<string, { port: number; brokerPort: number }>();

/** Rejects with the end of n8n's log if n8n ends early, doesn't become ready, or `signal` aborts. */
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
				// With Node's compilation cache, the next start takes an eighth less time.
				NODE_COMPILE_CACHE: path.join(options.runtime, 'compiled'),
				...options.env,
			},
			stdio: ['pipe', log, log],
			detached: true, // its own process group: Ctrl-C only reaches this process, which then ends n8n with its task runner
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

/** Returns the path of a log that isn't deleted with n8n's folder, named after the test; undefined if no such log is wanted. */
function keptLog(port: number): string | undefined {
	const { N8N_LOGS_FOLDER: logs, TEST_FILE: testFile = 'other' } = process.env;
	if (!logs) return undefined;
	const folder = path.join(logs, path.basename(testFile));
	mkdirSync(folder, { recursive: true });
	return path.join(folder, `n8n-${port}.log`);
}

/** Adds a line for each start to the file in `N8N_STARTS_FILE`, to show how often tests start n8n. */
function noteStart(): void {
	const { N8N_STARTS_FILE: file, TEST_FILE: testFile = '' } = process.env;
	if (file) appendFileSync(file, `${testFile}\t${new Date().toISOString()}\n`);
}

/** Installs a package like a community package, but as a link, so that a new build only needs a restart. */
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
				`n8n was not ready after ${timeoutMs / 1000} s. Check its log. On a busy machine, allow more time or run fewer other programs.`,
			);
		}
		await sleep(200);
	}
}

/** n8n reports that it's ready before its REST routes exist; until then, these return an HTML page. */
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

export function logEnd(logFile: string, lines = 15): string {
	return readFileSync(logFile, 'utf8').trimEnd().split('\n').slice(-lines).join('\n');
}

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): boolean {
	try {
		return child.pid !== undefined && process.kill(-child.pid, signal);
	} catch {
		return false; // the process group has ended
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
