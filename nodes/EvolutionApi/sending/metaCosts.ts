import type { IExecuteFunctions } from 'n8n-workflow';

import { isOfMeta } from '../core/failures/metaErrors';
import { messagesIn } from './deliveryReceipt';
import type { SendResult } from './send';

/** Says beside the output how many messages the items of a WHATSAPP-BUSINESS instance were, where some were several. */
export function hintCosts(
	context: Partial<Pick<IExecuteFunctions, 'addExecutionHints'>>,
	results: ReadonlyArray<SendResult | undefined>,
): void {
	const counts = results
		.map((result) => messagesIn(result?.items))
		.filter(([first]) => isOfMeta(first?.messageId))
		.map(({ length }) => length);
	const total = counts.reduce((sum, count) => sum + count, 0);
	if (total === counts.length) return;
	context.addExecutionHints?.({
		message: `Meta charges each message of a WHATSAPP-BUSINESS instance. This run sent ${total} messages for ${counts.length} ${counts.length === 1 ? 'item' : 'items'}.`,
		location: 'outputPane',
		type: 'info',
	});
}
