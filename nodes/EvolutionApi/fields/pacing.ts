import type { Field } from '../core/operation';
import {
	batchPause,
	checkNumbers,
	gap,
	limitPerRun,
	output,
	quietHours,
	skipSince,
	stopAfter,
	typingSpeed,
} from './pacingParts';

// How the messages of a run follow each other. Each operation offers what has a meaning for it; parts
// that it does not offer are ignored (`core/pace/run.ts`).

/** For a message with a text, to a recipient. */
export const pacing = {
	displayName: 'Pacing',
	name: 'pacing',
	type: 'collection',
	default: {},
	placeholder: 'Add pacing',
	description:
		'For sending to many. With any of these, each item comes out with what became of it in "broadcast". The values of the first item count.',
	options: [
		batchPause,
		checkNumbers,
		gap,
		limitPerRun,
		output,
		quietHours,
		typingSpeed,
		skipSince,
		stopAfter,
	],
} as const satisfies Field;

/** For what nobody types, or has its own typing, to a recipient. */
export const pacingUntyped = {
	...pacing,
	options: [batchPause, checkNumbers, gap, limitPerRun, output, quietHours, skipSince, stopAfter],
} as const satisfies Field;

/** For an answer: who wrote is on WhatsApp. */
export const pacingOfReplies = {
	...pacing,
	options: [batchPause, gap, limitPerRun, output, quietHours, typingSpeed, skipSince, stopAfter],
} as const satisfies Field;

/** For what is no message to a recipient. */
export const pacingOfTime = {
	...pacing,
	options: [batchPause, gap, limitPerRun, output, quietHours, stopAfter],
} as const satisfies Field;
