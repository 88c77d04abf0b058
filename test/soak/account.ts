import type { Delivery } from '../../simulator/state/state';
import { isKill, type End } from './ends';
import { tally, type Account } from './tally';

/** What became of every message at every workflow, and why. */

/** So long after the end of n8n the server notices that its call was cut off. */
const NOTICED_MS = 3_000;

/** It is looked at that often, and the server notes an answer a moment later. */
const DEAF_MS = 100;

/** A message that the server has stored. */
export interface Sent {
	readonly id: string;
	/** Unix time in milliseconds. */
	readonly at: number;
	/** Those that are over, in their order. */
	readonly attempts: ReadonlyArray<Pick<Delivery, 'at' | 'status' | 'error' | 'final'>>;
}

/** How the workflows of a run received, which decides what may be lost. */
export type Way = 'webhook' | 'webSocket' | 'webhookOfGo';

/** What is known of one workflow. */
export interface Run {
	readonly workflow: string;
	/** When each message came out of it, by id; Unix times in milliseconds. */
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

/** Those that came and that nobody has sent. */
export function unasked(sent: readonly Sent[], times: ReadonlyMap<string, unknown>): string[] {
	const known = new Set(sent.map(({ id }) => id));
	return [...times.keys()].filter((id) => !known.has(id));
}

const WHY_LOST: Record<Way, (sent: Sent, ends: readonly End[]) => string | undefined> = {
	webhook: whyForgotten,
	// Nobody answers the server, and it forgets nothing: what it could not send is in its store.
	webSocket: () => undefined,
	webhookOfGo: (sent, ends) =>
		whyGivenUp(sent, ends) ?? whyDeaf(sent, ends) ?? whyForgotten(sent, ends),
};

/** n8n starts no second execution with the key of one that it has. Whatever it had not stored, it finds in the store. */
function whyCutOff({ id }: Sent, workflow: string, ends: readonly End[]): string | undefined {
	const isUnfinished = ({ unfinished }: End) => unfinished?.get(workflow)?.has(id) === true;
	return ends.filter(isKill).some(isUnfinished)
		? 'n8n took it, and was killed before the execution was over'
		: undefined;
}

/** Evolution Go keeps no message: what it has tried in vain while n8n was away is found nowhere. */
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

/** The server takes every 2xx for delivered. */
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
	// A server that gave up explains nothing: n8n was back by then, and the message is in the store.
	return ends.some((end) => end.who === 'server' && isOpen(end))
		? 'the server was ended before it had delivered it, and forgot it'
		: undefined;
}

const isSuccess = (status: number | undefined) =>
	status !== undefined && status >= 200 && status < 300;
