import type { Connection } from './connection';

/** How far the server's clock is ahead of ours, in milliseconds: somewhere in between. */
interface Difference {
	readonly least: number;
	readonly most: number;
}

/** Of a run, or of a trigger that lives: its connection is one object. */
const differences = new WeakMap<Connection, Difference>();

/**
 * Every answer tells the server's time to the second: each narrows down the difference.
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
	const now = { least: second - answeredAt, most: second + 999 - askedAt };
	const before = differences.get(connection);
	const both = before && {
		least: Math.max(before.least, now.least),
		most: Math.min(before.most, now.most),
	};
	// A clock that was set meanwhile contradicts what was known.
	differences.set(connection, both !== undefined && both.least <= both.most ? both : now);
}

/** How far the server's clock is ahead of ours, Unix ms; what is not known counts as no difference. */
export function serverLead(connection: Connection): number {
	const { least, most } = differences.get(connection) ?? { least: 0, most: 0 };
	// A difference that may be none is none.
	return least <= 0 && most >= 0 ? 0 : Math.round((least + most) / 2);
}

export const knowsServerTime = (connection: Connection) => differences.has(connection);

/**
 * The earliest time that the server's clock can have shown at a moment of ours, Unix ms. What is not known
 * counts as no difference.
 */
export const earliestServerTime = (connection: Connection, ours: number): number =>
	ours + (differences.get(connection)?.least ?? 0);
