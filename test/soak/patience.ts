import type { ServerKind } from '../../simulator/state/config';

/**
 * Between the tries of the server, milliseconds: as many as in the real one, a fifth of its waits (Evolution API) or a
 * quarter (Evolution Go), in a run that is shorter than a night.
 */
export const RETRY_MS: Readonly<Record<ServerKind, readonly number[]>> = {
	api: [1, 2, 4, 8, 16, 32, 60, 60, 60].map((seconds) => seconds * 1000),
	go: Array<number>(4).fill(7_500),
};

/** From the first try to the last. */
export const patienceOf = (kind: ServerKind): number =>
	RETRY_MS[kind].reduce((sum, ms) => sum + ms, 0);
