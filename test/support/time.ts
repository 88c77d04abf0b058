import { randomBytes } from 'node:crypto';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { ClientRequest, IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as realTime } from 'node:timers/promises';
import { promisify } from 'node:util';

import type { AxiosStatic, InternalAxiosRequestConfig } from 'axios';

import type { Simulator } from '../../simulator/server';

/*
 * Time in unit tests. Whatever our nodes sleep for, they ask `sleep` of n8n-workflow, which test/jest/time.ts replaces
 * with the one below: a sleep lasts 20 ms at most, and one of more than ten seconds never ends. A test file that needs
 * another one says so with `onSleep`, and one that tests hours lets `time` skip them.
 */

export type Sleep = (ms: number) => Promise<void>;

/** A sleep that lasts, for tests with Jest's timers. */
export const realSleep: Sleep = async (ms) =>
	await new Promise<void>((resolve) => setTimeout(resolve, ms));

/** A sleep that never ends. */
const forever: Sleep = async () => await new Promise<void>(() => {});

/**
 * A sleep that lasts `longestMs` at most. With less than the default, thirty tries of a node are over before a busy machine has
 * started three workflows.
 * @param longSleep what happens instead for more than `longMs`. By default it never ends: the look after a change, more than ten
 * seconds later, would write the list next to the test
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
/** Pauses between the tries of a request are shorter: they end within the step of the clock in which they begin. */
const LONG_MS = 3_000;

/** A long sleep is over as soon as the clock says so: a test sets that ahead. */
export const sleepByClock: Sleep = shortSleep(
	LOOK_MS,
	async (ms) => {
		const end = Date.now() + ms;
		// A sleep that is left at the end of the tests keeps no process alive.
		while (Date.now() < end) {
			await new Promise((resolve) => setTimeout(resolve, LOOK_MS).unref());
		}
	},
	LONG_MS,
);

let current = shortSleep();

/** What our nodes call. */
export const sleep: Sleep = async (ms) => await current(ms);

/** Replaces the sleep of our nodes until the end of the test file. */
export function onSleep(next: Sleep): void {
	current = next;
}

/**
 * Time for executions that wait for long. It passes while the test waits for something and every execution sleeps;
 * requests, however slow the machine, last no time. So tests take as long as their requests, and the same happens in
 * every run.
 */
export const time = {
	/**
	 * Stands in for `Date.now` from now on, until `jest.restoreAllMocks()`, and for the clock of the simulator.
	 * @param isAlone one execution after the other: time passes as soon as it sleeps, whatever the test waits for
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

	/** Resolves after so many milliseconds, which pass while the test waits for something. */
	after: async (ms: number): Promise<void> => await wakeAfter(ms, false),

	/** Lets so many milliseconds pass. */
	async pass(ms: number): Promise<void> {
		await time.until(time.after(ms));
	},

	/** An execution that takes part until it ends: no time passes unless it sleeps. */
	async run<Value>(execution: Promise<Value>): Promise<Value> {
		executions++;
		return await execution.finally(() => executions--);
	},

	/** Lets time pass until it is done. */
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
 * From now on n8n's requests time out after so many milliseconds at the latest. Undo it at the end of the test file:
 * the files of a worker share n8n's HTTP client.
 * @param isMeant asked before each request; all, where left out
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
 * Time limits of `AbortSignal` last so many milliseconds at most. Undone by `jest.restoreAllMocks()`.
 * @param limitMs only those that would last exactly so long
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

/** Where Node reports each request to a server of this process, and each that this process sends. */
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
/** A poll of Socket.IO is answered when something happens: until then it is no sign of anything. */
const isPoll = (method: string | undefined, path: string | undefined) =>
	method === 'GET' && path?.includes('transport=polling') === true;
const countRequest = (message: unknown) => {
	started++;
	const { request, response } = message as { request: IncomingMessage; response: ServerResponse };
	if (isPoll(request.method, request.url)) return;
	underWay++;
	response.once('close', ended);
};
/** One that is sent reaches its server some turns of the event loop later. */
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

/** In Node's thread pool, unpacking a list takes two jobs, one after the other, and packing it again takes two more. */
const POOL_JOBS = 4;
const runPoolJob = promisify(randomBytes);

/** A turn of the event loop. What was handed to the thread pool before is through with it, however busy the machine is. */
async function passTurn(): Promise<void> {
	await realTime(1);
	for (let job = 0; job < POOL_JOBS; job++) await runPoolJob(1);
}

/**
 * Waits until no request to a server of this process is open and no node sleeps, and nothing new begins: whatever was
 * going to happen has happened. It counts looks and not time, so that a busy machine makes no difference.
 * @param mostLooks after this it gives up
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
 * Lets this process handle whatever has arrived, and start what follows from it: so many turns of its event loop, however
 * busy the machine is. A single pause may end before anything that arrived in the meantime was read.
 */
export async function turns(count = 20): Promise<void> {
	for (let turn = 0; turn < count; turn++) await passTurn();
}
