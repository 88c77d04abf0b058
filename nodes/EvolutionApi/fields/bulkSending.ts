import type { Field } from '../core/values/field';
import {
	alphabetically,
	choiceField,
	collectionField,
	fieldGroup,
	groupsField,
	numberField,
	textField,
	toggle,
} from './fieldKinds';

export const BULK_DEFAULTS = {
	output: 'items',
	optOutKeywords: 'STOP',
	quietHours: { from: '21:00', to: '08:00', behavior: 'defer' },
	/** Delays and pause in seconds. */
	rateLimit: { minDelay: 4, maxDelay: 12, batchSize: 0, batchPause: 60 },
} as const;

const dailyLimits = collectionField('Daily Limits', 'dailyLimits', {
	placeholder: 'Add limit',
	description:
		'Limits for all messages of this number, also those of apps and people. Items over a limit are returned as "deferred" with the next possible time.',
	options: [
		numberField('Messages per Day', 'messagesPerDay', {
			typeOptions: { minValue: 1 },
			default: 200,
			description: 'Maximum messages in 24 hours',
		}),
		numberField('Messages per Hour', 'messagesPerHour', {
			typeOptions: { minValue: 1 },
			default: 50,
			description: 'Maximum messages in 60 minutes',
		}),
		numberField('New Contacts', 'newContacts', {
			typeOptions: { minValue: 1 },
			default: 20,
			description: 'Maximum people to contact for the first time in 24 hours',
		}),
	],
});

const deduplication = groupsField('Deduplication', 'deduplication', {
	default: { values: {} },
	placeholder: 'Add Deduplication',
	description: 'Skips recipients who already received the same message from this instance',
	options: [
		fieldGroup('Deduplication', 'values', [
			textField('Sent Since', 'sentSince', {
				default: '24',
				placeholder: 'e.g. 24 or 2026-05-31T09:00:00Z',
				description: 'Number of hours, or the time at which this bulk sending began',
			}),
		]),
	],
});

const maxItems = numberField('Max Items per Run', 'maxItems', {
	typeOptions: { minValue: 1 },
	default: 200,
	description: 'Maximum items to send. The others are returned as "skipped".',
});

const optOut = groupsField('Opt-Out', 'optOut', {
	default: { values: {} },
	placeholder: 'Add Opt-Out',
	description:
		'Skips people who wrote an opt-out keyword to this instance and returns them as "optedOut"',
	options: [
		fieldGroup('Opt-Out', 'values', [
			textField('Opt-Out Keywords', 'optOutKeywords', {
				typeOptions: { rows: 2 },
				default: BULK_DEFAULTS.optOutKeywords,
				placeholder: 'e.g. STOP, SAIR, PARAR, BAJA',
				description:
					'Separated by commas or line breaks. One of them must be the whole message, or the label of the chosen button, row or option; case, accents and punctuation are ignored.',
			}),
			textField('Opt-In Keywords', 'optInKeywords', {
				placeholder: 'e.g. START, VOLTAR',
				description: 'People who wrote one of these after opting out receive messages again',
			}),
		]),
	],
});

const output = choiceField('Output', 'output', {
	options: [
		{ name: 'Every Item', value: 'items' },
		{
			name: 'Every Item and Summary',
			value: 'itemsAndSummary',
			description: 'The summary is one more item at the end',
		},
		{ name: 'Summary', value: 'summary', description: 'One item with the counts' },
	],
	default: BULK_DEFAULTS.output,
});

const quietTimes = [
	textField('From', 'from', {
		default: BULK_DEFAULTS.quietHours.from,
		placeholder: 'e.g. 21:00',
	}),
	textField('To', 'to', {
		default: BULK_DEFAULTS.quietHours.to,
		placeholder: 'e.g. 08:00',
	}),
	textField('Time Zone', 'timeZone', {
		placeholder: 'e.g. America/Sao_Paulo',
		description: 'Leave empty to use the time zone of the workflow',
	}),
] as const;

