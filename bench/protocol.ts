/** Messages between the processes of a benchmark. */

export type CaseName = 'texts' | 'numbers' | 'pictures' | 'media';

export const COMPETITORS = {
	axios: 'axios, connections kept alive',
	http: 'HTTP Request',
	httpFields: 'HTTP Request, a field for each value',
	peer: 'n8n-nodes-evolution-api',
	ours: 'this package',
	ours1: 'this package, one at a time',
	ours20: 'this package, 20 at once',
	oursGap: 'this package, with its gap of 2 s',
} as const;
export type Competitor = keyof typeof COMPETITORS;

/** Where n8n keeps files: its *binary data modes*. */
export type FileStore = 'filesystem' | 'database';

export interface Server {
	readonly url: string;
	readonly key: string;
}

/** One run of a competitor. */
export interface Job {
	readonly name: CaseName;
	readonly competitor: Competitor;
	readonly server: Server;
	readonly count: number;
	/** Bytes of the file, for `media`. */
	readonly size?: number;
}

export interface Measured {
	readonly wallMs: number;
	/** CPU time of the competitor's process; user and system. */
	readonly cpuMs: number;
	/** Output items. */
	readonly items: number;
	/** Most memory in use during the run, over what was before, in bytes; of `media` only. */
	readonly peakBytes: number;
}

/** The server's view of a run. */
export interface Seen {
	readonly requests: number;
	/** Connections opened. */
	readonly connections: number;
	/** Most requests under way at once, each on a connection of its own. */
	readonly atOnce: number;
}

export interface Paths {
	/** Folder of the n8n whose engine is used. */
	readonly runtime: string;
	/** Our package, as n8n has it after an installation. */
	readonly ours: string;
	readonly peer: string;
}
