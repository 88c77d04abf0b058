import { z } from 'zod';

import { reportProblem } from '../core/input/inputProblem';
import type { Field } from '../core/table/operation';
import { choice, optionalText } from './inputs';

/** The fields of a button, for messages with buttons and for the cards of a carousel. */
export const buttonFields = {
	displayText: {
		displayName: 'Button Text',
		name: 'displayText',
		type: 'string',
		displayOptions: { show: { type: ['call', 'copy', 'reply', 'url'] } },
		default: '',
		required: true,
		placeholder: 'e.g. Track my order',
		description: 'What the button says',
	},
	id: {
		displayName: 'ID',
		name: 'id',
		type: 'string',
		displayOptions: { show: { type: ['reply'] } },
		default: '',
		placeholder: 'e.g. track-order',
		description: 'ID of the button in the answer. Leave empty to use the button text.',
	},
	copyCode: {
		displayName: 'Code to Copy',
		name: 'copyCode',
		type: 'string',
		displayOptions: { show: { type: ['copy'] } },
		default: '',
		required: true,
		placeholder: 'e.g. SUMMER10',
		description: 'The text that the button copies',
	},
	url: {
		displayName: 'URL',
		name: 'url',
		type: 'string',
		displayOptions: { show: { type: ['url'] } },
		default: '',
		required: true,
		placeholder: 'e.g. https://example.com',
		description: 'The web address that the button opens',
	},
	phoneNumber: {
		displayName: 'Phone Number',
		name: 'phoneNumber',
		type: 'string',
		displayOptions: { show: { type: ['call'] } },
		default: '',
		required: true,
		placeholder: 'e.g. 5511988887777',
		description: 'The number that the button calls, with country code',
	},
} as const satisfies Record<string, Field>;

export const commonButtonShape = {
	displayText: optionalText,
	id: optionalText,
	copyCode: optionalText,
	url: optionalText,
	phoneNumber: optionalText,
};

/** Which fields each type of button must have. */
const NEEDED = {
	reply: ['displayText'],
	copy: ['displayText', 'copyCode'],
	url: ['displayText', 'url'],
	call: ['displayText', 'phoneNumber'],
	pix: ['name', 'key'],
} as const;

/** Reports every empty field that the type of the button needs. */
export function checkNeeded(
	button: { type: keyof typeof NEEDED } & Record<string, unknown>,
	context: z.RefinementCtx,
): void {
	for (const field of NEEDED[button.type]) {
		if (button[field] === undefined)
			reportProblem(context, 'is empty', 'Fill it in for this button.', [field]);
	}
}

/** A button of a carousel's card. */
export const cardButton = z
	.object({ type: choice('call', 'copy', 'reply', 'url'), ...commonButtonShape })
	.superRefine(checkNeeded)
	.transform(withReplyId);

/** A reply button without an ID gets its text as ID, which the answer then contains. */
export function withReplyId<Button extends { type: string; id?: string; displayText?: string }>(
	button: Button,
): Button {
	return button.type === 'reply' ? { ...button, id: button.id ?? button.displayText } : button;
}
