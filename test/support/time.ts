import { randomBytes } from 'node:crypto';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { ClientRequest, IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as realTime } from 'node:timers/promises';
import { promisify } from 'node:util';

import type { AxiosStatic, InternalAxiosRequestConfig } from 'axios';

import type { Simulator } from '../../simulator/server';

/*
 * Time in unit tests. Our nodes only sleep with `sleep` of n8n-workflow, which test/jest/time.ts replaces with the one below: a
 * sleep lasts 20 ms at most, and one of more than ten seconds never ends. A test file replaces it with `onSleep`, and one that
 * tests hours skips them with `time`.
 */

export type Sleep = (ms: number) => Promise<void>;

/** A real sleep, for tests with Jest's timers. */
export const realSleep: Sleep = async (ms) =>
	await new Promise<void>((resolve) => setTimeout(resolve, ms));

/** A sleep that never ends. */
const forever: Sleep = async () => await new Promise<void>(() => {});

/**
 * A sleep that lasts `longestMs` at most. With less than the default, a node makes thirty attempts before a busy machine has
 * started three workflows.
 * @param longSleep replaces longer sleeps than `longMs`. By default they never end: the check after a change, more than ten
 * seconds later, would interfere with the test
 */
export const shortSleep =
	(longestMs = 20, longSleep = forever, longMs = 10_000): Sleep =>
	async (ms) => {
		if (ms > longMs) return await longSleep(ms);
		const short = realSleep(Math.min(ms, longestMs));
		countSleep(short);
		await short;
	};

const LOOK_MS = 5;
/** Pauses between a request's attempts are shorter: they end within the same step of the clock. */
const LONG_MS = 3_000;

/** A long sleep that ends when the test sets the clock ahead. */
export const sleepByClock: Sleep = shortSleep(
	LOOK_MS,
	async (ms) => {
		const end = Date.now() + ms;
		// An unfinished sleep doesn't keep the process alive.
		while (Date.now() < end) {
			await new Promise((resolve) => setTimeout(resolve, LOOK_MS).unref());
		}
	},
	LONG_MS,
);

let current = shortSleep();

/** The sleep that our nodes call. */
export const sleep: Sleep = async (ms) => await current(ms);

/** Replaces the sleep of our nodes until the end of the test file. */
export function onSleep(next: Sleep): void {
	current = next;
}

/**
 * Time for executions that wait for a long time. It passes while the test waits and every execution sleeps; requests take no
 * time, however slow the machine is. So tests take as long as their requests, and every run is the same.
 */
export const time = {
	/**
	 * Replaces `Date.now` until `jest.restoreAllMocks()`, and the clock of the simulator.
	 * @param isAlone one execution at a time: time passes whenever it sleeps, whatever the test waits for
	 */
	start({ state }: Simulator, isAlone = false): void {
		nowMs = Date.now();
		executions = 0;
		sleepers.length = 0;
		onSleep(isAlone ? sleepAlone : async (ms) => await wakeAfter(ms, true));
		jest.spyOn(Date, 'now').mockImplementation(() => nowMs);
		const later: typeof state.later = (ms, action) => void wakeAfter(ms, false).then(action);
		if (!isAlone) jest.spyOn(state, 'later').mockImplementation(later);
	},

	/** Resolves after that many milliseconds, which pass while the test waits. */
	after: async (ms: number): Promise<void> => await wakeAfter(ms, false),

	/** Lets milliseconds pass. */
	async pass(ms: number): Promise<void> {
		await time.until(time.after(ms));
	},

	/** Adds an execution until it ends: time only passes while it sleeps. */
	async run<Value>(execution: Promise<Value>): Promise<Value> {
		executions++;
		return await execution.finally(() => executions--);
	},

	/** Lets time pass until the work is done. */
	async until<Value>(work: Promise<Value>): Promise<Value> {
		let isDone = false;
		const end = () => {
			isDone = true;
		};
		work.then(end, end);
		for (await realTime(1); !isDone; await realTime(1)) {
			if (sleepers.filter(({ isExecution }) => isExecution).length < executions) continue;
			const [next] = sleepers.sort((one, other) => one.atMs - other.atMs).splice(0, 1);
			if (next === undefined) continue;
			nowMs = Math.max(nowMs, next.atMs);
			next.wake();
		}
		return await work;
	},
};

