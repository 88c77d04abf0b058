import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { isMetaMessageId } from '../../errors/rejections';
import { readSentKeys } from './messages';

// What a run that has sent says beside its output. n8n has no place for it in the tools of an agent.

type Hinting = Partial<Pick<IExecuteFunctions, 'addExecutionHints'>>;

/** WhatsApp takes many more than that, within seconds, for spam. */
const MANY_RECIPIENTS = 20;

/** Says that a run without a rate limit sent to many people. @param recipients all of them, each once */
export function hintManyRecipients(context: Hinting, { size }: ReadonlySet<string>): void {
	if (size <= MANY_RECIPIENTS) return;
	context.addExecutionHints?.({
		message: `This run sent to ${size} recipients without a Rate Limit. WhatsApp may ban a number that messages many people within seconds. Add Bulk Sending → Rate Limit to wait between messages.`,
		location: 'outputPane',
		type: 'warning',
	});
}

/**
 * Says how many messages the items of a WHATSAPP-BUSINESS instance were, where some were several.
 * @param outputs of each item that was sent
 */
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
		message: `Meta charges each message of a WHATSAPP-BUSINESS instance. This run sent ${total} messages for ${counts.length} ${counts.length === 1 ? 'item' : 'items'}.`,
		location: 'outputPane',
		type: 'info',
	});
}
