import { randomBytes } from 'node:crypto';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { ClientRequest, IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as realTime } from 'node:timers/promises';
import { promisify } from 'node:util';

import { SLEEPS } from './shortSleep';

/** Where Node tells of each request to a server of this process, and of each that this process sends. */
const REQUESTS = 'http.server.request.start';
const SENT = 'http.client.request.start';

let started = 0;
let underWay = 0;
const ended = () => void underWay--;
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
const countSleep = (sleep: unknown) => {
	started++;
	underWay++;
	void (sleep as Promise<void>).then(ended);
};
subscribe(REQUESTS, countRequest);
subscribe(SENT, countSent);
subscribe(SLEEPS, countSleep);
afterAll(() => {
	unsubscribe(REQUESTS, countRequest);
	unsubscribe(SENT, countSent);
	unsubscribe(SLEEPS, countSleep);
});

const LOOK_MS = 1;
const LOOKS = 5;

/** In Node's thread pool, unpacking a list takes two jobs, one after the other, and packing it again takes two more. */
const POOL_JOBS = 4;
const runPoolJob = promisify(randomBytes);

/** A turn of the event loop. What was handed to the thread pool before is through with it, however busy the machine is. */
async function passTurn(): Promise<void> {
	await realTime(LOOK_MS);
	for (let job = 0; job < POOL_JOBS; job++) await runPoolJob(1);
}

/**
 * Waits until nobody waits for an answer of a server of this process or sleeps, and nothing new begins: whatever was
 * going to happen has happened. It counts looks and not time, so that a busy machine makes no difference.
 * @param limitMs after this it gives up
 */
export async function untilQuiet(limitMs = 30_000): Promise<void> {
	let seen = started;
	for (let looks = 0, waited = 0; looks < LOOKS && waited < limitMs; waited += LOOK_MS) {
		await passTurn();
		const isQuiet = started === seen && underWay === 0;
		looks = isQuiet ? looks + 1 : 0;
		seen = started;
	}
}

/**
 * Lets this process handle whatever has arrived, and start what follows from it: so many turns of its event loop, however
 * busy the machine is. A single pause may end before anything that arrived meanwhile was read.
 */
export async function turns(count = 20): Promise<void> {
	for (let turn = 0; turn < count; turn++) await passTurn();
}
