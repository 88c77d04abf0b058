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

// How n8n tells whether it has an execution in its database (read in n8n 2.20 to 2.41). If the database is locked, its disk is
// full or PostgreSQL restarts, nothing has started, and n8n reports it in three ways only:
// - `done` of emit(): rejected if the execution couldn't be stored, settled with nothing if another one has its key.
// - The response of an execution: the trigger is its first node, and its execute() answers when it begins.
// - The status of a webhook call that starts or resumes an execution.

// The database, as far as this process knows.

/** Failures of n8n's database since n8n last stored an execution. */
export interface StoreTrouble {
	/** Unix ms. */
	readonly since: number;
	readonly lastAt: number;
	/** Executions. */
	readonly count: number;
}

/** One for this process: all workflows of an n8n share its database. */
let trouble: StoreTrouble | undefined;

/** After this long without a failure, nothing may have been tried. */
const OVER_MS = 5 * 60_000;

/** @returns undefined if n8n stores executions, as far as this process knows */
export const findStoreTrouble = (): StoreTrouble | undefined =>
	trouble !== undefined && Date.now() - trouble.lastAt < OVER_MS ? trouble : undefined;

/** n8n could not store an execution. Its log says it once. */
export function noteUnstored({ logger }: Pick<FunctionsBase, 'logger'>, error?: unknown): void {
	const before = findStoreTrouble();
	const now = Date.now();
	trouble = { since: before?.since ?? now, lastAt: now, count: (before?.count ?? 0) + 1 };
	giveUpLater();
	if (before !== undefined) return;
	const cause = error instanceof Error ? error.message : '';
	logger.warn(
		'n8n could not store an execution, so nothing has started. What was to start it is tried again until its database takes executions',
		{ cause },
	);
}

let nextStored = createDeferred<void>();

/** Settles when n8n has stored an execution or a long time is over. At once in queue mode, where workers may all be busy. */
export async function untilNextStored(): Promise<void> {
	if (beginsHere) await Promise.race([nextStored.promise, sleep(LONG_MS)]);
}

/** An execution that has begun at this time (Unix ms) is stored. */
export function noteStored(begunAt: number): void {
	nextStored.resolve();
	nextStored = createDeferred();
	if (trouble !== undefined && begunAt > trouble.lastAt) trouble = undefined;
}

/** Tells whether n8n could not store an execution since then (Unix ms), nor has stored one afterwards. */
export const isUnstoredSince = (since: number): boolean =>
	(findStoreTrouble()?.lastAt ?? -Infinity) >= since;

// The key of an execution. n8n writes an execution with its key, and in a further transaction that it runs. If its database fails
// between the two, the execution is listed as running and never runs, and its key stays taken: n8n refuses the next try. So the
// next try after a refusal has a further key if this process has failed with the first one.

/** Result of the tries to start something. */
interface Tries {
	/** 1 for the key that a restart would try, too. */
	readonly number: number;
	/** A failed try may have left an execution with the key, which never runs. */
	readonly hasLeftRow: boolean;
	/** How often it failed on a worker before its first node. */
	readonly failedRuns: number;
}

/** Workers reach the database again within a minute. n8n lists each failed execution. */
const MOST_FAILED_RUNS = 5;

/** Tries by their first key, the newest only. */
const failedTries = new Map<string, Tries>();
const MOST_FAILED_TRIES = 10_000;

/** Deduplication key of an execution, which n8n compares with those of all its workflows. */
export class StartKey {
	private readonly first: string;

	/**
	 * @param of tells the execution from all others of this n8n
	 * @param isNew no earlier process of n8n can have started it
	 */
	constructor(
		of: readonly string[],
		private readonly isNew: boolean,
	) {
		this.first = hashed(of);
	}

	/** Key of the next try. */
	get current(): string {
		const { number } = this.tries;
		return number === 1 ? this.first : hashed([this.first, number]);
	}

	/**
	 * n8n could not start it. If an earlier process may have started it, only a row that is certainly of this try counts.
	 * @param isWritten n8n had written the execution
	 */
	noteFailed(isWritten: boolean): void {
		if (this.isNew || isWritten) this.put({ hasLeftRow: true });
	}

	/** It failed on a worker before its first node. @returns whether it is worth another try */
	mayFailAgain(): boolean {
		const failedRuns = this.tries.failedRuns + 1;
		this.put({ hasLeftRow: true, failedRuns });
		return failedRuns < MOST_FAILED_RUNS;
	}

