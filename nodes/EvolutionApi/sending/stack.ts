import type { Run } from '../table/prepare/prepare';
import { AddressFallback } from './fallbacks';
import { DailyLimits } from './dailyLimits';
import { deduplicate, skipDuplicates } from './deduplication';
import { watchMessages } from './deliveryReceipt';
import { OptOuts } from './optOut';
import { refuseForeignReadings } from './foreignNumbers';
import { deferInQuietHours, waitOutQuietHours } from './quietHours';
import type { ExecutionHistory } from './executionHistory';
import { slowDown } from './slowDown';
import { waitBetweenMessages, type UnlimitedRecipients } from './rateLimit';
import { compose, type Policy, type Send, type Sender } from './send';
import { sendOnce } from './sentOnce';
import type { SendSettings } from './settings';
import { StopConditions, unlessStopped } from './stopConditions';
import { showTyping } from './typingIndicator';
import { verifyNumbers } from './verifyNumbers';

/** What all instances of a run share. */
export interface SendingRun {
	readonly run: Run;
	readonly settings: SendSettings;
	/** What the earlier runs of this execution have sent, and this one. */
	readonly history: ExecutionHistory;
	/** For a run without a rate limit. */
	readonly unlimited: UnlimitedRecipients | undefined;
	/** Ends waiting when the execution is cancelled. */
	readonly signal: AbortSignal | undefined;
	/** Sends a message without any policy. */
	readonly transmit: Send;
}

/** What the messages of an instance pass. */
export interface Stack {
	/** In the order in which they apply: the last one is the nearest to the server. */
	readonly policies: readonly Policy[];
	readonly send: Send;
	/** Sends a text in place of a message. */
	readonly sendText: Send;
	readonly addressFallback?: AddressFallback;
	readonly stopConditions?: StopConditions;
}

/** @throws {InputProblem} for an option that cannot be used with the instance */
export function stackFor({ run, settings, ...shared }: SendingRun, sender: Sender): Stack {
	const { bulk, receipt } = settings;
	const { history, unlimited, signal, transmit } = shared;
	const { pace } = history;
	const once = run.context.getNode().retryOnFail === true && sendOnce(run);
	const isTriedAgain = receipt?.tryOtherAddress !== false;
	if (bulk === undefined) {
		const addressFallback = isTriedAgain ? new AddressFallback(run, sender, [], signal) : undefined;
		const policies = used([addressFallback, receipt && watchMessages, unlimited, once]);
		const send = compose(policies, transmit);
		return { policies, send, sendText: send, addressFallback };
	}

	const mayGoOn = unlessStopped(sender, pace, bulk, signal);
	const defer = bulk.quietHours && deferInQuietHours(bulk.quietHours);
	const since = bulk.deduplication?.sentSince;
	const deduplication = since && deduplicate(sender, since);
	const optOut = bulk.optOut && new OptOuts(sender, bulk.optOut);
	const dailyLimits = DailyLimits.of(sender, bulk.dailyLimits);
	const paced = bulk.rateLimit && waitBetweenMessages(pace, bulk.rateLimit, signal);
	const outOfQuiet = bulk.quietHours && waitOutQuietHours(bulk.quietHours, signal);
	const before = used([paced, pace.note, outOfQuiet, defer, optOut]);
	const addressFallback = isTriedAgain
		? new AddressFallback(run, sender, before, signal)
		: undefined;
	const rules = { ...bulk.stopConditions, failures: history.failuresOf(sender) };
	const stopConditions = new StopConditions(sender, rules, signal, async () => {
		if (receipt !== undefined) await addressFallback?.settle(receipt);
	});
	const isStoreRead = [deduplication?.skipSent, optOut].some((policy) => policy?.needOfStore);

	const whether = used([
		mayGoOn,
		refuseForeignReadings(sender),
		bulk.verifyNumbers && verifyNumbers(sender, bulk, signal),
		skipDuplicates(run, sender, isStoreRead, history),
		defer,
		deduplication?.skipSent,
	]);
	const when = used([
		slowDown(pace, signal),
		paced,
		outOfQuiet,
		stopConditions.checkReceipts,
		// Asked again, since it may have waited for hours.
		mayGoOn,
		defer,
		optOut,
		mayGoOn,
		dailyLimits,
		showTyping(used([mayGoOn, optOut, dailyLimits])),
		pace.count,
		addressFallback,
		deduplication?.recordSent,
		watchMessages,
		unlimited,
		once,
	]);
	const { countFailures } = stopConditions;
	const policies = [countFailures, ...whether, ...when];
	return {
		policies,
		send: compose(policies, transmit),
		sendText: compose([countFailures, ...when], transmit),
		addressFallback,
		stopConditions,
	};
}

const used = (policies: ReadonlyArray<Policy | false | undefined>): Policy[] =>
	policies.filter((policy) => policy !== undefined && policy !== false);
