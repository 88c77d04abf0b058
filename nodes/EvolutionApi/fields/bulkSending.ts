import type { Field } from '../core/values/field';
import { confirmDelivery, confirmDeliveryOfChoices } from './confirmDelivery';
import { collectionField } from './fieldKinds';
import {
	atMostNewContacts,
	atMostPerDay,
	atMostPerHour,
	batchPause,
	checkNumbers,
	gap,
	limitPerRun,
	output,
	quietHours,
	recipientsAtOnce,
	skipSince,
	skipWhoWrote,
	stopAfter,
	stopWhenNothing,
	typingSpeed,
} from './bulkSendingParts';

// *Sending*: how the messages of a run follow each other. Each operation offers the parts that make sense for it;
// `core/bulkSending/runPaced.ts` ignores the others.

const firstParts = [
	atMostNewContacts,
	atMostPerDay,
	atMostPerHour,
	batchPause,
	checkNumbers,
] as const;
const lastParts = [
	gap,
	limitPerRun,
	output,
	quietHours,
	recipientsAtOnce,
	skipSince,
	skipWhoWrote,
	stopAfter,
	stopWhenNothing,
] as const;
const untypedParts = [...firstParts, confirmDelivery, ...lastParts] as const;

/** For a message with text to a recipient. */
export const bulkSending = collectionField('Sending', 'bulkSending', {
	placeholder: 'Add option',
	description:
		'For sending to many: timing, limits, and what becomes of each item, which is in "broadcast" of the output. The values of the first item apply.',
	options: [...untypedParts, typingSpeed],
});

/** For a message to a recipient that nobody types, or that shows "typing…" in its own way. */
export const bulkSendingUntyped = {
	...bulkSending,
	options: untypedParts,
} as const satisfies Field;

/** For a message that not every phone shows. */
export const bulkSendingOfChoices = {
	...bulkSending,
	options: [...firstParts, confirmDeliveryOfChoices, ...lastParts, typingSpeed],
} as const satisfies Field;

/** For an answer: whoever wrote is on WhatsApp, is no new contact, and wants an answer, also to a STOP. */
export const bulkSendingOfReplies = {
	...bulkSending,
	options: [
		atMostPerDay,
		atMostPerHour,
		batchPause,
		confirmDelivery,
		gap,
		limitPerRun,
		output,
		quietHours,
		skipSince,
		stopAfter,
		stopWhenNothing,
		typingSpeed,
	],
} as const satisfies Field;

/** For whatever is not a message to a recipient. */
export const bulkSendingOfTime = {
	...bulkSending,
	options: [
		batchPause,
		confirmDelivery,
		gap,
		limitPerRun,
		output,
		quietHours,
		stopAfter,
		stopWhenNothing,
	],
} as const satisfies Field;
