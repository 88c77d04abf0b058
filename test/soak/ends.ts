/** N8N_GRACEFUL_SHUTDOWN_TIMEOUT */
const BROKEN_OFF_MS = 30_000;

/** When a process was stopped, and when it was gone: Unix times in milliseconds. */
export interface End {
	readonly who: 'n8n' | 'server';
	readonly how: 'TERM' | 'KILL';
	readonly from: number;
	readonly to: number;
	/** When its workflows were active again, if that is known. */
	back?: number;
	/** The end of its answers with 200 to everything, if the run saw them. */
	deafUntil?: number;
	/** IDs of the messages with unfinished executions in n8n's own database, by workflow. */
	readonly unfinished?: Unfinished;
}

export type Unfinished = ReadonlyMap<string, ReadonlySet<string>>;

/** n8n interrupts work that takes longer than half a minute. */
export const isKill = ({ who, how, from, to }: End) =>
	who === 'n8n' && (how === 'KILL' || to - from >= BROKEN_OFF_MS);
