import { createHash } from 'node:crypto';

import { BoundedMap } from '../../core/values/boundedMap';
import { messageTime } from '../memory/deliveredEvent';
import type { ActiveTrigger } from '../active/activeTrigger';

// n8n writes an execution with its key, and in a further transaction that it runs. If its database fails between the two, the
// execution is listed as running, nobody ever runs it, and its key stays taken: n8n refuses the next try. So what this process
// has tried in vain, and n8n then refuses, is tried under a further key.

/** What became of the tries to start something. */
interface Tries {
	/** 1 for the key that a restart would try, too. */
	number: number;
	/** A failed try may have left an execution with the key, which never runs. */
	hasLeftRow: boolean;
	/** How often it failed on a worker before its first node. */
	failedRuns: number;
}

/** Workers reach the database again within a minute. By then it is something else, and n8n lists each of them as failed. */
const MOST_FAILED_RUNS = 5;

/** By the first key. Those of more are forgotten. */
const MOST = 10_000;
const failedTries = new BoundedMap<Tries>(MOST);

/** One for all executions of an n8n, so other workflows must have another. */
export class StartKey {
	private readonly first: string;

	/** @param isNew no earlier process of n8n can have started it */
	constructor(
		{ nodeId, instanceId }: Pick<ActiveTrigger, 'nodeId' | 'instanceId'>,
		eventId: string,
		private readonly isNew: boolean,
	) {
		this.first = hashed([nodeId, instanceId, eventId]);
	}

	/** What n8n is given with the next try. */
	get current(): string {
		const { number } = this.tries;
		return number === 1 ? this.first : hashed([this.first, number]);
	}

	/**
	 * n8n could not start it. If an earlier process may have had it, only a row that is certainly ours counts.
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
	}
}

const hashed = (parts: ReadonlyArray<string | number>): string =>
	createHash('sha256').update(JSON.stringify(parts)).digest('base64url');

/** The times of messages are whole seconds, and the clocks of WhatsApp and n8n differ by more than messages have shown. */
const MARGIN_MS = 5_000;

/** Whether a message was sent after the trigger had started here: no process before this one can have taken it. */
export const isSentSinceStart = (
	{ connection, startedAt }: ActiveTrigger,
	sentAt = Infinity,
): boolean => sentAt > Math.max(startedAt, messageTime(connection, startedAt)) + MARGIN_MS;
