import {
	ExecutionCancelledError,
	sleep,
	type FunctionsBase,
	type IExecuteResponsePromiseData,
	type IDeferredPromise,
	type INodeExecutionData,
	type IRun,
} from 'n8n-workflow';

import { createDeferred } from '../../core/concurrency/limiter';
import { type Emit, failedAfterWriting } from '../../n8n/compat';
import type { ActiveTrigger } from '../active/activeTrigger';
import { noteIfFailed } from './failedExecutions';
import type { StartKey } from './startKey';
import { turns } from './turns';

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
	void giveUpUnanswered(now);
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

// In queue mode n8n may never say what became of an execution: its worker could not read it, and n8n itself could not read then
// how it has ended. It is in the database as one that has not begun, and the next one with its key takes its place. Where
// executions begin in this process, only one that waits for its turn is silent for long, and n8n would run both.

/**
 * An execution that has not begun by then waits for its turn, in the database: n8n itself waits for its SQLite for a minute, and
 * then says that it could not store the execution.
 */
export const LONG_MS = 75_000;

/** A start of which n8n has said nothing yet. */
interface Unanswered {
	/** When n8n was told to start it, Unix ms. */
	readonly since: number;
	giveUp(): void;
}

const unanswered = new Set<Unanswered>();
/** When n8n last could not store an execution, Unix ms; undefined while nobody waits for what it says of others. */
let failedAt: number | undefined;
let beginsHere = false;

/** An execution of a trigger has begun in this process, as no main process of queue mode sees it. */
export function noteBegunHere(): void {
	beginsHere = true;
}

/** What n8n was told to start before it could not store another one, and of which it says nothing for so long, is tried again. */
async function giveUpUnanswered(now: number): Promise<void> {
	const isWaiting = failedAt !== undefined;
	failedAt = now;
	if (isWaiting) return;
	let checked = 0;
	while (checked < failedAt) {
		checked = failedAt;
		await sleep(LONG_MS);
		for (const start of beginsHere ? [] : unanswered) if (start.since <= checked) start.giveUp();
	}
	failedAt = undefined;
}

/** @returns whether n8n has stored it; false as well if it says nothing for long and its database fails */
async function untilGivenUp(stored: Promise<boolean>): Promise<boolean> {
	const givenUp = createDeferred<boolean>();
	const start = { since: Date.now(), giveUp: () => givenUp.resolve(false) };
	unanswered.add(start);
	try {
		return await Promise.race([stored, givenUp.promise]);
	} finally {
		unanswered.delete(start);
	}
}

/** An execution that n8n was told to start a moment ago. */
interface Started {
	/** n8n settles it when the execution is over, or with nothing if there is one with its key; rejected if it could not be stored. */
	readonly done: Promise<IRun | undefined>;
	/** Settles when the execution begins, and so is stored: its first node tells that. */
	readonly begun: Promise<unknown>;
	readonly key: StartKey;
}

/**
 * Tells n8n to start the workflow.
 * @returns whether it has stored the execution, and runs it
 * @throws what n8n throws if it takes nothing now
 */
export function startByKey(
	trigger: ActiveTrigger,
	outputs: INodeExecutionData[][],
	key: StartKey,
	done: IDeferredPromise<IRun>,
): Promise<boolean> {
	const emit: Emit = trigger.context.emit;
	const begun = createDeferred<IExecuteResponsePromiseData>();
	const stored = wasStored(trigger.context, { done: done.promise, begun: begun.promise, key });
	void noteIfFailed(trigger, done.promise);
	emit(outputs, begun, done, key.current);
	return untilGivenUp(stored);
}

/**
 * Whether n8n has stored the execution, and runs it. One that somebody has cancelled was stored, and so was one that was over
 * before n8n looked for it.
 */
