import type { IExecuteFunctions } from 'n8n-workflow';

import type { Settings } from './bulkSendingSettings';

/** WhatsApp takes many more than that, within seconds, for spam. */
const MANY_RECIPIENTS = 20;

/** Says beside the output that a run sent to many people without a delay. n8n has no place for it in the tools of an agent. */
export function hintIfUnlimited(
	context: Partial<Pick<IExecuteFunctions, 'addExecutionHints'>>,
	recipients: ReadonlySet<string>,
	settings: Pick<Settings, 'rateLimit'> | undefined,
): void {
	if (recipients.size <= MANY_RECIPIENTS || settings?.rateLimit !== undefined) return;
	context.addExecutionHints?.({
		message: `This run sent to ${recipients.size} recipients without a Rate Limit. WhatsApp may ban a number that messages many people within seconds. Add Bulk Sending → Rate Limit to wait between messages.`,
		location: 'outputPane',
		type: 'warning',
	});
}
