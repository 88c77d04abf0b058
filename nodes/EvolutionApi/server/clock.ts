import type { Connection } from './adapter';
import { stateOf } from './connectionState';

/**
 * Maximum error of our estimate of the server's clock. To find all messages after a certain time, start the search this much
 * earlier, and check the IDs or contents of the results.
 */
export const CLOCK_TOLERANCE_MS = 2 * 60_000;

/** @param headers of an answer that has just arrived */
export function noteServerTime(connection: Connection, { date, age }: Record<string, unknown>) {
	// An answer with an `age` comes from a proxy's cache, so its `date` is old.
	const second = age === undefined && typeof date === 'string' ? Date.parse(date) : NaN;
	if (!Number.isNaN(second)) stateOf(connection).clockSkew = second + 500 - Date.now();
}

/** Returns how far the server's clock is ahead of ours, in ms; 0 if unknown. */
export const clockSkew = (connection: Connection): number => stateOf(connection).clockSkew ?? 0;

/** Converts a time by the server's clock to one by our clock; both Unix ms. */
export const ownTime = (connection: Connection, servers: number): number =>
	servers - clockSkew(connection);

/** Like {@link ownTime}, but returns the latest possible time: the measured skew varies by up to a second between answers. */
export const latestOwnTime = (connection: Connection, servers: number): number =>
	ownTime(connection, servers) + CLOCK_TOLERANCE_MS + 1000;

/** Returns the earliest time that the server's clock may have shown when our clock showed `ours`; both Unix ms. */
export const earliestServerTime = (connection: Connection, ours: number): number =>
	ours + clockSkew(connection) - CLOCK_TOLERANCE_MS;
