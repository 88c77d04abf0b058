import {
	ExecutionCancelledError,
	sleep,
	type FunctionsBase,
	type IDeferredPromise,
	type IExecuteFunctions,
	type IExecuteResponsePromiseData,
	type INodeExecutionData,
	type IRun,
	type ITriggerFunctions,
	type IWebhookFunctions,
} from 'n8n-workflow';
import { createHash } from 'node:crypto';

import { createDeferred, type Emit } from './compat';

// n8n stores an execution in its database before it starts it. That fails if the database is locked, its disk is full or
// PostgreSQL restarts. Only three signs tell a node whether n8n stored an execution (read in n8n 2.20 to 2.41):
// - `done` of emit(): rejects if n8n couldn't store the execution; resolves to undefined if its deduplication key is in use.
// - `responsePromise` of emit(): resolves when the execution begins and calls {@link tellStored}.
// - The status of a webhook call that starts or resumes an execution.

/** Failures of n8n's database since n8n last stored an execution. */
export interface StoreTrouble {
	/** Time of the first failure to store an execution, Unix ms. */
	readonly since: number;
	readonly lastAt: number;
	readonly count: number;
}

/** It's one value for the process, because all workflows share the database. */
let trouble: StoreTrouble | undefined;

/** How long a failure counts as trouble if n8n stores no execution in the meantime. */
const OVER_MS = 5 * 60_000;

export const findStoreTrouble = (): StoreTrouble | undefined =>
	trouble !== undefined && Date.now() - trouble.lastAt < OVER_MS ? trouble : undefined;

export function noteUnstored({ logger }: Pick<FunctionsBase, 'logger'>, error?: unknown): void {
	const before = findStoreTrouble();
	const now = Date.now();
	trouble = { since: before?.since ?? now, lastAt: now, count: (before?.count ?? 0) + 1 };
	giveUpLater();
	if (before !== undefined) return;
	const cause = error instanceof Error ? error.message : '';
	logger.warn(
		'n8n could not store an execution, so the workflow has not started. The event is tried again until the database of n8n accepts executions',
		{ cause },
	);
}

/** @param begunAt when n8n was told to start the stored execution, Unix ms */
export function noteStored(begunAt: number): void {
	if (trouble !== undefined && begunAt > trouble.lastAt) trouble = undefined;
}

/** Tells whether n8n failed to store an execution after this time (Unix ms), and has stored no other execution since. */
export const isUnstoredSince = (since: number): boolean =>
	(findStoreTrouble()?.lastAt ?? -Infinity) >= since;

// The deduplication key of an execution. n8n writes an execution and its key to the database, and only then starts it. If the
// database fails in between, the execution never runs, but its key may stay in use: n8n then refuses more tries with that key.
// If this process made the failed try, it chooses another key.

interface Tries {
	/** 1 for the execution's first deduplication key, 2 for the second, and so on. Starts at 1 again when n8n restarts. */
	readonly number: number;
	/** True if a failed try may have left an execution in n8n's database that never runs, but uses up the deduplication key. */
	readonly hasLeftRow: boolean;
	/** How often the execution failed on a worker before its first node. */
	readonly failedRuns: number;
}

/** Maximum tries for an execution that fails on workers. Each try is shown in n8n's list of executions. */
const MOST_FAILED_RUNS = 5;

const failedTries = new Map<string, Tries>();
const MOST_FAILED_TRIES = 10_000;

/** The deduplication key to start an execution with. It must be unique among the executions of all workflows. */
export class StartKey {
	private readonly first: string;

	/**
	 * @param of IDs of the node, the instance and the event, which together identify the execution
	 * @param isNew false if an earlier process of n8n may have started the execution
	 */
	constructor(
		of: readonly string[],
		private readonly isNew: boolean,
	) {
		this.first = hash(of);
	}

	get current(): string {
		const { number } = this.tries;
		return number === 1 ? this.first : hash([this.first, number]);
	}

