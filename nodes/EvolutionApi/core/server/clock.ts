import type { Connection } from './connection';

/** How far the server's clock is ahead of ours, in milliseconds: something between these. */
interface Difference {
	readonly least: number;
	readonly most: number;
}

/** A run or an active trigger has one connection object. */
const differences = new WeakMap<Connection, Difference>();

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
	const known = differences.get(connection) ?? measured;
	const narrowed = {
		least: Math.max(known.least, measured.least),
		most: Math.min(known.most, measured.most),
	};
	// The two contradict each other if a clock was set meanwhile.
	differences.set(connection, narrowed.least <= narrowed.most ? narrowed : measured);
}

/** How far the server's clock is ahead of ours, in milliseconds; 0 while that is not known. */
export function serverLead(connection: Connection): number {
	const { least, most } = differences.get(connection) ?? { least: 0, most: 0 };
	// What may be no difference counts as none.
	return least <= 0 && most >= 0 ? 0 : Math.round((least + most) / 2);
}

export const knowsServerTime = (connection: Connection) => differences.has(connection);

/**
 * The earliest time that the server's clock can have shown at a moment of ours, both Unix ms. While the difference is
 * not known, it counts as none.
 */
export const earliestServerTime = (connection: Connection, ours: number): number =>
	ours + (differences.get(connection)?.least ?? 0);
