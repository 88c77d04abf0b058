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

/** State of a run that all its WhatsApp instances share. */
export interface SendingRun {
	readonly run: Run;
	readonly settings: SendSettings;
	/** Messages of this run, and of earlier runs of this execution. */
	readonly history: ExecutionHistory;
	/** Counts the recipients, if the run has no rate limit. */
	readonly counter: UnlimitedRecipients | undefined;
	/** Aborted when the execution is cancelled, to end any pause. */
	readonly signal: AbortSignal | undefined;
	readonly transmit: Send;
}

/** Sending policies for the messages of an instance. */
export interface Stack {
	/** The policies in the order in which they handle a message, before it's sent to the server. */
	readonly policies: readonly Policy[];
	readonly send: Send;
	readonly sendText: Send;
	readonly addressFallback?: AddressFallback;
	readonly stopConditions?: StopConditions;
}

/** Returns the policies for an instance's messages. @throws {InputProblem} if an option can't be used with the instance */
export function stackFor(all: SendingRun, sender: Sender): Stack {
	const { run, settings, counter, transmit } = all;
	const { bulk, receipt } = settings;
	if (bulk !== undefined) return bulkStack(all, sender, namePolicies(all, bulk, sender));
	const addressFallback = fallbackFor(all, sender, []);
	const policies = chain([addressFallback, receipt && watchMessages, counter, onceFor(run)]);
	const send = compose(policies, transmit);
	return { policies, send, sendText: send, addressFallback };
}

/** Orders the policies of *Bulk Sending*. Some come several times, because their conditions may change while a message waits. */
function bulkStack(all: SendingRun, sender: Sender, byName: NamedPolicies): Stack {
	const { run, history, counter, signal, transmit } = all;
	const { mayGoOn, defer, pacing, outOfQuiet, optOut, dailyLimits } = byName;
	const { verify, deduplication, addressFallback, stopConditions } = byName;
	const isStoreRead = [deduplication?.skipSent, optOut].some((policy) => policy?.needOfStore);
	const whether = chain([
		mayGoOn,
		refuseForeignReadings(sender),
		verify,
		skipDuplicates(run, sender, isStoreRead, history),
		defer,
		deduplication?.skipSent,
	]);
	const when = chain([
		slowDown(history.pace, signal),
		pacing,
		outOfQuiet,
		stopConditions.checkReceipts,
		mayGoOn,
		defer,
		optOut,
		mayGoOn,
		dailyLimits,
		showTyping(chain([mayGoOn, optOut, dailyLimits])),
		history.pace.count,
		addressFallback,
		deduplication?.recordSent,
		watchMessages,
		counter,
		onceFor(run),
	]);
	const policies = [stopConditions.countFailures, ...whether, ...when];
	const sendText = compose([stopConditions.countFailures, ...when], transmit);
	return { policies, send: compose(policies, transmit), sendText, addressFallback, stopConditions };
}

type NamedPolicies = ReturnType<typeof namePolicies>;

function namePolicies(all: SendingRun, bulk: BulkSettings, sender: Sender) {
	const { settings, history, signal } = all;
	const { receipt } = settings;
	const { quietHours, rateLimit } = bulk;
	const since = bulk.deduplication?.sentSince;
	const defer = quietHours && deferInQuietHours(quietHours);
	const outOfQuiet = quietHours && waitOutQuietHours(quietHours, signal);
	const pacing = rateLimit && waitBetweenMessages(history.pace, rateLimit, signal);
	const optOut = bulk.optOut && new OptOuts(sender, bulk.optOut);
	const before = chain([pacing, history.pace.note, outOfQuiet, defer, optOut]);
	const addressFallback = fallbackFor(all, sender, before);
	const rules = { ...bulk.stopConditions, failures: history.failuresOf(sender) };
	const settle = async () => {
		if (receipt !== undefined) await addressFallback?.settle(receipt);
	};
	return {
		mayGoOn: unlessStopped(sender, history.pace, bulk, signal),
		verify: bulk.verifyNumbers && verifyNumbers(sender, bulk, signal),
		deduplication: since && deduplicate(sender, since),
		dailyLimits: DailyLimits.of(sender, bulk.dailyLimits),
		stopConditions: new StopConditions(sender, rules, signal, settle),
		defer,
		outOfQuiet,
		pacing,
		optOut,
		addressFallback,
	};
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

const chain = (policies: ReadonlyArray<Policy | false | undefined>): Policy[] =>
	policies.filter((policy) => policy !== undefined && policy !== false);