	/**
	 * Notes that the execution could not be started, so that {@link noteRefused} may replace its deduplication key.
	 * Does nothing if an earlier process of n8n may have started the execution: a new key could start it again.
	 * @param isWritten true if n8n has certainly stored the execution
	 */
	noteFailed(isWritten: boolean): void {
		if (this.isNew || isWritten) this.put({ hasLeftRow: true });
	}

	/** Notes that the execution failed on a worker before its first node. @returns whether another try is worthwhile */
	mayFailAgain(): boolean {
		const failedRuns = this.tries.failedRuns + 1;
		this.put({ hasLeftRow: true, failedRuns });
		return failedRuns < MOST_FAILED_RUNS;
	}

	/**
	 * Notes that n8n refused the deduplication key, because n8n already has an execution with that key.
	 * @returns true if `current` is now a new key
	 */
	noteRefused(): boolean {
		const { number, hasLeftRow } = this.tries;
		if (hasLeftRow) this.put({ number: number + 1, hasLeftRow: false });
		return hasLeftRow;
	}

	noteStarted(): void {
		failedTries.delete(this.first);
	}

	private get tries(): Tries {
		return failedTries.get(this.first) ?? { number: 1, hasLeftRow: false, failedRuns: 0 };
	}

	private put(change: Partial<Tries>): void {
		failedTries.set(this.first, { ...this.tries, ...change });
		const [oldest = ''] = failedTries.keys();
		if (failedTries.size > MOST_FAILED_TRIES) failedTries.delete(oldest);
	}
}

const hash = (parts: ReadonlyArray<string | number>): string =>
	createHash('sha256').update(JSON.stringify(parts)).digest('base64url');

interface Started {
	/** Result of the execution; undefined if n8n already has another one with the same `key`. Rejects if n8n can't store it. */
	readonly run: Promise<IRun | undefined>;
	/** Resolves when the trigger's execute() runs, which proves that n8n has stored the execution. */
	readonly beginning: Promise<unknown>;
	readonly key: StartKey;
}

/**
 * @param run promise that n8n settles when the execution is over
 * @returns true if n8n has stored the execution, now or in an earlier try; false if another try is needed
 * @throws n8n's own error if n8n can't start executions now
 */
export function startByKey(
	context: Pick<ITriggerFunctions, 'emit' | 'logger'>,
	outputs: INodeExecutionData[][],
	key: StartKey,
	run: IDeferredPromise<IRun>,
): Promise<boolean> {
	const emit: Emit = context.emit;
	const response = createDeferred<IExecuteResponsePromiseData>();
	const outcome = wasStored(context, { run: run.promise, beginning: response.promise, key });
	emit(outputs, response, run, key.current);
	return untilGivenUp(outcome);
}

export function tellStored(context: IExecuteFunctions): void {
	if (context.getMode() !== 'trigger') return;
	beginsHere = true;
	// startByKey() waits for this response. In queue mode, n8n passes the response from the worker to the main process.
	context.sendResponse({});
}

async function wasStored(
	context: Pick<FunctionsBase, 'logger'>,
	{ run, beginning, key }: Started,
): Promise<boolean> {
	const startedAt = Date.now();
	try {
		// If the execution is cancelled before it begins, `beginning` rejects, and `run` has the reason.
		const hasBegun = beginning.then((): typeof BEGINNING => BEGINNING);
		const end = await Promise.race([hasBegun, run]).catch(async () => await run);
		if (end !== BEGINNING && end !== undefined && !hasRun(end)) throw new NeverBegunError(end);
		// A failed try left an execution that never runs, but uses up the deduplication key. The next try gets a new key.
		if (end === undefined && key.noteRefused()) {
			noteUnstored(context);
			return false;
		}
	} catch (error) {
		if (!isOfStored(error)) {
			noteUnstored(context, error);
			if (!(error instanceof NeverBegunError)) key.noteFailed(failedAfterWriting(error));
			else if (!key.mayFailAgain()) return true;
			return false;
		}
	}
	noteStored(startedAt);
	key.noteStarted();
	return true;
}

