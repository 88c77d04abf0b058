import type { Field } from '../core/values/field';
import { collectionField } from './fieldKinds';
import {
	batchPause,
	checkGap,
	checkNumbers,
	gap,
	limitPerRun,
	output,
	quietHours,
	recipientsAtOnce,
	skipSince,
	skipWhoWrote,
	stopAfter,
	typingSpeed,
} from './pacingParts';

// *Sending*: how the messages of a run follow each other. Each operation offers the parts that make sense for it;
// `core/pacing/runPaced.ts` ignores the others.

const untypedParts = [
	batchPause,
	checkGap,
	checkNumbers,
	gap,
	limitPerRun,
	output,
	quietHours,
	recipientsAtOnce,
	skipSince,
	skipWhoWrote,
	stopAfter,
] as const;

/** For a message with text to a recipient. */
export const pacing = collectionField('Sending', 'pacing', {
	placeholder: 'Add option',
	description:
		'For sending to many: timing, limits, and what becomes of each item, which is in "broadcast" of the output. The values of the first item apply.',
	options: [...untypedParts, typingSpeed],
});

/** For a message to a recipient that nobody types, or that shows "typing…" in its own way. */
export const pacingUntyped = {
	...pacing,
	options: untypedParts,
} as const satisfies Field;

/** For an answer: whoever wrote is on WhatsApp, so there is nothing to check, and wants an answer, also to a STOP. */
export const pacingOfReplies = {
	...pacing,
	options: [batchPause, gap, limitPerRun, output, quietHours, skipSince, stopAfter, typingSpeed],
} as const satisfies Field;

/** For whatever is not a message to a recipient. */
export const pacingOfTime = {
	...pacing,
	options: [batchPause, gap, limitPerRun, output, quietHours, stopAfter],
} as const satisfies Field;
