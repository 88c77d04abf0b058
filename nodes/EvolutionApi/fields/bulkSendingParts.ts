import { choiceField, fieldGroup, groupsField, numberField, textField } from './fieldKinds';
import { toggle } from './toggle';

// The parts of *Sending*; `core/bulkSending/bulkSendingSettings.ts` checks their values.

const OVER = 'What is over it comes out as "deferred", with the time at which it may go.';

export const atMostNewContacts = numberField('At Most New Contacts a Day', 'atMostNewContacts', {
	typeOptions: { minValue: 1 },
	default: 20,
	description: `To how many people the number writes first within 24 hours, by whichever workflow, app or person; people whose chat has a message do not count. ${OVER}`,
});

export const atMostPerDay = numberField('At Most per Day', 'atMostPerDay', {
	typeOptions: { minValue: 1 },
	default: 200,
	description: `How many messages the number sends within any 24 hours, by whichever workflow, app or person. ${OVER}`,
});

export const atMostPerHour = numberField('At Most per Hour', 'atMostPerHour', {
	typeOptions: { minValue: 1 },
	default: 50,
	description: `How many messages the number sends within any 60 minutes, by whichever workflow, app or person. ${OVER}`,
});

export const batchPause = groupsField('Batch Pause', 'batchPause', {
	default: { batch: {} },
	placeholder: 'Add Batch Pause',
	description: 'A longer pause after a certain number of messages. A sequence counts as one.',
	options: [
		fieldGroup('Batch Pause', 'batch', [
			numberField('After Messages', 'messages', {
				typeOptions: { minValue: 1 },
				default: 20,
			}),
			numberField('Pause (Seconds)', 'seconds', {
				typeOptions: { minValue: 0 },
				default: 60,
			}),
		]),
	],
});

export const checkNumbers = toggle(
	'Check Numbers First',
	'checkNumbers',
	'Whether to ask before the first message which numbers are on WhatsApp, and write only to those. It asks for 50 at a time, and waits 2 seconds or the Gap in between, whichever is longer, because WhatsApp bans numbers that look up many quickly.',
	true,
);

export const gap = groupsField('Gap', 'gap', {
	default: { between: {} },
	placeholder: 'Add Gap',
	description: 'Time from one message to the next, random between two limits',
	options: [
		fieldGroup('Gap', 'between', [
			numberField('From (Seconds)', 'from', { typeOptions: { minValue: 0 }, default: 4 }),
			numberField('To (Seconds)', 'to', { typeOptions: { minValue: 0 }, default: 12 }),
		]),
	],
});

export const limitPerRun = numberField('Limit per Run', 'limitPerRun', {
	typeOptions: { minValue: 1 },
	default: 200,
	description: 'How many items to send at most. The others come out as "skipped".',
});

export const output = choiceField('Output', 'output', {
	options: [
		{ name: 'Every Item', value: 'items' },
		{
			name: 'Every Item and Summary',
			value: 'itemsAndSummary',
			description: 'The summary is one more item at the end',
		},
		{ name: 'Summary', value: 'summary', description: 'One item with the counts' },
	],
	default: 'items',
});

export const quietTimes = [
	textField('From', 'from', { default: '21:00', placeholder: 'e.g. 21:00' }),
	textField('To', 'to', { default: '08:00', placeholder: 'e.g. 08:00' }),
	textField('Time Zone', 'timeZone', {
		placeholder: 'e.g. America/Sao_Paulo',
		description: 'Leave empty to use the time zone of the workflow',
	}),
] as const;

export const quietHours = groupsField('Quiet Hours', 'quietHours', {
	default: { hours: {} },
	placeholder: 'Add Quiet Hours',
	description: 'A time of every day in which nothing is sent',
	options: [
		fieldGroup('Quiet Hours', 'hours', [
			...quietTimes,
			choiceField('What to Do', 'mode', {
				options: [
					{
						name: 'Hold',
						value: 'hold',
						description: 'The items come out as "deferred", for a later run',
					},
					{
						name: 'Wait',
						value: 'wait',
						description: 'The node goes on when the quiet hours are over',
					},
				],
				default: 'hold',
			}),
		]),
	],
});

export const typingSpeed = numberField('Typing Speed', 'typingSpeed', {
	typeOptions: { minValue: 1 },
	default: 12,
	description:
		'Shows "typing…" before a text for as long as writing it would take, at so many characters per second. The option Delay takes precedence.',
});

export const recipientsAtOnce = numberField('Recipients at Once', 'recipientsAtOnce', {
	typeOptions: { minValue: 1, maxValue: 50 },
	default: 5,
	description:
		'How many people and groups to write to at the same time; messages to the same recipient stay in order. It cannot be combined with the other options of Sending, but with Confirm Delivery.',
});

export const skipSince = textField('Skip if Sent Since', 'skipSince', {
	default: '24',
	placeholder: 'e.g. 24 or 2026-05-31T09:00:00Z',
	description:
		'Number of hours, or the time at which the broadcast began. Whoever got the same message from this instance since then does not get it again.',
});

export const skipWhoWrote = groupsField('Skip Who Wrote', 'skipWhoWrote', {
	default: { who: {} },
	placeholder: 'Add Skip Who Wrote',
	description:
		'Whoever wrote a word such as STOP to this instance gets nothing and comes out as "optedOut". The message store of the server is asked right before each message.',
	options: [
		fieldGroup('Skip Who Wrote', 'who', [
			textField('Words', 'words', {
				typeOptions: { rows: 2 },
				default: 'STOP',
				placeholder: 'e.g. STOP, SAIR, PARAR, BAJA',
				description:
					'Separated by commas or line breaks. One of them has to be the whole message, or the label of a button, row or option that was chosen; capitals, accents and signs around it do not matter.',
			}),
			textField('Unless Then Wrote', 'unlessWrote', {
				placeholder: 'e.g. START, VOLTAR',
				description: 'Words too: whoever wrote one of these later is written to again',
			}),
		]),
	],
});

export const stopAfter = numberField('Stop After Failures', 'stopAfter', {
	typeOptions: { minValue: 1 },
	default: 3,
	description:
		'After how many failures in a row to stop sending. When the instance is no longer connected, the node stops at once.',
});

export const stopWhenNothing = toggle(
	'Stop When Nothing Gets Out',
	'stopWhenNothing',
	'Whether to stop when WhatsApp refuses three messages in a row, or when the last five have no tick after a minute',
	true,
);
