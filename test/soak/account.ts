import type { Delivery } from '../../simulator/state/state';
import { isKill, type End } from './ends';
import { tally, type Account } from './tally';

/** What became of every message at every workflow, and why. */

/** What n8n had just taken, and had not run to its end. */
const UNDER_WAY_MS = 5_000;
/** What it answers where not everybody has it yet. */
const NOT_ALL = 503;
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

/** @param times when each message came out of the workflow, by id; Unix times in milliseconds */
export function accountOf(
	sent: readonly Sent[],
	times: ReadonlyMap<string, readonly number[]>,
	ends: readonly End[],
	way: Way = 'webhook',
): Account {
	const came = ({ id }: Sent) => times.get(id) ?? [];
	return tally(sent, {
		count: (one) => came(one).length,
		whyLost: (one) => WHY_LOST[way](one, ends),
	});
}

/** Those that came and that nobody has sent. */
export function unasked(sent: readonly Sent[], times: ReadonlyMap<string, unknown>): string[] {
	const known = new Set(sent.map(({ id }) => id));
	return [...times.keys()].filter((id) => !known.has(id));
}

const WHY_LOST: Record<Way, (sent: Sent, ends: readonly End[]) => string | undefined> = {
	webhook: whyLost,
	webSocket: whyLostAtSocket,
	webhookOfGo: (sent, ends) => whyGivenUp(sent, ends) ?? whyDeaf(sent, ends) ?? whyLost(sent, ends),
};

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

function whyLost(sent: Sent, ends: readonly End[]): string | undefined {
	const { attempts } = sent;
	const kills = ends.filter(isKill);
	if (kills.some((kill) => wasCutOff(sent, kill, ends) || wasAnswered(sent, kill))) {
		return 'n8n took it, and was killed before the execution was over';
	}
	const isOpen = ({ from }: End) =>
		sent.at <= from && !attempts.some((one) => one.final && one.at <= from);
	// A server that gave up explains nothing: n8n was back by then, and the message is in the store.
	return ends.some((end) => end.who === 'server' && isOpen(end))
		? 'the server was ended before it had delivered it, and forgot it'
		: undefined;
}

/** Nobody answers the server, and it forgets nothing: what it could not send is in its store. */
function whyLostAtSocket({ at }: Sent, ends: readonly End[]): string | undefined {
	const wasUnderWay = ({ from, to }: End) => at > from - UNDER_WAY_MS && at <= to;
	return ends.filter(isKill).some(wasUnderWay)
		? 'n8n took it, and was killed before the execution was over'
		: undefined;
}

const isSuccess = (status: number | undefined) =>
	status !== undefined && status >= 200 && status < 300;

/** n8n had not answered yet when it was killed. */
function wasCutOff({ at, attempts }: Sent, kill: End, ends: readonly End[]): boolean {
	if (at > kill.to) return false;
	const end = kill.to + NOTICED_MS;
	const isBroken = ({ at: over, error }: Sent['attempts'][number]) =>
		over >= kill.from && over <= end && error !== undefined && !error.includes('ECONNREFUSED');
	// Who was ended at the same time writes nothing down.
	const isSilent = ends.some(
		(one) => one.who === 'server' && one.from <= end && one.to >= kill.from,
	);
	const isFirst = !attempts.some((one) => one.at <= end);
	return attempts.some(isBroken) || (isSilent && isFirst);
}

/** n8n had answered a moment ago, to say that it has it, or that not everybody has it yet. */
function wasAnswered({ attempts }: Sent, { from, to }: End): boolean {
	return attempts.some(
		({ at, status }) =>
			(isSuccess(status) || status === NOT_ALL) &&
			at > from - UNDER_WAY_MS &&
			at <= to + NOTICED_MS,
	);
}
