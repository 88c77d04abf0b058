import { z } from 'zod';

import { reportProblem } from '../../../core/input/inputProblem';
import type { Field } from '../../../core/values/field';
import {
	BUTTON_FORM,
	buttonCollection,
	buttonFields,
	checkNeeded,
	commonButtonShape,
	withReplyId,
} from '../../../fields/buttons';
import { choiceField, textField } from '../../../fields/fieldKinds';
import { choice, optionalText } from '../../../fields/inputs';
import { listData, dataList, listSource, shownIfDefined } from '../../../fields/listData';

export const buttonSource = {
	...listSource,
	displayName: 'Button Source',
} as const satisfies Field;

export const buttonsField = {
	...buttonCollection(
		buttonFields.actionWithPix,
		buttonFields.displayText,
		buttonFields.copyCode,
		textField('Currency', 'currency', {
			displayOptions: { show: { type: ['pix'] } },
			default: 'BRL',
		}),
		buttonFields.id,
		textField('Payee', 'name', {
			displayOptions: { show: { type: ['pix'] } },
			required: true,
			placeholder: 'e.g. Example Shop',
			description: 'Who gets the money',
		}),
		buttonFields.phoneNumber,
		textField('PIX Key', 'key', {
			displayOptions: { show: { type: ['pix'] } },
			required: true,
		}),
		choiceField('PIX Key Type', 'keyType', {
			displayOptions: { show: { type: ['pix'] } },
			options: [
				{ name: 'CNPJ', value: 'cnpj' },
				{ name: 'CPF', value: 'cpf' },
				{ name: 'Email', value: 'email' },
				{ name: 'Phone', value: 'phone' },
				{ name: 'Random', value: 'random' },
			],
			default: 'random',
		}),
		buttonFields.url,
	),
	displayOptions: shownIfDefined,
	required: true,
	description: 'Up to 3 reply buttons, or up to 2 others, or one PIX button',
} as const satisfies Field;

export const buttonData = {
	...listData,
	displayName: 'Buttons',
	description:
		'An array of buttons, e.g. [{"title": "Yes", "ID": "yes"}], or of mere texts. A button with a URL, copyCode or phoneNumber opens, copies or calls that.',
} as const satisfies Field;

const MAX_REPLY_BUTTONS = 3;

const buttonShape = {
	type: choice('call', 'copy', 'pix', 'reply', 'url'),
	...commonButtonShape,
	currency: optionalText,
	name: optionalText,
	keyType: choice('cnpj', 'cpf', 'email', 'phone', 'random').optional(),
	key: optionalText,
};

const button = z.object(buttonShape).superRefine(checkNeeded).transform(withReplyId);

/** By the server's own rules for combinations. */
function checkButtons(given: ReadonlyArray<z.output<typeof button>>, context: z.RefinementCtx) {
	const count = (type: string) => given.filter((one) => one.type === type).length;
	const [replies, pix] = [count('reply'), count('pix')];
	if (given.length === 0) {
		reportProblem(context, 'is empty', 'Add at least one.');
	} else if (replies > MAX_REPLY_BUTTONS) {
		reportProblem(
			context,
			`has ${replies} reply buttons, which are too many`,
			`WhatsApp allows ${MAX_REPLY_BUTTONS}: send a list or a poll for more choices.`,
		);
	} else if (replies > 0 && replies < given.length) {
		reportProblem(
			context,
			'mixes reply buttons with other buttons',
			'Use only reply buttons, or none.',
		);
	} else if (pix > 0 && given.length > 1) {
		reportProblem(
			context,
			'has a PIX button, which must be the only one',
			'Remove the other buttons.',
		);
	}
}

export const buttonsInput = z
	.object({ button: z.array(button).optional() })
	.transform(({ button: given = [] }) => given)
	.superRefine(checkButtons);

/** What the fields have from the start. */
const PIX_DEFAULTS = { currency: 'BRL', keyType: 'random' };

const BUTTON_WITH_PIX_FORM = {
	...BUTTON_FORM,
	properties: Object.keys(buttonShape),
	complete(given: Record<string, unknown>): Record<string, unknown> {
		const complete = BUTTON_FORM.complete(given);
		return complete.type === 'pix' ? { ...PIX_DEFAULTS, ...complete } : complete;
	},
};

export const buttonDataInput = dataList(button, BUTTON_WITH_PIX_FORM).superRefine(checkButtons);
