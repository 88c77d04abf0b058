import { collectionField, numberField } from './fieldKinds';

/**
 * For operations that read what an item names. Those that need nothing of an item usually run for one, and the
 * field would only be in the way; they keep to its default, too.
 */
export const concurrency = collectionField('Speed', 'concurrency', {
	placeholder: 'Add option',
	options: [
		numberField('Requests at Once', 'requestsAtOnce', {
			typeOptions: { minValue: 1, maxValue: 50 },
			default: 10,
			description: 'How many requests may be under way at the same time, 50 at most',
		}),
	],
});

/** For the same place, where requests may not be under way together. */
export const requestGap = collectionField('Speed', 'concurrency', {
	placeholder: 'Add option',
	options: [
		numberField('Gap (Seconds)', 'gapSeconds', {
			typeOptions: { minValue: 0, maxValue: 3600 },
			default: 2,
			description:
				'How long to wait after each request of 50 numbers: 2 seconds unless you set it. Whoever looks up many numbers quickly risks being banned.',
		}),
	],
});
