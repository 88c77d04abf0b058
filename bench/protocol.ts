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

export type FileStore = 'filesystem' | 'database';

export interface Server {
	readonly url: string;
	readonly key: string;
}

export interface Job {
	readonly name: CaseName;
	readonly competitor: Competitor;
	readonly server: Server;
	readonly count: number;
	/** Size of the file in bytes, only for `media`. */
	readonly size?: number;
}

export interface Measured {
	readonly wallMs: number;
	/** CPU time of the worker process (user and system), ms. */
	readonly cpuMs: number;
	readonly items: number;
	/** Largest increase of memory during the run, bytes. 0 if the case has no file. */
	readonly peakBytes: number;
}

export interface Seen {
	readonly requests: number;
	readonly connections: number;
	readonly atOnce: number;
}

export interface Paths {
	/** Folder of the n8n whose engine runs the nodes. */
	readonly runtime: string;
	/** Folder of our package, as n8n has it after an installation. */
	readonly ours: string;
	readonly peer: string;
}
