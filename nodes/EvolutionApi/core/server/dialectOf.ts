import type { Dialect } from './dialect';
import { evolutionDialect } from './evolutionApi/evolutionDialect';
import { goDialect } from './evolutionGo/goDialect';
import { serverKindOf, type ServerKind, type WithCredential } from './serverKind';

const SPOKEN: Record<ServerKind, Dialect> = {
	evolutionApi: evolutionDialect,
	evolutionGo: goDialect,
};

/** As `serverOf`, for what the entries of the table ask. */
export const dialectOf = (connection: WithCredential): Dialect => SPOKEN[serverKindOf(connection)];