const BEGINNING = 'begun';

/** The worker (in queue mode) failed before the first node, for example because it couldn't read the execution. */
class NeverBegunError extends Error {
	constructor({ data }: IRun) {
		super(data?.resultData?.error?.message ?? '');
	}
}

const hasRun = ({ data }: IRun): boolean => {
	const { error, lastNodeExecuted, runData = {} } = data?.resultData ?? {};
	return error === undefined || lastNodeExecuted !== undefined || Object.keys(runData).length > 0;
};

/** Compares `ExecutionNotFoundError` by name, because nodes can't import this class. */
const isOfStored = (error: unknown): boolean =>
	error instanceof ExecutionCancelledError ||
	(error instanceof Error && error.constructor.name === 'ExecutionNotFoundError');

const STEP_AFTER_WRITING = /\b(?:setRunning|runMainProcess|enqueueExecution)\b/;
const SETS_STATUS = /^UPDATE \S*execution_entity\S* SET "status"/;

/**
 * Tells whether n8n had already written the execution to its database when the start failed. A node only gets the database's
 * error, so this looks for the failed step in the error's stack, or for the query that failed.
 */
function failedAfterWriting(error: unknown): boolean {
	if (!(error instanceof Error)) return false;
	const query = 'query' in error && typeof error.query === 'string' ? error.query : '';
	return STEP_AFTER_WRITING.test(error.stack ?? '') || SETS_STATUS.test(query);
}

// In queue mode, n8n may never report the end of an execution that a worker couldn't read from the database. So the trigger
// tries again with the same deduplication key: n8n then replaces an execution that hasn't begun.
// Outside queue mode, the trigger doesn't try again, because an unreported execution is still waiting for its turn.

/**
 * If n8n has reported nothing about a new execution after this time, the execution counts as stored. If n8n can't store an
 * execution, for example because SQLite is locked, n8n reports that after a minute.
 */
export const LONG_MS = 75_000;

/** In queue mode, executions only begin on workers. */
let beginsHere = false;

/** In queue mode, a chat's next message waits only this long, because no worker may be free. */
const QUEUED_MS = 5_000;

/** Returns how long, in ms, a chat's next message may wait until n8n has stored the execution of the previous message. */
export const findTurnMs = (): number => (beginsHere ? LONG_MS : QUEUED_MS);

const waiters = new Set<() => void>();

async function untilGivenUp(outcome: Promise<boolean>): Promise<boolean> {
	const givenUp = createDeferred<boolean>();
	const giveUp = () => givenUp.resolve(false);
	waiters.add(giveUp);
	return await Promise.race([outcome, givenUp.promise]).finally(() => waiters.delete(giveUp));
}

/** In queue mode, stops waiting for executions that n8n doesn't report within {@link LONG_MS}: they count as not stored. */
function giveUpLater(): void {
	const silent = [...waiters];
	waiters.clear();
	if (silent.length === 0) return;
	void sleep(LONG_MS).then(() => {
		if (!beginsHere) for (const giveUp of silent) giveUp();
	});
}

export interface OwnAnswer {
	readonly status: number;
	readonly body: string;
}

/**
 * Reports whether n8n has stored the execution that a webhook call starts or resumes. n8n stores it first, and answers with an
 * error if that fails. Before 2.41, n8n may report success too early if the call resumes an execution.
 * @param answer called once, when n8n answers
 */
export function onAnswered(
	response: ReturnType<IWebhookFunctions['getResponseObject']>,
	answer: (isStored: boolean) => OwnAnswer | undefined,
): void {
	const send = response.send.bind(response);
	response.send = (body) => {
		response.send = send;
		const own = answer(response.statusCode < 400);
		return own === undefined ? send(body) : response.status(own.status).send(own.body);
	};
}
