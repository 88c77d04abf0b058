import type { Connection } from './adapter';

/**
 * By how much clocks may differ that are set, and by how much a proxy may hide it that writes the `Date` of answers itself.
 * What the server dates is looked for from that much earlier on, so it has to be recognized by its content or its ID.
 */
export const CLOCK_TOLERANCE_MS = 2 * 60_000;

/** How far the server's clock is ahead of ours, in milliseconds. A run or an active trigger has one connection object. */
const skews = new WeakMap<Connection, number>();

/** @param headers of an answer whose headers have just come in */
export function noteServerTime(connection: Connection, { date, age }: Record<string, unknown>) {
	// An answer with an age comes from the cache of a proxy.
	const second = age === undefined && typeof date === 'string' ? Date.parse(date) : NaN;
	if (!Number.isNaN(second)) skews.set(connection, second + 500 - Date.now());
}

/** How far the server's clock is ahead of ours, in milliseconds; 0 while that is not known. */
export const clockSkew = (connection: Connection): number => skews.get(connection) ?? 0;

export const knowsClockSkew = (connection: Connection): boolean => skews.has(connection);

/** The time of ours at which the server's clock showed that time; both Unix ms. */
export const ownTime = (connection: Connection, servers: number): number =>
	servers - clockSkew(connection);

/** The latest that it can have been, whichever second the next answer is dated. */
export const latestOwnTime = (connection: Connection, servers: number): number =>
	ownTime(connection, servers) + CLOCK_TOLERANCE_MS + 1000;

/** The earliest time that the server's clock can have shown at a moment of ours; both Unix ms. */
export const earliestServerTime = (connection: Connection, ours: number): number =>
	ours + clockSkew(connection) - CLOCK_TOLERANCE_MS;
