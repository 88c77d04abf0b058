import type { Authentication, ServerAdapter } from './adapter';
import type { ServerKind } from './delivery';
import { evolutionApi } from './evolutionApi';
import { evolutionGo } from './evolutionGo';

/** By kind, for a delivery, which names its own and belongs to no connection yet. */
export const SERVERS: Readonly<Record<ServerKind, ServerAdapter>> = { evolutionApi, evolutionGo };

/** The server that a credential is for. */
export const serverFor = (authentication: Authentication): ServerAdapter =>
	authentication === 'evolutionGo' ? evolutionGo : evolutionApi;