const quietHours = groupsField('Quiet Hours', 'quietHours', {
	default: { values: {} },
	placeholder: 'Add Quiet Hours',
	description: 'Daily period during which nothing is sent',
	options: [
		fieldGroup('Quiet Hours', 'values', [
			...quietTimes,
			choiceField('Behavior', 'behavior', {
				options: [
					{
						name: 'Defer',
						value: 'defer',
						description: 'Return the items as "deferred", for a later run',
					},
					{
						name: 'Wait',
						value: 'wait',
						description: 'Continue when the quiet hours are over',
					},
				],
				default: BULK_DEFAULTS.quietHours.behavior,
			}),
		]),
	],
});

const rateLimit = groupsField('Rate Limit', 'rateLimit', {
	default: { values: {} },
	placeholder: 'Add Rate Limit',
	description:
		'Random delay between two messages, and a longer pause after each batch. Messages are sent one by one, so Concurrency is not available.',
	options: [
		fieldGroup('Rate Limit', 'values', [
			numberField('Min Delay (Sec)', 'minDelay', {
				typeOptions: { minValue: 0 },
				default: BULK_DEFAULTS.rateLimit.minDelay,
			}),
			numberField('Max Delay (Sec)', 'maxDelay', {
				typeOptions: { minValue: 0 },
				default: BULK_DEFAULTS.rateLimit.maxDelay,
			}),
			numberField('Batch Size', 'batchSize', {
				typeOptions: { minValue: 0 },
				default: BULK_DEFAULTS.rateLimit.batchSize,
				description:
					'Number of messages after which to pause longer, or 0 for no batches. A sequence counts as one message.',
			}),
			numberField('Batch Pause (Sec)', 'batchPause', {
				displayOptions: { hide: { batchSize: [0] } },
				typeOptions: { minValue: 0 },
				default: BULK_DEFAULTS.rateLimit.batchPause,
			}),
		]),
	],
});

const stopConditions = collectionField('Stop Conditions', 'stopConditions', {
	placeholder: 'Add condition',
	description:
		'When to stop sending. The run always stops when the instance is no longer connected.',
	options: [
		numberField('Failures in a Row', 'failuresInARow', {
			typeOptions: { minValue: 1 },
			default: 3,
			description: 'Number of failures in a row after which to stop',
		}),
		toggle(
			'Nothing Delivered',
			'nothingDelivered',
			'Whether to stop when WhatsApp rejects three messages in a row, or the last five have no delivery receipt after a minute. On by default.',
			true,
		),
	],
});

const numberCheck = toggle(
	'Verify Numbers',
	'verifyNumbers',
	'Whether to look up which numbers are on WhatsApp before the first message, and send only to those. Looks up 50 at a time, 2 seconds apart.',
	true,
);

const forEverySend: readonly Field[] = [maxItems, output, quietHours, rateLimit, stopConditions];

const forRecipients: readonly Field[] = [dailyLimits, deduplication, optOut, numberCheck];

const concurrencyField = numberField('Concurrency', 'concurrency', {
	displayOptions: {
		hide: Object.fromEntries(
			alphabetically([...forEverySend, ...forRecipients]).map(({ name }) => [
				name,
				[{ _cnd: { exists: true } }],
			]),
		),
	},
	typeOptions: { minValue: 1, maxValue: 50 },
	default: 5,
	description:
		'Maximum people and groups to send to at the same time. Not available with other entries, which send messages one by one.',
});

/**
 * An agent's tools don't have this field, because each call is a run of one message. *Reply* doesn't have it either, because it
 * answers one message: use *Send Text* to answer many.
 */
const makeBulkSending = (...entries: readonly Field[]) =>
	collectionField('Bulk Sending', 'bulkSending', {
		placeholder: 'Add option',
		displayOptions: { hide: { '@tool': [true] } },
		description:
			'Rate limits, opt-outs and per-recipient results for bulk messages. The values of the first item apply, and results are in "broadcast".',
		options: alphabetically(entries),
	});

export const bulkSending = makeBulkSending(concurrencyField, ...forEverySend, ...forRecipients);

export const bulkSendingWithoutRecipients = makeBulkSending(...forEverySend);
