import type { ServerKind } from '../../simulator/state/config';

/**
 * Pauses between the server's delivery attempts, ms. The pauses of a real Evolution API are 5 times as long, those of a real
 * Evolution Go 4 times.
 */
export const RETRY_MS: Readonly<Record<ServerKind, readonly number[]>> = {
	api: [1, 2, 4, 8, 16, 32, 60, 60, 60].map((seconds) => seconds * 1000),
	go: Array<number>(4).fill(7_500),
};

export const patienceOf = (kind: ServerKind): number =>
	RETRY_MS[kind].reduce((sum, ms) => sum + ms, 0);
