/** n8n's default for N8N_GRACEFUL_SHUTDOWN_TIMEOUT, in ms. */
const BROKEN_OFF_MS = 30_000;

/** The end of a process: when it was told to stop, and when it had ended. Times are Unix ms. */
export interface End {
	readonly who: 'n8n' | 'server';
	readonly how: 'TERM' | 'KILL';
	readonly from: number;
	readonly to: number;
	/** When n8n's workflows were active again, if known. */
	back?: number;
	/** Time until which the starting n8n ignored requests, though it answered them with 200. undefined: not observed. */
	deafUntil?: number;
	readonly unfinished?: Unfinished;
}

export type Unfinished = ReadonlyMap<string, ReadonlySet<string>>;

/** Tells whether n8n was killed, or stopped so slowly that it interrupted executions, which it does after 30 s. */
export const isKill = ({ who, how, from, to }: End) =>
	who === 'n8n' && (how === 'KILL' || to - from >= BROKEN_OFF_MS);
