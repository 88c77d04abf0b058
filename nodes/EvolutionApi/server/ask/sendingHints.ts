import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { InputProblem } from '../../core/input/inputProblem';
import { asRecord } from '../../core/values/answer';
import { isMetaMessageId } from '../../errors/rejections';
import { readSentKeys } from './messages';

// Hints that n8n shows next to the output of a run that has sent messages. Runs of an agent's tools get none.

type Hinting = Partial<Pick<IExecuteFunctions, 'addExecutionHints'>>;

/** Maximum recipients for which no hint is shown. WhatsApp treats messages to many more people within seconds as spam. */
const MANY_RECIPIENTS = 20;

export function hintManyRecipients(context: Hinting, { size }: ReadonlySet<string>): void {
	if (size <= MANY_RECIPIENTS) return;
	context.addExecutionHints?.({
		message: `This run sent to ${size} recipients without a Rate Limit. WhatsApp may ban a number that messages many people within seconds. Add Bulk Sending → Rate Limit to wait between messages.`,
		location: 'outputPane',
		type: 'warning',
	});
}

const MOST_AT_ONCE = 200;

/** @throws {InputProblem} if the run would send more than `MOST_AT_ONCE` items without *Rate Limit* */
export function refuseManyAtOnce(context: IExecuteFunctions): void {
	const { length } = context.getInputData();
	const { rateLimit, maxItems = length } = asRecord(context.getNodeParameter('bulkSending', 0, {}));
	if (rateLimit !== undefined || !(Math.min(length, Number(maxItems)) > MOST_AT_ONCE)) return;
	throw new InputProblem(
		[],
		`This run has ${length} items and no Rate Limit, so nothing was sent`,
		`WhatsApp may ban a number that messages many people within seconds. Above ${MOST_AT_ONCE} items, add Bulk Sending → Rate Limit. If Concurrency is set there, remove it first.`,
	);
}

/** Adds a hint with the number of messages that a WHATSAPP-BUSINESS instance sent, if an item was sent as several messages. */
export function hintCosts(
	context: Hinting,
	outputs: ReadonlyArray<readonly INodeExecutionData[] | undefined>,
): void {
	const counts = outputs
		.map(readSentKeys)
		.filter(([first]) => isMetaMessageId(first?.messageId))
		.map(({ length }) => length);
	const total = counts.reduce((sum, count) => sum + count, 0);
	if (total === counts.length) return;
	context.addExecutionHints?.({
		message: `Meta charges for each message of a WHATSAPP-BUSINESS instance. This run sent ${total} messages for ${counts.length} ${counts.length === 1 ? 'item' : 'items'}.`,
		location: 'outputPane',
		type: 'info',
	});
}