interface Sleeper {
	readonly atMs: number;
	readonly isExecution: boolean;
	readonly wake: () => void;
}

let nowMs = 0;
let executions = 0;
const sleepers: Sleeper[] = [];

const wakeAfter = async (ms: number, isExecution: boolean) =>
	await new Promise<void>((wake) => sleepers.push({ atMs: nowMs + ms, isExecution, wake }));

const sleepAlone: Sleep = async (ms) => {
	nowMs += ms;
	await realTime(1);
};

/**
 * Limits the time-outs of n8n's requests from now on. Undo it at the end of the test file: the files of a worker share n8n's
 * HTTP client.
 * @param isMeant chooses requests; by default all
 * @returns undoes it
 */
export async function shortenTimeouts(
	milliseconds: number,
	isMeant: (request: InternalAxiosRequestConfig) => boolean = () => true,
): Promise<() => void> {
	const ofN8n = require.resolve('axios', { paths: [require.resolve('n8n-core')] });
	const { default: axios }: { default: AxiosStatic } = await import(ofN8n);
	const { request } = axios.interceptors;
	const interceptor = request.use((config) =>
		isMeant(config)
			? { ...config, timeout: Math.min(config.timeout ?? milliseconds, milliseconds) }
			: config,
	);
	return () => request.eject(interceptor);
}

/**
 * Limits the time of `AbortSignal`. Undone by `jest.restoreAllMocks()`.
 * @param limitMs only those with exactly this limit
 */
export function shortenLimits(milliseconds: number, limitMs?: number): void {
	const { timeout } = AbortSignal;
	const shortened = (ms: number) => {
		if (limitMs === undefined) return Math.min(ms, milliseconds);
		return ms === limitMs ? milliseconds : ms;
	};
	jest
		.spyOn(AbortSignal, 'timeout')
		.mockImplementation((ms) => timeout.call(AbortSignal, shortened(ms)));
}

/** The channel for requests that reach a server of this process. */
const REQUESTS = 'http.server.request.start';
const SENT = 'http.client.request.start';

let started = 0;
let underWay = 0;
const ended = () => void underWay--;
function countSleep(sleeping: Promise<void>): void {
	started++;
	underWay++;
	void sleeping.then(ended);
}
/** A poll of Socket.IO waits for an event: until then, it shows nothing. */
const isPoll = (method: string | undefined, path: string | undefined) =>
	method === 'GET' && path?.includes('transport=polling') === true;
const countRequest = (message: unknown) => {
	started++;
	const { request, response } = message as { request: IncomingMessage; response: ServerResponse };
	if (isPoll(request.method, request.url)) return;
	underWay++;
	response.once('close', ended);
};
/** A sent request reaches its server some turns of the event loop later. */
const countSent = (message: unknown) => {
	started++;
	const { request } = message as { request: ClientRequest };
	if (isPoll(request.method, request.path)) return;
	underWay++;
	request.once('close', ended);
};
subscribe(REQUESTS, countRequest);
subscribe(SENT, countSent);
afterAll(() => {
	unsubscribe(REQUESTS, countRequest);
	unsubscribe(SENT, countSent);
});

const LOOKS = 5;

/** In Node's thread pool, unpacking a list takes two jobs, one after the other, and packing it takes two more. */
const POOL_JOBS = 4;
const runPoolJob = promisify(randomBytes);

/** Passes a turn of the event loop, including the thread pool's earlier jobs, however busy the machine is. */
async function passTurn(): Promise<void> {
	await realTime(1);
	for (let job = 0; job < POOL_JOBS; job++) await runPoolJob(1);
}

/**
 * Waits until no request to a server of this process is open and no node sleeps, and none follows. It counts turns instead of
 * time, so that a busy machine makes no difference.
 * @param mostLooks limit for the turns
 */
export async function untilQuiet(mostLooks = 30_000): Promise<void> {
	let seen = started;
	for (let looks = 0, all = 0; looks < LOOKS && all < mostLooks; all++) {
		await passTurn();
		const isQuiet = started === seen && underWay === 0;
		looks = isQuiet ? looks + 1 : 0;
		seen = started;
	}
}

/**
 * Lets this process handle everything that has arrived, and its consequences: that many turns of its event loop, however busy
 * the machine is. A pause may end before everything that arrived in the meantime was read.
 */
export async function turns(count = 20): Promise<void> {
	for (let turn = 0; turn < count; turn++) await passTurn();
}
