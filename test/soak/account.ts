import type { Delivery } from '../../simulator/state/state';
import { isKill, type End } from './ends';
import type { Through } from './options';
import { tally, type Account } from './tally';

/** What became of every message at every workflow, and why. */

/** What n8n had just taken, and had not run to its end. */
const UNDER_WAY_MS = 5_000;
/** What was found in the message store is noted after every twenty, by a call of n8n's own webhook. */
const STORED_MS = 10_000;
/** What came through WebSocket is noted after so long at the latest, by such a call, which takes a moment itself. */
const NOT_STORED_MS = 6_000;
/** An n8n that is ended politely answers no more calls at once, not its own either, and ends the triggers a moment later. */
const CLOSING_MS = 2_000;
/** What it answers where not everybody has it yet. */
const NOT_ALL = 503;
/** So long after the end of n8n the server notices that its call was cut off. */
const NOTICED_MS = 3_000;

/** A message that the server has stored. */
export interface Sent {
	readonly id: string;
	/** Unix time in milliseconds. */
	readonly at: number;
	/** Those that are over, in their order. */
	readonly attempts: ReadonlyArray<Pick<Delivery, 'at' | 'status' | 'error' | 'final'>>;
}

/** @param times when each message came out of the workflow, by id; Unix times in milliseconds */
export function accountOf(
	sent: readonly Sent[],
	times: ReadonlyMap<string, readonly number[]>,
	ends: readonly End[],
	through: Through = 'webhook',
): Account {
	const came = ({ id }: Sent) => times.get(id) ?? [];
	return tally(sent, {
		count: (one) => came(one).length,
		whyLost: (one) => (through === 'webhook' ? whyLost(one, ends) : whyLostAtSocket(one, ends)),
		whyTwice: (one) =>
			through === 'webhook'
				? whyTwice(one, came(one)[0], ends)
				: whyTwiceAtSocket(one, came(one)[0], ends),
	});
}

/** Those that came and that nobody has sent. */
export function unasked(sent: readonly Sent[], times: ReadonlyMap<string, unknown>): string[] {
	const known = new Set(sent.map(({ id }) => id));
	return [...times.keys()].filter((id) => !known.has(id));
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

function whyTwice(sent: Sent, firstAt: number, ends: readonly End[]): string | undefined {
	const kills = ends.filter(isKill);
	if (kills.some((kill) => wasCutOff(sent, kill, ends))) {
		return 'n8n was killed between taking it and answering';
	}
	return kills.some((kill) => wasCaughtUpWith(sent, firstAt, kill))
		? 'n8n was killed between catching up with it and storing that'
		: undefined;
}

/** Nobody answers the server, and it forgets nothing: what it could not send is in its store. */
function whyLostAtSocket({ at }: Sent, ends: readonly End[]): string | undefined {
	const wasUnderWay = ({ from, to }: End) => at > from - UNDER_WAY_MS && at <= to;
	return ends.filter(isKill).some(wasUnderWay)
		? 'n8n took it, and was killed before the execution was over'
		: undefined;
}

/** @param firstAt when it first came out of the workflow: what had not begun at the end of n8n, the next one runs */
function whyTwiceAtSocket({ at }: Sent, firstAt: number, ends: readonly End[]): string | undefined {
	const isNew = (end: End) =>
		[at, firstAt].some((time) => time > end.from - NOT_STORED_MS && time <= end.from + CLOSING_MS);
	const own = ends.filter(({ who }) => who === 'n8n').filter(isNew);
	if (own.some(isKill)) return 'n8n was killed between starting with it and storing that';
	return own.length > 0 ? 'n8n was ended between starting with it and storing that' : undefined;
}

/** Nobody answered the server: n8n had found it in the message store, a moment before. */
function wasCaughtUpWith({ attempts }: Sent, firstAt: number, { from, to }: End): boolean {
	const isTaken = attempts.some(({ at, status }) => isSuccess(status) && at <= to);
	return !isTaken && firstAt > from - STORED_MS && firstAt <= to;
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
