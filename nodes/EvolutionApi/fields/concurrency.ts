import { collectionInput, optionsField } from './collections';
import { numberField } from './fieldKinds';

/**
 * For operations that read what an item names. Those that need nothing of an item usually run for one, and the
 * field would only be in the way; they keep to its default, too.
 */
export const concurrency = numberField('Concurrency', 'concurrency', {
	typeOptions: { minValue: 1, maxValue: 50 },
	default: 10,
	description: 'Maximum number of requests at the same time. Defaults to 10.',
});

/** The *Options* of those that have no other one. */
export const readOptions = optionsField(concurrency);

/** For the same place, where requests may not be sent at the same time. */
export const requestDelayOptions = optionsField(
	numberField('Delay Between Requests', 'delayBetweenRequests', {
		typeOptions: { minValue: 0, maxValue: 3600 },
		default: 2,
		description:
			'Seconds to wait after each request of 50 numbers, 2 by default. Looking up many numbers quickly can get the number banned.',
	}),
);

/** `run/` reads these options itself, for the whole run. */
export const readOptionsInput = collectionInput({});