async function wasStored(
	context: Pick<FunctionsBase, 'logger'>,
	{ done, begun, key }: Started,
): Promise<boolean> {
	const startedAt = Date.now();
	try {
		// Where the execution is cancelled before it begins, `done` tells more.
		const hasBegun = begun.then((): typeof BEGUN => BEGUN);
		const end = await Promise.race([hasBegun, done]).catch(async () => await done);
		if (end !== BEGUN && end !== undefined && !hasRun(end)) throw new NeverBegunError(end);
		// That n8n knows the key does not tell that it can run anything now.
		if (end === undefined && key.noteRefused()) {
			noteUnstored(context, undefined);
			return false;
		}
		noteStored(startedAt);
	} catch (error) {
		if (!isOfStored(error)) {
			noteUnstored(context, error);
			if (!(error instanceof NeverBegunError)) key.noteFailed(failedAfterWriting(error));
			else if (!key.mayFailAgain()) return true;
			return false;
		}
		noteStored(startedAt);
	}
	key.noteStarted();
	return true;
}

const BEGUN = 'begun';

/** In queue mode: the worker failed before the first node, as it does when it cannot read the execution. */
class NeverBegunError extends Error {
	constructor({ data }: IRun) {
		super(data?.resultData?.error?.message ?? '');
	}
}

const hasRun = ({ data }: IRun): boolean => {
	const { error, lastNodeExecuted, runData = {} } = data?.resultData ?? {};
	return error === undefined || lastNodeExecuted !== undefined || Object.keys(runData).length > 0;
};

/** n8n has no class of this error for nodes. */
const isOfStored = (error: unknown): boolean =>
	error instanceof ExecutionCancelledError ||
	(error instanceof Error && error.constructor.name === 'ExecutionNotFoundError');

// What n8n could not store, and no store of the server has, is kept here, and started again until n8n has it.

/** Executions. */
const MAX_KEPT = 1_000;
const MAX_KEPT_BYTES = 64 * 1024 * 1024;
const PAUSE_MS = 10_000;
/** By then nobody waits for it any more. */
const KEPT_MS = 3_600_000;

/** Of all triggers of this process. */
const kept = { executions: 0, bytes: 0 };

/** Whether what n8n cannot store now would be lost here. */
export const keepsNoMore = (): boolean =>
	kept.executions >= MAX_KEPT || kept.bytes >= MAX_KEPT_BYTES;

/**
 * n8n could not store an execution: starts it again, until n8n has stored it.
 * @param start each time under its {@link StartKey}, so that n8n starts it once only. @returns whether n8n has stored it
 * @returns false if it is given up: too many are kept, an hour is over, or the workflow is switched off
 */
export async function startUntilStored(
	trigger: Pick<ActiveTrigger, 'isLeaving' | 'context'>,
	outputs: readonly INodeExecutionData[][],
	start: (done: IDeferredPromise<IRun>) => Promise<boolean>,
): Promise<boolean> {
	if (keepsNoMore()) return false;
	const bytes = countBytes(outputs.flat());
	const until = Date.now() + KEPT_MS;
	kept.executions++;
	kept.bytes += bytes;
	try {
		while (Date.now() < until) {
			if (await tryInTurn(trigger, start)) return true;
			if (trigger.isLeaving) return false;
			await sleep(PAUSE_MS);
		}
		return false;
	} finally {
		kept.executions--;
		kept.bytes -= bytes;
	}
}

/**
 * Starts an execution as soon as it is its turn.
 * @returns whether n8n has stored it; false as well if the workflow is switched off. Never throws.
 */
async function tryInTurn(
	trigger: Pick<ActiveTrigger, 'isLeaving' | 'context'>,
	start: (done: IDeferredPromise<IRun>) => Promise<boolean>,
): Promise<boolean> {
	const tryOnce = async (done: IDeferredPromise<IRun>): Promise<boolean> => {
		try {
			return !trigger.isLeaving && (await start(done));
		} catch (error) {
			noteUnstored(trigger.context, error);
			return false;
		}
	};
	const stored = createDeferred<boolean>();
	await turns.inTurn(async (done) => {
		stored.resolve(tryOnce(done));
		return !trigger.isLeaving;
	});
	return await stored.promise;
}

/** In memory. n8n may keep files there, too, as Base64. */
const countBytes = (items: readonly INodeExecutionData[]): number =>
	items.reduce((bytes, { json, binary = {} }) => {
		const files = Object.values(binary).reduce((sum, { data }) => sum + data.length, 0);
		return bytes + Buffer.byteLength(JSON.stringify(json)) + files;
	}, 0);
