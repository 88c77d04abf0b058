import { choiceField, fieldGroup, groupsField, numberField } from './fieldKinds';
import { toggle } from './toggle';

// Whether to wait for the ticks of a message; `core/delivery/confirmSettings.ts` checks the values.

const until = choiceField('Until', 'until', {
	options: [
		{
			name: 'Delivered',
			value: 'delivered',
			description: 'Two ticks: the phone has it. It may be switched off.',
		},
		{ name: 'Off', value: 'off', description: 'Does not wait' },
		{
			name: 'Sent',
			value: 'sent',
			description: 'One tick: WhatsApp has it, and your own phone, too',
		},
	],
	default: 'delivered',
});

const within = numberField('Within (Seconds)', 'within', {
	typeOptions: { minValue: 1, maxValue: 600 },
	default: 20,
	description: 'How long to wait at most. It ends as soon as everything is known.',
});

const textIfRefused = toggle(
	'Text if Refused',
	'textIfRefused',
	'Whether to send a message that WhatsApp refuses again, as a text with the choices in lines',
);

export const confirmDelivery = groupsField('Confirm Delivery', 'confirmDelivery', {
	default: { confirm: {} },
	placeholder: 'Add Confirm Delivery',
	description:
		'Waits for the ticks of the message, and says in "delivery" of the output what became of it. A message that WhatsApp refuses is an error.',
	options: [fieldGroup('Confirm Delivery', 'confirm', [until, within])],
});

/** For a message that not every phone shows. */
export const confirmDeliveryOfChoices = {
	...confirmDelivery,
	options: [fieldGroup('Confirm Delivery', 'confirm', [textIfRefused, until, within])],
} as const;
