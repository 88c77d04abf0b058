import type { ServerKind } from '../../simulator/state/config';

/** Rows for `describe.each`, for tests that apply to both kinds of server. */
export const SERVERS: ReadonlyArray<[name: string, server: ServerKind]> = [
	['Evolution API', 'api'],
	['Evolution Go', 'go'],
];
