import type { Connection } from '../http/connection';

// Every answer has a header `Date`, but a proxy in front of the server may have written it, as nginx does. What the server
// itself writes into some answers is the truth where the two contradict each other.

/** How far the server's clock is ahead of ours, in milliseconds: something between these. */
interface Difference {
	readonly least: number;
	readonly most: number;
}

/** By the header. A run or an active trigger has one connection object. */
const differences = new WeakMap<Connection, Difference>();

/** By what the server itself wrote, of each base URL: few answers tell it, and the next run needs it before it sends. */
const ownDifferences = new Map<string, Difference>();
const MAX_SERVERS = 1_000;

/**
 * Every answer tells the server's time to the second, and so narrows the difference down.
 * @param date the header `Date` of the answer
 * @param askedAt,answeredAt our own time, Unix ms
 */
export function noteServerTime(
	connection: Connection,
	date: unknown,
	askedAt: number,
	answeredAt: number,
): void {
	const second = typeof date === 'string' ? Date.parse(date) : NaN;
	if (Number.isNaN(second)) return;
	const measured = { least: second - answeredAt, most: second + 999 - askedAt };
	const known = differences.get(connection);
	const difference = narrowed(known, measured);
	// A clock was set meanwhile, so what the server wrote before may be wrong, too.
	if (known !== undefined && difference === measured) ownDifferences.delete(connection.baseUrl);
	differences.set(connection, difference);
}

/**
 * The same by an answer in which the server itself writes its time.
 * @param written between which moments of its clock it has written that, Unix ms
 */
export function noteOwnTime(
	{ baseUrl }: Connection,
	written: { readonly first: number; readonly last: number } | undefined,
	askedAt: number,
	answeredAt: number,
): void {
	if (written === undefined) return;
	const measured = { least: written.first - answeredAt, most: written.last - askedAt };
	const difference = narrowed(ownDifferences.get(baseUrl), measured);
	ownDifferences.delete(baseUrl);
	ownDifferences.set(baseUrl, difference);
	const [oldest] = ownDifferences.keys();
	if (ownDifferences.size > MAX_SERVERS && oldest !== undefined) ownDifferences.delete(oldest);
}

/** Both say something. If they contradict each other, a clock was set meanwhile: the later one counts. */
function narrowed(known: Difference | undefined, measured: Difference): Difference {
	if (known === undefined) return measured;
	const least = Math.max(known.least, measured.least);
	const most = Math.min(known.most, measured.most);
	return least <= most ? { least, most } : measured;
}

/** Where the two agree, the header is as good, and newer. */
function differenceOf(connection: Connection): Difference | undefined {
	const own = ownDifferences.get(connection.baseUrl);
	const told = differences.get(connection);
	if (own === undefined || told === undefined) return own ?? told;
	return own.least <= told.most && told.least <= own.most ? told : own;
}

/** How far the server's clock is ahead of ours, in milliseconds; 0 while that is not known. */
export function serverLead(connection: Connection): number {
	const { least, most } = differenceOf(connection) ?? { least: 0, most: 0 };
	// What may be no difference counts as none.
	return least <= 0 && most >= 0 ? 0 : Math.round((least + most) / 2);
}

export const knowsServerTime = (connection: Connection) => differenceOf(connection) !== undefined;

/**
 * The earliest time that the server's clock can have shown at a moment of ours, both Unix ms. While the difference is
 * not known, it counts as none.
 */
export const earliestServerTime = (connection: Connection, ours: number): number =>
	ours + (differenceOf(connection)?.least ?? 0);

/** The other way round: the latest moment of ours at which the server's clock can have shown a time. */
export const latestOwnTime = (connection: Connection, servers: number): number =>
	servers - (differenceOf(connection)?.least ?? 0);
