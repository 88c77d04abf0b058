import { sleep } from 'n8n-workflow';

import { Remembered } from '../core/values/remembered';
import { ACKNOWLEDGEMENT } from './acknowledgement';
import { askWorkflow } from './askWorkflow';
import type { Sender } from './forward';
import type { Subscriber } from './record';
import { markOfWait, replyQueue } from './waits';

// An execution that waits may have something to send at a certain time, such as a reminder. n8n runs none of its code
// then, but for its webhook. So somebody calls that: the process that has asked, and, after a restart, the active workflows
// that find the wait on the list. The wait itself knows what is due, and says when it is to be called next.

/** An event that no server sends: look whether something is due. */
export const LOOK_EVENT = 'hub.look';

/** The end of the mark of a wait that wants to be called. Marks are hexadecimal. */
const WANTS_LOOKS = 'r';

/** A mark for such a wait, or for any other. */
export const markFor = (random: string, wantsLooks: boolean) =>
	wantsLooks ? random + WANTS_LOOKS : random;

export const wantsLooks = ({ kind, url }: Subscriber): boolean =>
	kind === 'wait' && markOfWait(url).endsWith(WANTS_LOOKS);

const NEXT = 'next look';

/** The answer to a look. @param next Unix ms; undefined if nothing more is to be sent */
export const lookAnswer = (next: number | undefined) =>
	next === undefined ? ACKNOWLEDGEMENT : `${ACKNOWLEDGEMENT}, ${NEXT} ${Math.ceil(next)}`;

/** More than wait at a time. */
const REMEMBERED = 5_000;
/** A timer of Node cannot be much longer. */
const LONGEST_SLEEP_MS = 24 * 3_600_000;
const FIRST_PAUSE_MS = 60_000;
const LONGEST_PAUSE_MS = 3_600_000;

/** By URL: when it is called next, Unix ms; Infinity if it has nothing more to send. */
const planned = new Remembered<number>(REMEMBERED);
/** The last one who planned a look calls for all: nobody else's context has to stay in memory. */
let sender: Sender | undefined;

/**
 * Calls a wait at a time, and then whenever it wants that. Once in this process for each wait.
 * @param lateMs so much later it is called, for who only fills in
 */
export function planLooks(context: Sender, url: string, at: number, lateMs = 0): void {
	sender = context;
	if (planned.get(url) !== undefined) return;
	planned.set(url, at + lateMs);
	void keepLooking(url, lateMs);
}

async function keepLooking(url: string, lateMs: number): Promise<void> {
	let pauseMs = FIRST_PAUSE_MS;
	for (let at = planned.get(url) ?? Infinity; at !== Infinity; at = planned.get(url) ?? Infinity) {
		const ms = at - Date.now();
		if (ms > 0) {
			await sleep(Math.min(ms, LONGEST_SLEEP_MS));
			continue;
		}
		const next = await replyQueue.sendInTurn(async () => await look(url));
		if (planned.get(url) === undefined) return;
		planned.set(url, next === undefined ? Date.now() + pauseMs : next + lateMs);
		pauseMs = next === undefined ? Math.min(2 * pauseMs, LONGEST_PAUSE_MS) : FIRST_PAUSE_MS;
	}
}

/** @returns when to look again, Unix ms; Infinity for never, undefined if it did not answer. Never throws. */
async function look(url: string): Promise<number | undefined> {
	if (sender === undefined) return undefined;
	const wait = { kind: 'wait' as const, url, events: [] };
	// n8n has signed the address of the execution. Whoever else knows that can only have sent what is due anyway.
	const call = { event: LOOK_EVENT, instance: '', key: '', question: {} };
	const { acknowledgement, body } = await askWorkflow(sender, wait, call);
	if (acknowledgement === 'mayHeal') return undefined;
	const [, next] = new RegExp(`${NEXT} (\\d+)`).exec(String(body)) ?? [];
	return acknowledgement === 'taken' && next !== undefined ? Number(next) : Infinity;
}
