import type { IExecuteFunctions } from 'n8n-workflow';

import { fetchState } from '../server/ask/instances';
import { asFailure, RequestFailure, type Failure } from '../errors/failure';
import { explainRejection } from '../errors/rejections';
import type { Connection } from '../server/adapter';
import { pause } from '../core/concurrency/retry';
import {
	NOTHING_GETS_OUT,
	REJECTED_IN_A_ROW,
	SILENT_AFTER_MS,
	SILENT_IN_A_ROW,
	type WatchedMessage,
} from './deliveryWatch';
import type { FailureCount } from './executionHistory';
import type { Pace } from './rateLimit';
import {
	CANCELLATION,
	latest,
	notSent,
	StoreUnread,
	type Policy,
	type SendResult,
	type Sender,
} from './send';
import type { BulkSettings } from './settings';

const FIRST_LOOK_AFTER = 3;
/** Pause before the first delivery check, because WhatsApp takes a moment to reject a message. */
const MOMENT_MS = 1_000;

/** Number of messages between two regular checks. For every `SOONER_EVERY` messages, a suspicion may cause one more check. */
const LOOK_EVERY = 20;
const SOONER_EVERY = 40;

export const unlessStopped = (
	sender: Sender,
	pace: Pace,
	{ maxItems = Infinity }: BulkSettings,
	signal: AbortSignal | undefined,
): Policy => ({
	async send(message, next) {
		const { address } = message;
		if (signal?.aborted === true) return notSent('skipped', CANCELLATION, address);
		if (sender.stopReason !== undefined) return notSent('skipped', sender.stopReason, address);
		if (pace.sentCount < maxItems) return await next(message);
		return notSent('skipped', `Max Items per Run (${maxItems}) is reached`, address);
	},
});

export class StopConditions {
	private readonly results: SendResult[] = [];
	private lookedAfter = 0;
	private looks = 0;
	private soonerLooks = 0;
	private sawNoTick = false;

	constructor(
		private readonly sender: Sender,
		private readonly rules: BulkSettings['stopConditions'] & { readonly failures: FailureCount },
		private readonly signal: AbortSignal | undefined,
		private readonly tryOtherAddresses?: () => Promise<void>,
	) {}

	readonly countFailures: Policy = {
		send: async (message, next) => {
			const { failures, failuresInARow = Infinity } = this.rules;
			if (failures.inARow >= failuresInARow) {
				this.sender.stopReason ??= `Failed messages in a row in the earlier runs of this execution: ${failures.inARow}`;
			}
			const result = await next(message).catch(async (error: unknown) => {
				const cause = error instanceof StoreUnread ? error.cause : error;
				const isFromServer =
					cause instanceof RequestFailure && cause.failure.notOnWhatsApp !== true;
				if (isFromServer) await this.recordFailure(cause.failure);
				throw error;
			});
			if (result.attempt !== undefined) {
				this.rules.failures.inARow = 0;
				this.results.push(result);
			}
			return result;
		},
	};

	readonly checkReceipts: Policy = {
		send: async (message, next) => {
			this.sender.stopReason ??= await this.findStopReason();
			return await next(message);
		},
	};

	async checkAtEnd(): Promise<void> {
		const { watch } = this.sender;
		if (this.looks > 0) await watch.poll(watch.awaited('delivered'));
	}

	private async recordFailure(failure: Failure): Promise<void> {
		const { context, connection, instance } = this.sender;
		const { failures, failuresInARow = Infinity } = this.rules;
		failures.inARow += 1;
		const reason =
			failures.inARow >= failuresInARow
				? `Failed messages in a row: ${failures.inARow}. The last error: ${failure.message}`
				: undefined;
		const instanceReason = await findStopReason(context, connection, instance, failure);
		this.sender.stopReason = instanceReason ?? reason;
	}

	private async findStopReason(): Promise<string | undefined> {
		const { watch } = this.sender;
		const { failuresInARow, nothingDelivered } = this.rules;
		const isWanted = failuresInARow !== undefined || nothingDelivered;
		if (!isWanted || watch.keepsTicks === false || !this.isDue()) return undefined;
		if (this.looks === 0) await this.waitAMoment();
		this.looks += 1;
		this.lookedAfter = this.results.length;
		await watch.poll(watch.awaited('delivered'), 1);
		const newest = this.results.slice(-FIRST_LOOK_AFTER).map(watchedMessages);
		this.sawNoTick = newest.every((messages) => summarizeOutcomes(messages).length === 0);
		if (this.rejectedAtEnd() >= this.mostRejected) await this.tryOtherAddresses?.();
		return this.reasonToStop();
	}

