import { hintCosts, hintManyRecipients } from '../server/ask/sendingHints';
import { RequestFailure } from '../errors/failure';
import { readParameter } from '../table/prepare/parameters';
import {
	prepareItem,
	type ItemOutcome,
	type ItemRequest,
	type Run,
} from '../table/prepare/prepare';
import { isSend } from '../table/operation';
import { asRecord } from '../core/values/answer';
import { hintForeignReading } from '../sending/foreignNumbers';
import { needsRateLimit } from '../sending/settings';
import { performItem } from './perform';

export function needsPolicies({ context, operation }: Run): boolean {
	if (context.getNode().retryOnFail === true) return true;
	if (!isSend(operation)) return false;
	const { deliveryReceipt } = asRecord(readParameter(context, 'options', 0));
	const bulkSending = asRecord(readParameter(context, 'bulkSending', 0));
	return deliveryReceipt !== undefined || Object.keys(bulkSending).length > 0;
}

interface PlainlySent {
	/** Outcomes of the processed items, in the order of the items. */
	readonly outcomes: ItemOutcome[];
	readonly recipients: Set<string>;
	/** WhatsApp's rejection of an item, which ended the sending. That item has no entry in `outcomes`. */
	readonly rejection?: RequestFailure;
}

/**
 * Sends the items of a run one after the other. Stops after a failed item, unless *Continue On Fail* is on. Always stops if
 * WhatsApp rejects a message, so that the caller can try the person's other address (number or LID).
 */
export async function sendPlainly(run: Run): Promise<PlainlySent> {
	const { context, operation } = run;
	const goesOn = context.continueOnFail();
	const signal = context.getExecutionCancelSignal();
	const { length } = context.getInputData();
	const outcomes: ItemOutcome[] = [];
	const recipients = new Set<string>();
	let first: ItemRequest | undefined;
	for (let index = 0; index < length && signal?.aborted !== true; index++) {
		try {
			const item = prepareItem(run, index);
			if (item.recipient !== undefined) recipients.add(item.recipient);
			outcomes.push({ items: await performItem(run, item) });
			first ??= item;
		} catch (error) {
			if (isRejection(error)) return { outcomes, recipients, rejection: error };
			outcomes.push({ error });
			if (!goesOn) break;
		}
	}
	if (needsRateLimit(operation)) hintManyRecipients(context, recipients);
	if (isSend(operation)) await hintForFirst(run, first);
	hintCosts(
		context,
		outcomes.map((outcome) => ('items' in outcome ? outcome.items : undefined)),
	);
	return { outcomes, recipients };
}

async function hintForFirst({ context }: Run, first: ItemRequest | undefined): Promise<void> {
	if (first?.instance === undefined) return;
	const { connection, instance, index } = first;
	await hintForeignReading(context, { context, connection, instance }, index);
}

const isRejection = (error: unknown): error is RequestFailure =>
	error instanceof RequestFailure && error.failure.rejectedByWhatsApp === true;
