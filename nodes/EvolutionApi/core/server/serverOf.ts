import type { Authentication, Connection } from '../http/connection';
import { evolutionApi } from './evolutionApi';
import type { Server } from './server';

const SERVERS: Record<Authentication, Server> = {
	globalKey: evolutionApi,
	instanceKey: evolutionApi,
};

/** The kind of server behind a connection, which its credential tells. */
export const serverOf = ({ authentication }: Pick<Connection, 'authentication'>): Server =>
	SERVERS[authentication];
