import type { Field } from '../core/table/operation';
import {
	batchPause,
	checkNumbers,
	gap,
	limitPerRun,
	output,
	quietHours,
	recipientsAtOnce,
	skipSince,
	stopAfter,
	typingSpeed,
} from './pacingParts';

// *Sending*: how the messages of a run follow each other. Each operation offers what has a meaning for it; parts
// that it does not offer are ignored (`core/pacing/runPaced.ts`).

/** For a message with a text, to a recipient. */
export const pacing = {
	displayName: 'Sending',
	name: 'pacing',
	type: 'collection',
	default: {},
	placeholder: 'Add option',
	description:
		'For sending to many: time, number, and what became of each item, which comes out in "broadcast". The values of the first item count.',
	options: [
		batchPause,
		checkNumbers,
		gap,
		limitPerRun,
		output,
		quietHours,
		recipientsAtOnce,
		skipSince,
		stopAfter,
		typingSpeed,
	],
} as const satisfies Field;

/** For what nobody types, or has its own typing, to a recipient. */
export const pacingUntyped = {
	...pacing,
	options: [
		batchPause,
		checkNumbers,
		gap,
		limitPerRun,
		output,
		quietHours,
		recipientsAtOnce,
		skipSince,
		stopAfter,
	],
} as const satisfies Field;

/** For an answer: who wrote is on WhatsApp. */
export const pacingOfReplies = {
	...pacing,
	options: [batchPause, gap, limitPerRun, output, quietHours, skipSince, stopAfter, typingSpeed],
} as const satisfies Field;

/** For what is no message to a recipient. */
export const pacingOfTime = {
	...pacing,
	options: [batchPause, gap, limitPerRun, output, quietHours, stopAfter],
} as const satisfies Field;
