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
import type { BulkSettings, SendSettings } from './settings';
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
export function stackFor(shared: SendingRun, sender: Sender): Stack {
	const { bulk, receipt } = shared.settings;
	if (bulk !== undefined) return bulkStack(shared, bulk, sender);
	const addressFallback = fallbackFor(shared, sender, []);
	const policies = used([
		addressFallback,
		receipt && watchMessages,
		shared.unlimited,
		onceFor(shared.run),
	]);
	const send = compose(policies, shared.transmit);
	return { policies, send, sendText: send, addressFallback };
}

const onceFor = (run: Run) => run.context.getNode().retryOnFail === true && sendOnce(run);

const fallbackFor = (
	{ run, settings, signal }: SendingRun,
	sender: Sender,
	before: readonly Policy[],
) =>
	settings.receipt?.tryOtherAddress === false
		? undefined
		: new AddressFallback(run, sender, before, signal);

/** Policies of *Bulk Sending* that apply at several places. */
function bulkPolicies({ history, signal }: SendingRun, bulk: BulkSettings, sender: Sender) {
	const { quietHours, rateLimit, optOut, deduplication } = bulk;
	const since = deduplication?.sentSince;
	return {
		mayGoOn: unlessStopped(sender, history.pace, bulk, signal),
		defer: quietHours && deferInQuietHours(quietHours),
		outOfQuiet: quietHours && waitOutQuietHours(quietHours, signal),
		paced: rateLimit && waitBetweenMessages(history.pace, rateLimit, signal),
		optOut: optOut && new OptOuts(sender, optOut),
		dailyLimits: DailyLimits.of(sender, bulk.dailyLimits),
		deduplication: since && deduplicate(sender, since),
	};
}

type BulkPolicies = ReturnType<typeof bulkPolicies>;

function bulkStack(shared: SendingRun, bulk: BulkSettings, sender: Sender): Stack {
	const policies = bulkPolicies(shared, bulk, sender);
	const { paced, outOfQuiet, defer, optOut } = policies;
	const before = used([paced, shared.history.pace.note, outOfQuiet, defer, optOut]);
	const addressFallback = fallbackFor(shared, sender, before);
	const stopConditions = stopConditionsFor(shared, bulk, sender, addressFallback);
	const whether = whetherToSend(shared, bulk, sender, policies);
	const when = whenToSend(shared, policies, stopConditions, addressFallback);
	const { countFailures } = stopConditions;
	const all = [countFailures, ...whether, ...when];
	return {
		policies: all,
		send: compose(all, shared.transmit),
		sendText: compose([countFailures, ...when], shared.transmit),
		addressFallback,
		stopConditions,
	};
}

function stopConditionsFor(
	{ settings: { receipt }, history, signal }: SendingRun,
	bulk: BulkSettings,
	sender: Sender,
	addressFallback: AddressFallback | undefined,
): StopConditions {
	const rules = { ...bulk.stopConditions, failures: history.failuresOf(sender) };
	return new StopConditions(sender, rules, signal, async () => {
		if (receipt !== undefined) await addressFallback?.settle(receipt);
	});
}

function whetherToSend(
	{ run, history, signal }: SendingRun,
	bulk: BulkSettings,
	sender: Sender,
	{ mayGoOn, defer, optOut, deduplication }: BulkPolicies,
): Policy[] {
	const isStoreRead = [deduplication?.skipSent, optOut].some((policy) => policy?.needOfStore);
	return used([
		mayGoOn,
		refuseForeignReadings(sender),
		bulk.verifyNumbers && verifyNumbers(sender, bulk, signal),
		skipDuplicates(run, sender, isStoreRead, history),
		defer,
		deduplication?.skipSent,
	]);
}

function whenToSend(
	{ run, history: { pace }, unlimited, signal }: SendingRun,
	{ mayGoOn, defer, outOfQuiet, paced, optOut, dailyLimits, deduplication }: BulkPolicies,
	stopConditions: StopConditions,
	addressFallback: AddressFallback | undefined,
): Policy[] {
	return used([
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
		onceFor(run),
	]);
}

const used = (policies: ReadonlyArray<Policy | false | undefined>): Policy[] =>
	policies.filter((policy) => policy !== undefined && policy !== false);
