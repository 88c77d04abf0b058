import { evolutionApi } from './evolutionApi';
import { evolutionGo } from './evolutionGo';
import type { Server } from './server';
import { serverKindOf, type ServerKind, type WithCredential } from './serverKind';

const SERVERS: Record<ServerKind, Server> = { evolutionApi, evolutionGo };

/** The server behind a connection. */
export const serverOf = (connection: WithCredential): Server => SERVERS[serverKindOf(connection)];
