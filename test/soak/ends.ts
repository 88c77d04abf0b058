/** N8N_GRACEFUL_SHUTDOWN_TIMEOUT */
const BROKEN_OFF_MS = 30_000;

/** When somebody was ended, and was gone: Unix times in milliseconds. */
export interface End {
	readonly who: 'n8n' | 'server';
	readonly how: 'TERM' | 'KILL';
	readonly from: number;
	readonly to: number;
	/** When its workflows were active again, if that is known. */
	back?: number;
	/** Until then it answered 200 to everything, if that was seen. */
	deafUntil?: number;
	/** By workflow: IDs of the messages whose execution had begun and was not over, as n8n's own database tells. */
	readonly unfinished?: Unfinished;
}

export type Unfinished = ReadonlyMap<string, ReadonlySet<string>>;

/** n8n breaks off itself what is not over after half a minute. */
export const isKill = ({ who, how, from, to }: End) =>
	who === 'n8n' && (how === 'KILL' || to - from >= BROKEN_OFF_MS);
