import { choiceField, fieldGroup, groupsField, numberField } from './fieldKinds';
import { toggle } from './toggle';

// Whether to wait until a message is delivered; `sending/deliveryReceipt.ts` checks the values.

const waitUntil = choiceField('Wait Until', 'waitUntil', {
	options: [
		{
			name: 'Delivered',
			value: 'delivered',
			description: 'Two check marks: the phone of the recipient has the message',
		},
		{ name: 'Sent', value: 'sent', description: 'One check mark: WhatsApp has the message' },
	],
	default: 'delivered',
});

const timeout = numberField('Timeout (Seconds)', 'timeout', {
	typeOptions: { minValue: 1, maxValue: 600 },
	default: 20,
	description: 'Maximum time to wait. All messages of a run are waited for together.',
});

const fallBackToText = toggle(
	'Fall Back to Text',
	'fallBackToText',
	'Whether to send the choices as text if WhatsApp rejects the message',
);

const tryOtherAddress = toggle(
	'Try Other Address',
	'tryOtherAddress',
	"Whether to send a message that WhatsApp rejected once more: to the person's LID, or to the number if it went to the LID",
	true,
);

export const deliveryReceipt = groupsField('Delivery Receipt', 'deliveryReceipt', {
	default: { values: {} },
	placeholder: 'Add Delivery Receipt',
	description:
		'Waits for the delivery receipt and returns it as "delivery". A message rejected by WhatsApp fails the item.',
	options: [fieldGroup('Delivery Receipt', 'values', [waitUntil, timeout, tryOtherAddress])],
});

/** Without the entries for what is sent once more: for a question. */
export const deliveryReceiptOfQuestion = {
	...deliveryReceipt,
	options: [fieldGroup('Delivery Receipt', 'values', [waitUntil, timeout])],
} as const;

/** For a message that not every phone shows. */
export const deliveryReceiptOfChoices = {
	...deliveryReceipt,
	options: [
		fieldGroup('Delivery Receipt', 'values', [waitUntil, timeout, tryOtherAddress, fallBackToText]),
	],
} as const;

/** The same where the message may be a text already. */
export const deliveryReceiptOfSendAs = {
	...deliveryReceipt,
	options: [
		fieldGroup('Delivery Receipt', 'values', [
			waitUntil,
			timeout,
			tryOtherAddress,
			{ ...fallBackToText, displayOptions: { hide: { '/sendAs': ['numberedList'] } } },
		]),
	],
} as const;
