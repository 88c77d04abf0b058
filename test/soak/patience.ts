import type { ServerKind } from '../../simulator/state/config';

/**
 * Waits between the server's delivery attempts, in ms. There are as many as in a real server, but each is only a fifth (Evolution
 * API) or a quarter (Evolution Go) as long, so that a run is shorter than a night.
 */
export const RETRY_MS: Readonly<Record<ServerKind, readonly number[]>> = {
	api: [1, 2, 4, 8, 16, 32, 60, 60, 60].map((seconds) => seconds * 1000),
	go: Array<number>(4).fill(7_500),
};

export const patienceOf = (kind: ServerKind): number =>
	RETRY_MS[kind].reduce((sum, ms) => sum + ms, 0);
