import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { BoundedMap } from '../core/values/boundedMap';
import { Pace } from './rateLimit';
import type { Sender } from './send';
import { makeInstanceId } from '../server/account';

/**
 * Messages that a node has sent in all its runs within one execution. *Loop Over Items* runs the node once per batch, by
 * default once per item, and the limits of *Bulk Sending* apply to all runs together.
 */
export class ExecutionHistory {
	readonly pace: Pace;
	/** Only recorded in runs without a rate limit. */
	readonly recipients = new Set<string>();
	/** Number of the run that first sent each message, keyed by chat and content. */
	private readonly firstRuns = new Map<string, number>();
	private run = 0;
	private readonly failures: Map<string, FailureCount>;

	/** First input item of the node's current run. `sentBefore` is the number of messages sent in earlier runs. */
	private first: INodeExecutionData | undefined;
	private sentBefore = 0;

	constructor({ pace, failures }: SharedLimits = makeLimits()) {
		this.pace = pace;
		this.failures = failures;
	}

	/** *Retry On Fail* repeats a run with the same items: their messages then don't count twice. */
	startRun(first: INodeExecutionData | undefined): void {
		if (first !== undefined && first === this.first) {
			this.pace.sentCount = this.sentBefore;
			return;
		}
		this.run += 1;
		this.sentBefore = this.pace.sentCount;
		this.first = first;
	}

	noteSent(message: string): void {
		if (!this.firstRuns.has(message)) this.firstRuns.set(message, this.run);
	}

	wasSentBefore(message: string): boolean {
		return (this.firstRuns.get(message) ?? this.run) < this.run;
	}

	failuresOf({ connection, instance }: Pick<Sender, 'connection' | 'instance'>): FailureCount {
		const key = makeInstanceId(connection, instance);
		const count = this.failures.get(key) ?? { inARow: 0 };
		this.failures.set(key, count);
		return count;
	}
}

/** Limits shared by all executions of a sub-workflow that have the same parent execution. */
interface SharedLimits {
	readonly pace: Pace;
	readonly failures: Map<string, FailureCount>;
}

const makeLimits = (): SharedLimits => ({ pace: new Pace(), failures: new Map() });

/** Failed sends to the server since the last successful one. */
export interface FailureCount {
	inARow: number;
}

/**
 * Histories, keyed by the abort signal that n8n makes for each execution, and by the node's name, so they end with the execution.
 * An execution that n8n suspends, for example during a long *Wait*, resumes with a new signal, so its history starts again.
 */
const histories = new WeakMap<AbortSignal, Map<string, ExecutionHistory>>();

export function continueHistory(context: IExecuteFunctions): ExecutionHistory {
	const history = findHistory(context);
	history.startRun(context.getInputData()[0]);
	return history;
}

function findHistory(context: IExecuteFunctions): ExecutionHistory {
	const signal = context.getExecutionCancelSignal();
	if (signal === undefined) return new ExecutionHistory();
	const ofExecution = histories.get(signal) ?? new Map<string, ExecutionHistory>();
	histories.set(signal, ofExecution);
	const { name } = context.getNode();
	const history = ofExecution.get(name) ?? new ExecutionHistory(findSharedLimits(context));
	ofExecution.set(name, history);
	return history;
}

/** Maximum number of parent executions to remember, since n8n doesn't report when such an execution ends. */
const MOST_PARENTS = 1000;

const ofParents = new BoundedMap<SharedLimits>(MOST_PARENTS);

function findSharedLimits(context: IExecuteFunctions): SharedLimits | undefined {
	const { parentExecutionId } = context.getExecutionContext() ?? {};
	if (parentExecutionId === undefined) return undefined;
	const key = JSON.stringify([parentExecutionId, context.getWorkflow().id, context.getNode().name]);
	return ofParents.getOr(key, makeLimits);
}
