import type { Field } from '../core/values/field';
import {
	concurrency,
	dailyLimits,
	dailyMessageLimits,
	deduplication,
	maxItems,
	optOut,
	output,
	quietHours,
	rateLimit,
	stopConditions,
	verifyNumbers,
} from './bulkSendingParts';
import { collectionField } from './fieldKinds';

// *Bulk Sending*: how the messages of a run follow each other. Each operation offers the entries that make sense for it;
// `sending/settings.ts` ignores the others.

/** For a message to a recipient. */
export const bulkSending = collectionField('Bulk Sending', 'bulkSending', {
	placeholder: 'Add option',
	description:
		'Rate limits, opt-outs and per-recipient results for bulk messages. The values of the first item apply, and results are in "broadcast".',
	options: [
		concurrency,
		dailyLimits,
		deduplication,
		maxItems,
		optOut,
		output,
		quietHours,
		rateLimit,
		stopConditions,
		verifyNumbers,
	],
});

/** For an answer: whoever wrote is on WhatsApp, is no new contact, and wants an answer, also to a STOP. */
export const bulkSendingOfReplies = {
	...bulkSending,
	options: [
		dailyMessageLimits,
		deduplication,
		maxItems,
		output,
		quietHours,
		rateLimit,
		stopConditions,
	],
} as const satisfies Field;

/** For whatever is not a message to a recipient. */
export const bulkSendingOfTime = {
	...bulkSending,
	options: [maxItems, output, quietHours, rateLimit, stopConditions],
} as const satisfies Field;