	private isDue(): boolean {
		const { length } = this.results;
		if (this.looks === 0) return length >= FIRST_LOOK_AFTER;
		const since = length - this.lookedAfter;
		if (since >= LOOK_EVERY) return true;
		const mayLookSooner = since > 0 && this.soonerLooks < 2 + length / SOONER_EVERY;
		if (!mayLookSooner || !this.isSuspicious()) return false;
		this.soonerLooks += 1;
		return true;
	}

	private isSuspicious(): boolean {
		return this.rejectedAtEnd() > 0 || (this.sawNoTick && this.silentAtEnd() >= SILENT_IN_A_ROW);
	}

	private async waitAMoment(): Promise<void> {
		const [newest] = watchedMessages(this.results.at(-1));
		if (newest !== undefined) await pause(newest.sentAt + MOMENT_MS - Date.now(), this.signal);
	}

	private get mostRejected(): number {
		const { failuresInARow = Infinity, nothingDelivered } = this.rules;
		return Math.min(failuresInARow, nothingDelivered ? REJECTED_IN_A_ROW : Infinity);
	}

	private reasonToStop(): string | undefined {
		const { nothingDelivered } = this.rules;
		const rejectionCount = this.rejectedAtEnd();
		if (rejectionCount >= this.mostRejected) {
			const [message] = watchedMessages(this.results.at(-1));
			const { whatToDo } = explainRejection(message?.messageId ?? null);
			return `Messages in a row that WhatsApp rejected: ${rejectionCount}. ${whatToDo}`;
		}
		const { keepsTicks, earlierHaveTicks } = this.sender.watch;
		const isCertain = keepsTicks ?? earlierHaveTicks;
		if (!nothingDelivered || !isCertain || this.silentAtEnd() < SILENT_IN_A_ROW) return undefined;
		return `${NOTHING_GETS_OUT.problem}. ${NOTHING_GETS_OUT.whatToDo}`;
	}

	private rejectedAtEnd(): number {
		return this.countAtEnd((messages) => {
			const outcomes = summarizeOutcomes(messages);
			if (outcomes.length === 0) return undefined;
			return outcomes.includes('rejected');
		});
	}

	private silentAtEnd(): number {
		const latest = Date.now() - SILENT_AFTER_MS;
		return this.countAtEnd((messages) => {
			const isRipe = messages.some(({ hasTicks, sentAt }) => hasTicks && sentAt < latest);
			if (!isRipe) return undefined;
			return summarizeOutcomes(messages).length === 0;
		});
	}

	/** @param holds returns true to count a result, false to stop counting, or undefined to skip the result */
	private countAtEnd(holds: (messages: readonly WatchedMessage[]) => boolean | undefined): number {
		let count = 0;
		for (let place = this.results.length - 1; place >= 0; place -= 1) {
			const isCounted = holds(watchedMessages(this.results[place]));
			if (isCounted === false) break;
			if (isCounted === true) count += 1;
		}
		return count;
	}
}

const watchedMessages = (result?: SendResult): readonly WatchedMessage[] =>
	(result && latest(result).attempt?.messages) ?? [];

const summarizeOutcomes = (messages: readonly WatchedMessage[]) =>
	messages.flatMap(({ outcome }) => outcome ?? []);

export async function findStopReason(
	context: IExecuteFunctions,
	connection: Connection,
	instance: string,
	failure: Failure,
): Promise<string | undefined> {
	if (failure.notConnected === true || failure.holdsForAll === true) return failure.message;
	const state = await fetchState({ context, connection, instance }).catch(asFailure);
	if (state instanceof RequestFailure) return state.failure.message;
	// An instance without a phone, such as one of Meta's Cloud API, may have no state at all.
	if (state !== 'close' && state !== 'connecting') return undefined;
	return `The instance "${instance}" is not connected to WhatsApp (${state})`;
}
