import { z } from 'zod';

import { reportProblem } from '../core/input/inputProblem';
import type { Field } from '../core/values/field';
import { choiceField, textField } from './fieldKinds';
import { choice } from '../core/input/checks';
import { optionalAddress, optionalText } from './inputs';
import { requireNumber } from './recipient';

const ACTIONS = {
	call: { name: 'Call', value: 'call', description: 'Calls a number' },
	copy: { name: 'Copy', value: 'copy', description: 'Copies a code' },
	pix: { name: 'PIX', value: 'pix', description: 'Payment by PIX, in Brazil' },
	reply: { name: 'Reply', value: 'reply', description: 'Sends an answer' },
	url: { name: 'URL', value: 'url', description: 'Opens a page' },
} as const;

const action = choiceField('Action', 'type', {
	options: [ACTIONS.call, ACTIONS.copy, ACTIONS.reply, ACTIONS.url],
	default: 'reply',
});

export const buttonFields = {
	action,
	actionWithPix: {
		...action,
		options: [ACTIONS.call, ACTIONS.copy, ACTIONS.pix, ACTIONS.reply, ACTIONS.url],
	},
	displayText: textField('Button Text', 'displayText', {
		displayOptions: { show: { type: ['call', 'copy', 'reply', 'url'] } },
		required: true,
		placeholder: 'e.g. Track my order',
		description: 'What the button says',
	}),
	id: textField('ID', 'id', {
		mayBeEmpty: true,
		displayOptions: { show: { type: ['reply'] } },
		placeholder: 'e.g. track-order',
		description: 'ID of the button in the answer. Leave empty to use the button text.',
	}),
	copyCode: textField('Code to Copy', 'copyCode', {
		displayOptions: { show: { type: ['copy'] } },
		required: true,
		placeholder: 'e.g. SUMMER10',
		description: 'The text that the button copies',
	}),
	url: textField('URL', 'url', {
		displayOptions: { show: { type: ['url'] } },
		required: true,
		placeholder: 'e.g. https://example.com',
		description: 'The web address that the button opens',
	}),
	phoneNumber: textField('Phone Number', 'phoneNumber', {
		displayOptions: { show: { type: ['call'] } },
		required: true,
		placeholder: 'e.g. 5511988887777',
		description: 'The number that the button calls, with country code',
	}),
} as const satisfies Record<string, Field>;

/** @param values the fields of a button, sorted by label */
export const buttonCollection = <const Values extends readonly Field[]>(...values: Values) =>
	({
		displayName: 'Buttons',
		name: 'buttons',
		type: 'fixedCollection',
		typeOptions: { multipleValues: true },
		// The editor shows one empty button from the start, since a message without buttons is refused.
		default: { button: [{}] },
		placeholder: 'Add Button',
		options: [{ displayName: 'Button', name: 'button', values }],
	}) as const;

export const commonButtonShape = {
	displayText: optionalText,
	id: optionalText,
	copyCode: optionalText,
	url: optionalAddress,
	phoneNumber: optionalText,
};

const REQUIRED_FIELDS = {
	reply: ['displayText'],
	copy: ['displayText', 'copyCode'],
	url: ['displayText', 'url'],
	call: ['displayText', 'phoneNumber'],
	pix: ['name', 'key'],
} as const;

export function checkNeeded(
	button: { type: keyof typeof REQUIRED_FIELDS } & Record<string, unknown>,
	context: z.RefinementCtx,
): void {
	for (const field of REQUIRED_FIELDS[button.type]) {
		if (button[field] === undefined)
			reportProblem(context, 'is empty', 'Fill it in for this button.', [field]);
	}
}

export const cardButton = z
	.object({ type: choice('call', 'copy', 'reply', 'url'), ...commonButtonShape })
	.superRefine(checkNeeded)
	.transform(completeButton);

interface AnyButton {
	readonly type: string;
	readonly id?: string;
	readonly displayText?: string;
	readonly phoneNumber?: string;
}

/**
 * A reply button without an ID gets its text as its ID. A call button's number gets a `+`, because a phone would otherwise dial
 * it as a number of its own country.
 */
export function completeButton<Button extends AnyButton>(
	button: Button,
	context: z.RefinementCtx,
): Button {
	const { type, id, displayText, phoneNumber = '' } = button;
	if (type === 'reply') return { ...button, id: id ?? displayText };
	if (type !== 'call') return button;
	const digits = requireNumber(phoneNumber, context, ['phoneNumber']);
	return { ...button, phoneNumber: `+${digits}` };
}

export const BUTTON_FORM = {
	text: 'displayText',
	properties: ['type', ...Object.keys(commonButtonShape)],
	names: { title: 'displayText' },
	complete: (button: Record<string, unknown>) =>
		isGiven(button.type) ? button : { ...button, type: guessType(button) },
};

const isGiven = (value: unknown) => value !== undefined && value !== null && value !== '';

function guessType({ url, copyCode, phoneNumber }: Record<string, unknown>): string {
	if (isGiven(url)) return 'url';
	if (isGiven(copyCode)) return 'copy';
	return isGiven(phoneNumber) ? 'call' : 'reply';
}
