import type { Delivery } from '../../simulator/state/state';
import { isKill, type End } from './ends';
import { tally, type Account } from './tally';

/** Counts how often each workflow received each message, and finds the reasons for lost messages. */

/** Time after n8n's end in which the server may not have noticed the broken connection yet, ms. */
const NOTICED_MS = 3_000;

/** How inaccurate `End.deafUntil` (until when the starting n8n ignored webhook calls) may be, ms. */
const DEAF_MS = 100;

/** A message that the server has stored. */
export interface Sent {
	readonly id: string;
	/** Unix ms. */
	readonly at: number;
	/** Finished delivery attempts, in order. */
	readonly attempts: ReadonlyArray<Pick<Delivery, 'at' | 'status' | 'error' | 'final'>>;
}

export type Way = 'webhook' | 'webSocket' | 'webhookOfGo';

export interface Run {
	readonly workflow: string;
	/** Times at which each message came out of the workflow, Unix ms, by message ID. */
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

export function unasked(sent: readonly Sent[], times: ReadonlyMap<string, unknown>): string[] {
	const known = new Set(sent.map(({ id }) => id));
	return [...times.keys()].filter((id) => !known.has(id));
}

const WHY_LOST: Record<Way, (sent: Sent, ends: readonly End[]) => string | undefined> = {
	webhook: whyForgotten,
	// No loss is excused: the trigger can read each message from the server's store.
	webSocket: () => undefined,
	webhookOfGo: (sent, ends) =>
		whyGivenUp(sent, ends) ?? whyDeaf(sent, ends) ?? whyForgotten(sent, ends),
};

/** n8n doesn't repeat an execution that a kill interrupted, since it refuses a second one with the same deduplication key. */
function whyCutOff({ id }: Sent, workflow: string, ends: readonly End[]): string | undefined {
	const isUnfinished = ({ unfinished }: End) => unfinished?.get(workflow)?.has(id) === true;
	return ends.filter(isKill).some(isUnfinished)
		? 'n8n took it, and was killed before the execution was over'
		: undefined;
}

/** Evolution Go stores no messages, so they can't be recovered. */
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

/** Finds messages that the starting n8n confirmed without reading them. The server counts every 2xx answer as delivered. */
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
	// A stop of the server is only an excuse for messages that the server was still trying to deliver.
	return ends.some((end) => end.who === 'server' && isOpen(end))
		? 'the server was stopped before it delivered it'
		: undefined;
}

const isSuccess = (status: number | undefined) =>
	status !== undefined && status >= 200 && status < 300;
