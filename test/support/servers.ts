import type { ServerKind } from '../../simulator/state/config';

export const SERVERS: ReadonlyArray<[name: string, server: ServerKind]> = [
	['Evolution API', 'api'],
	['Evolution Go', 'go'],
];
