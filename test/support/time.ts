import { randomBytes } from 'node:crypto';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { ClientRequest, IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as realTime } from 'node:timers/promises';
import { promisify } from 'node:util';

import type { AxiosStatic, InternalAxiosRequestConfig } from 'axios';

import type { Simulator } from '../../simulator/server';

/*
 * Time in unit tests. Our nodes only sleep with n8n-workflow's `sleep`, which test/jest/time.ts replaces with the one below: it lasts
 * at most 20 ms, and a sleep of more than ten seconds never ends. A test file can replace it with `onSleep`. Tests of hours use
 * `time`, which skips them.
 */

export type Sleep = (ms: number) => Promise<void>;

export const realSleep: Sleep = async (ms) =>
	await new Promise<void>((resolve) => setTimeout(resolve, ms));

const forever: Sleep = async () => await new Promise<void>(() => {});

/**
 * Returns a sleep that lasts at most `longestMs`. If `longestMs` is too short, a node uses up its attempts before a slow
 * machine is ready.
 * @param longSleep is used for sleeps of more than `longMs`. By default, these never end
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
/** Maximum duration of a short sleep, ms. The pauses between attempts of a request are shorter than that. */
const LONG_MS = 3_000;

/** A sleep for tests that change the clock. A long sleep ends when the test has set the clock far enough ahead. */
export const sleepByClock: Sleep = shortSleep(
	LOOK_MS,
	async (ms) => {
		const end = Date.now() + ms;
		// `unref`, so that an unfinished sleep doesn't keep the process alive.
		while (Date.now() < end) {
			await new Promise((resolve) => setTimeout(resolve, LOOK_MS).unref());
		}
	},
	LONG_MS,
);

let current = shortSleep();

export const sleep: Sleep = async (ms) => await current(ms);

/** Replaces the sleep of our nodes until the end of the test file. */
export function onSleep(next: Sleep): void {
	current = next;
}

/**
 * A simulated clock, for executions that wait for a long time. The clock only moves while the test waits and all executions
 * sleep, and requests take no time on it.
 */
export const time = {
	/**
	 * Replaces `Date.now` and the timers of the simulator, until `jest.restoreAllMocks()` is called.
	 * @param isAlone if there is only one execution at a time: each of its sleeps ends at once, and sets the clock ahead
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

	/** Resolves when the clock has moved ahead by this many ms. Use {@link time.until} to move it. */
	after: async (ms: number): Promise<void> => await wakeAfter(ms, false),

	async pass(ms: number): Promise<void> {
		await time.until(time.after(ms));
	},

	/** Registers an execution until it ends. The clock only moves while all registered executions sleep. */
	async run<Value>(execution: Promise<Value>): Promise<Value> {
		executions++;
		return await execution.finally(() => executions--);
	},

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
 * Limits the time-outs of n8n's requests from now on. Undo it at the end of the test file, because all files of a worker share n8n's
 * HTTP client.
 * @param isMeant whether to limit the time-out of a request; by default, all are limited
 * @returns a function that undoes it
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
 * Shortens the limits of `AbortSignal.timeout`, until `jest.restoreAllMocks()` is called.
 * @param limitMs replaces only limits of exactly this many ms
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

/** Channels on which Node reports requests: those that a server of this process receives, and those that this process sends. */
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
/** Tells whether a request is a poll of Socket.IO. It stays open until there is an event, so it isn't a sign of unfinished work. */
const isPoll = (method: string | undefined, path: string | undefined) =>
	method === 'GET' && path?.includes('transport=polling') === true;
const countRequest = (message: unknown) => {
	started++;
	const { request, response } = message as { request: IncomingMessage; response: ServerResponse };
	if (isPoll(request.method, request.url)) return;
	underWay++;
	response.once('close', ended);
};
/** Counts requests when they are sent, because they only reach their server some turns of the event loop later. */
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

/** deflate() takes two jobs in Node's thread pool, one after the other, and inflate() takes two more. */
const POOL_JOBS = 4;
const runPoolJob = promisify(randomBytes);

/** Passes a turn of the event loop, and waits until the thread pool has done its earlier jobs, however busy the machine is. */
async function passTurn(): Promise<void> {
	await realTime(1);
	for (let job = 0; job < POOL_JOBS; job++) await runPoolJob(1);
}

/**
 * Waits until no request to a server of this process is open and no node sleeps. Turns of the event loop are counted
 * instead of time, so that a busy machine makes no difference.
 * @param mostLooks maximum number of turns
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
 * Lets this process handle everything that has arrived, and its consequences. Turns of the event loop are counted, because
 * a pause could end before a busy process has read everything.
 */
export async function turns(count = 20): Promise<void> {
	for (let turn = 0; turn < count; turn++) await passTurn();
}
