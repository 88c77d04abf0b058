import type { Authentication, Connection } from '../http/connection';

/** For which kind of server each credential is. For each kind there is a `Server`, `Answers` and `Deliveries`. */
const KINDS = {
	globalKey: 'evolutionApi',
	instanceKey: 'evolutionApi',
	evolutionGo: 'evolutionGo',
} as const satisfies Record<Authentication, string>;

export type ServerKind = (typeof KINDS)[Authentication];

/** Whatever tells the credential tells the kind of server. */
export type WithCredential = Pick<Connection, 'authentication'>;

export const serverKindOf = ({ authentication }: WithCredential): ServerKind =>
	KINDS[authentication];
