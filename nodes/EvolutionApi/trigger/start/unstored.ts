import { ExecutionCancelledError, type FunctionsBase } from 'n8n-workflow';

// n8n could not store an execution: its database is locked, its disk is full, its PostgreSQL restarts. Then nothing has started,
// and n8n tells nobody but who has asked for it by `done`.

/** What n8n could not do since it last stored an execution. */
export interface StoreTrouble {
	/** Unix ms. */
	readonly since: number;
	readonly lastAt: number;
	/** Executions. */
	readonly count: number;
}

/** Of this process: all workflows of an n8n share its database. */
let trouble: StoreTrouble | undefined;

/** Nobody may have tried since the last failure. */
const OVER_MS = 5 * 60_000;

/** @returns undefined if n8n stores executions, as far as this process knows */
export const findStoreTrouble = (): StoreTrouble | undefined =>
	trouble !== undefined && Date.now() - trouble.lastAt < OVER_MS ? trouble : undefined;

/** n8n could not store an execution. Its log says it once. */
export function noteUnstored({ logger }: Pick<FunctionsBase, 'logger'>, error: unknown): void {
	const before = findStoreTrouble();
	const now = Date.now();
	trouble = { since: before?.since ?? now, lastAt: now, count: (before?.count ?? 0) + 1 };
	if (before !== undefined) return;
	const cause = error instanceof Error ? error.message : '';
	logger.warn(
		'n8n could not store an execution, so nothing has started. What was to start it is tried again until its database takes executions',
		{ cause },
	);
}

/** An execution that has begun at this time (Unix ms) is stored. */
export function noteStored(begunAt: number): void {
	if (trouble !== undefined && begunAt > trouble.lastAt) trouble = undefined;
}

/** Whether n8n could not store an execution since then (Unix ms), nor has stored one afterwards. */
export const isUnstoredSince = (since: number): boolean =>
	(findStoreTrouble()?.lastAt ?? -Infinity) >= since;

/**
 * Whether n8n has the execution that it was told to start a moment ago. One that somebody has cancelled was stored.
 * @param done n8n settles it when the execution is over, and rejects it if it could not be stored
 */
export async function wasStored(
	context: Pick<FunctionsBase, 'logger'>,
	done: Promise<unknown>,
): Promise<boolean> {
	const begunAt = Date.now();
	try {
		await done;
	} catch (error) {
		if (!(error instanceof ExecutionCancelledError)) {
			noteUnstored(context, error);
			return false;
		}
	}
	noteStored(begunAt);
	return true;
}
