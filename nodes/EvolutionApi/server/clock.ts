import type { Connection } from './adapter';
import { stateOf } from './connectionState';

/**
 * How far two set clocks may differ, and how far a proxy that writes its own `Date` may hide it. Searches begin that much
 * earlier, so they must recognize a message by its content or ID.
 */
export const CLOCK_TOLERANCE_MS = 2 * 60_000;

/** @param headers of an answer that has just arrived */
export function noteServerTime(connection: Connection, { date, age }: Record<string, unknown>) {
	// An answer with an age comes from a proxy's cache.
	const second = age === undefined && typeof date === 'string' ? Date.parse(date) : NaN;
	if (!Number.isNaN(second)) stateOf(connection).clockSkew = second + 500 - Date.now();
}

/** Returns how far the server's clock is ahead of ours, in ms; 0 if unknown. */
export const clockSkew = (connection: Connection): number => stateOf(connection).clockSkew ?? 0;

/** Converts a time of the server's clock to ours; both Unix ms. */
export const ownTime = (connection: Connection, servers: number): number =>
	servers - clockSkew(connection);

/** Returns the latest possible time of ours, whichever second the next answer shows. */
export const latestOwnTime = (connection: Connection, servers: number): number =>
	ownTime(connection, servers) + CLOCK_TOLERANCE_MS + 1000;

/** Returns the earliest time that the server's clock can have shown at a time of ours; both Unix ms. */
export const earliestServerTime = (connection: Connection, ours: number): number =>
	ours + clockSkew(connection) - CLOCK_TOLERANCE_MS;
