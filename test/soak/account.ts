import type { Delivery } from '../../simulator/state/state';
import { isKill, type End } from './ends';
import { tally, type Account } from './tally';

/** The outcome of every message at every workflow, and the reasons. */

/** Time after n8n's end until the server notices the broken connection. */
const NOTICED_MS = 3_000;

/** The interval of the checks; the server logs an answer a moment later. */
const DEAF_MS = 100;

/** A message that the server has stored. */
export interface Sent {
	readonly id: string;
	/** Unix time in milliseconds. */
	readonly at: number;
	/** Finished attempts in order. */
	readonly attempts: ReadonlyArray<Pick<Delivery, 'at' | 'status' | 'error' | 'final'>>;
}

/** How the workflows of a run receive events. It decides what may be lost. */
export type Way = 'webhook' | 'webSocket' | 'webhookOfGo';

/** The facts about one workflow. */
export interface Run {
	readonly workflow: string;
	/** When each message came out of it, by ID; Unix times in milliseconds. */
	readonly times: ReadonlyMap<string, readonly number[]>;
}

export function accountOf(
	sent: readonly Sent[],
	{ workflow, times }: Run,
	ends: readonly End[],
	way: Way = 'webhook',
): Account {
	const came = ({ id }: Sent) => times.get(id) ?? [];
	return tally(sent, {
		count: (one) => came(one).length,
		whyLost: (one) => whyCutOff(one, workflow, ends) ?? WHY_LOST[way](one, ends),
	});
}

/** Returns messages that arrived without being sent. */
export function unasked(sent: readonly Sent[], times: ReadonlyMap<string, unknown>): string[] {
	const known = new Set(sent.map(({ id }) => id));
	return [...times.keys()].filter((id) => !known.has(id));
}

const WHY_LOST: Record<Way, (sent: Sent, ends: readonly End[]) => string | undefined> = {
	webhook: whyForgotten,
	// The server needs no answer and forgets nothing: messages that it couldn't send are in its store.
	webSocket: () => undefined,
	webhookOfGo: (sent, ends) =>
		whyGivenUp(sent, ends) ?? whyDeaf(sent, ends) ?? whyForgotten(sent, ends),
};

/** n8n starts no second execution with the same key. Messages that it hadn't stored are found in the server's store. */
function whyCutOff({ id }: Sent, workflow: string, ends: readonly End[]): string | undefined {
	const isUnfinished = ({ unfinished }: End) => unfinished?.get(workflow)?.has(id) === true;
	return ends.filter(isKill).some(isUnfinished)
		? 'n8n took it, and was killed before the execution was over'
		: undefined;
}

/** Evolution Go stores no messages, so those that failed while n8n was away are gone. */
function whyGivenUp({ attempts }: Sent, ends: readonly End[]): string | undefined {
	const isAway = (at: number) =>
		ends.some(
			({ who, from, to, back = to }) => who === 'n8n' && at >= from && at <= back + NOTICED_MS,
		);
	const wasInVain = attempts.every(({ at, status }) => !isSuccess(status) && isAway(at));
	return attempts.at(-1)?.final === true && wasInVain
		? 'n8n was away for longer than the server tried'
		: undefined;
}

/** The server counts every 2xx as delivered. */
function whyDeaf({ attempts }: Sent, ends: readonly End[]): string | undefined {
	const wasDeaf = (at: number) =>
		ends.some(({ to, deafUntil = 0 }) => at >= to && at <= deafUntil + DEAF_MS);
	return attempts.some(({ at, status }) => isSuccess(status) && wasDeaf(at))
		? 'n8n answered 200 to everything, in the first moment of its start'
		: undefined;
}

function whyForgotten({ at, attempts }: Sent, ends: readonly End[]): string | undefined {
	const isOpen = ({ from }: End) =>
		at <= from && !attempts.some((one) => one.final && one.at <= from);
	// A server that gave up explains nothing: n8n was back at that time, and the message is in the store.
	return ends.some((end) => end.who === 'server' && isOpen(end))
		? 'the server was ended before it had delivered it, and forgot it'
		: undefined;
}

const isSuccess = (status: number | undefined) =>
	status !== undefined && status >= 200 && status < 300;