	/**
	 * n8n has an execution with the key.
	 * @returns whether that one never runs, so that it has to be started under the next key
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

const hashed = (parts: ReadonlyArray<string | number>): string =>
	createHash('sha256').update(JSON.stringify(parts)).digest('base64url');

// An execution that trigger() starts.

/** An execution that n8n was told to start a moment ago. */
interface Started {
	/** Settles when the execution is over, or with nothing if there is one with its key; rejected if it could not be stored. */
	readonly done: Promise<IRun | undefined>;
	/** Settles when the execution begins, and so is stored: its first node answers. */
	readonly begun: Promise<unknown>;
	readonly key: StartKey;
}

/**
 * Tells n8n to start the workflow.
 * @param done n8n settles it when the execution is over
 * @returns whether n8n has stored the execution, and runs it
 * @throws what n8n throws if it starts nothing now
 */
export function startByKey(
	context: Pick<ITriggerFunctions, 'emit' | 'logger'>,
	outputs: INodeExecutionData[][],
	key: StartKey,
	done: IDeferredPromise<IRun>,
): Promise<boolean> {
	const emit: Emit = context.emit;
	const begun = createDeferred<IExecuteResponsePromiseData>();
	const stored = wasStored(context, { done: done.promise, begun: begun.promise, key });
	emit(outputs, begun, done, key.current);
	return untilGivenUp(stored);
}

/** In execute() of the trigger: the execution is stored, and has begun. */
export function tellStored(context: IExecuteFunctions): void {
	if (context.getMode() !== 'trigger') return;
	beginsHere = true;
	// In queue mode, n8n brings the response of a worker to the process that has started the execution.
	context.sendResponse({});
}

/** An execution that was cancelled or was over before n8n looked for it was stored. */
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

/** n8n has no class of the second error for nodes. */
const isOfStored = (error: unknown): boolean =>
	error instanceof ExecutionCancelledError ||
	(error instanceof Error && error.constructor.name === 'ExecutionNotFoundError');

/** Steps of n8n after it has written an execution with its key, and before the execution begins. */
const STEP_AFTER_WRITING = /\b(?:setRunning|runMainProcess|enqueueExecution)\b/;
const SETS_STATUS = /^UPDATE \S*execution_entity\S* SET "status"/;

/**
 * Tells whether n8n had written the execution that it could not start: then its key is taken. n8n tells a node only the error of
 * its database, whose stack names the step, or which has the query.
 */
function failedAfterWriting(error: unknown): boolean {
	if (!(error instanceof Error)) return false;
	const query = 'query' in error && typeof error.query === 'string' ? error.query : '';
	return STEP_AFTER_WRITING.test(error.stack ?? '') || SETS_STATUS.test(query);
}

// In queue mode n8n may never say what became of an execution: its worker could not read it, and n8n itself could not read then
// how it has ended. It is in the database as one that has not begun, and the next one with its key replaces it. Where executions
// begin in this process, only one that waits for its turn is silent for long, and n8n would run both.

/**
 * An execution that has not begun after this long waits for its turn, in the database: n8n itself waits for its SQLite for a
 * minute, and then says that it could not store the execution.
 */
export const LONG_MS = 75_000;

/** An execution of a trigger has begun in this process. In a main process of queue mode, none does. */
let beginsHere = false;

/** Each gives up a start of which n8n has said nothing yet. */
const unanswered = new Set<() => void>();

/** @returns whether n8n has stored it; false as well if n8n says nothing for long and its database fails */
async function untilGivenUp(stored: Promise<boolean>): Promise<boolean> {
	const givenUp = createDeferred<boolean>();
	const giveUp = () => givenUp.resolve(false);
	unanswered.add(giveUp);
	return await Promise.race([stored, givenUp.promise]).finally(() => unanswered.delete(giveUp));
}

/** n8n could not store another execution: gives up those that it was told to start before, if it is still silent after long. */
function giveUpLater(): void {
	const silent = [...unanswered];
	unanswered.clear();
	if (silent.length === 0) return;
	void sleep(LONG_MS).then(() => {
		if (!beginsHere) for (const giveUp of silent) giveUp();
	});
}

// An execution that a webhook call starts or resumes.

/** An answer to send instead of n8n's. */
export interface OwnAnswer {
	readonly status: number;
	readonly body: string;
}

/**
 * Tells once whether n8n has stored what a webhook call starts or resumes: it stores that first, and answers with an error if it
 * could not. Before 2.41, n8n may answer a call that resumes an execution at once.
 * @param answer called when n8n answers
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
