import { z } from 'zod';

import { reportProblem } from '../../core/input/inputProblem';
import { defineOperation } from '../../table/operation';
import type { Field } from '../../core/values/field';
import { numberLines } from '../../core/values/text';
import { bulkSending } from '../../fields/bulkSending';
import {
	BUTTON_FORM,
	buttonCollection,
	buttonFields,
	checkNeeded,
	commonButtonShape,
	completeButton,
} from '../../fields/buttons';
import { collectionInput, optionsField, choiceField, textField } from '../../fields/fieldKinds';
import {
	deliveryReceiptForSendAs,
	messageOptions,
	messageOptionsBody,
	optionShapes,
	typingAndReply,
} from '../../fields/messageOptions';
import { choice } from '../../core/input/checks';
import { optionalAddress, optionalText } from '../../fields/inputs';
import { instanceField } from '../../fields/instance';
import {
	interactiveNotice,
	checkPoll,
	plainContent,
	sendAs,
	sendAsInput,
	sendInForm,
	storedPlainForms,
	type PlainMessage,
	storedButton,
	type FilledButton,
} from '../../fields/sendAs';
import {
	chosenList,
	dataList,
	listData,
	listName,
	listSource,
	listSourceInput,
	shownIfDefined,
} from '../../fields/listData';
import { recipient, recipientInput } from '../../fields/recipient';
import { simplifySentMessage } from '../../server/ask/messages';

const buttonSource = {
	...listSource,
	displayName: 'Button Source',
} as const satisfies Field;

const PIX_DEFAULTS = { currency: 'BRL', keyType: 'random' } as const;

const buttonsField = {
	...buttonCollection(
		buttonFields.actionWithPix,
		buttonFields.displayText,
		buttonFields.copyCode,
		textField('Currency', 'currency', {
			displayOptions: { show: { type: ['pix'] } },
			default: PIX_DEFAULTS.currency,
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
			default: PIX_DEFAULTS.keyType,
		}),
		buttonFields.url,
	),
	displayOptions: shownIfDefined,
	required: true,
	description: 'Up to 3 reply buttons, up to 2 other buttons, or one PIX button',
} as const satisfies Field;

const buttonData = {
	...listData,
	displayName: 'Buttons',
	description:
		'An array of buttons or texts, e.g. [{"title": "Yes", "ID": "yes"}, "No"]. A button with a URL, copyCode or phoneNumber opens the page, copies the code or calls the number.',
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

const buttonInput = z
	.object(buttonShape)
	.superRefine(checkNeeded)
	.transform(checkPixKey)
	.transform(completeButton);

/** With `digits`, separators that people write between the digits are removed first. */
const PIX_KEYS: Readonly<Record<string, { form: RegExp; digits?: true; example: string }>> = {
	cnpj: { form: /^[A-Z\d]{12}\d{2}$/i, digits: true, example: '12.345.678/0001-95' },
	cpf: { form: /^\d{11}$/, digits: true, example: '123.456.789-09' },
	email: { form: /^[^\s@]+@[^\s@]+\.[^\s@]+$/, example: 'pix@example.com' },
	phone: { form: /^\+55\d{10,11}$/, digits: true, example: '+55 11 98888-7777' },
	random: {
		form: /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i,
		example: '123e4567-e89b-12d3-a456-426614174000',
	},
};

/** Checks a PIX key and removes its separators. A payment to a wrong key fails, or goes to another person. */
function checkPixKey<Button extends { type: string; key?: string; keyType?: string }>(
	button: Button,
	context: z.RefinementCtx,
): Button {
	const { type, key, keyType = PIX_DEFAULTS.keyType } = button;
	const keyForm = PIX_KEYS[keyType];
	if (type !== 'pix' || key === undefined || keyForm === undefined) return button;
	const plain = key.trim();
	const digits = keyForm.digits === true ? plain.replace(/[\s()./-]/g, '') : plain;
	const isBrazilian = keyType === 'phone' && /^55\d{10,11}$/.test(digits);
	const fit = isBrazilian ? `+${digits}` : digits;
	if (keyForm.form.test(fit)) return { ...button, key: fit };
	const hint = `Write it like ${keyForm.example}, or choose another PIX Key Type.`;
	reportProblem(context, `is not a PIX key of the type ${keyType}: "${plain.slice(0, 60)}"`, hint, [
		'key',
	]);
	return button;
}

function checkButtons(
	buttons: ReadonlyArray<z.output<typeof buttonInput>>,
	context: z.RefinementCtx,
) {
	const count = (type: string) => buttons.filter((button) => button.type === type).length;
	const [replies, pix] = [count('reply'), count('pix')];
	if (buttons.length === 0) {
		reportProblem(context, 'is empty', 'Add at least one.');
	} else if (replies > MAX_REPLY_BUTTONS) {
		reportProblem(
			context,
			`has ${replies} reply buttons, which are too many`,
			`WhatsApp allows ${MAX_REPLY_BUTTONS}: send a list or a poll for more choices.`,
		);
	} else if (replies > 0 && replies < buttons.length) {
		reportProblem(
			context,
			'mixes reply buttons with other buttons',
			'Use only reply buttons, or only other buttons.',
		);
	} else if (pix > 0 && buttons.length > 1) {
		reportProblem(
			context,
			'has a PIX button, which must be the only one',
			'Remove the other buttons.',
		);
	}
}

const buttonsInput = z
	.object({ button: z.array(buttonInput).optional() })
	.transform(({ button: entries = [] }) => entries)
	.superRefine(checkButtons);

const BUTTON_WITH_PIX_FORM = {
	...BUTTON_FORM,
	properties: Object.keys(buttonShape),
	complete(input: Record<string, unknown>): Record<string, unknown> {
		const complete = BUTTON_FORM.complete(input);
		return complete.type === 'pix' ? { ...PIX_DEFAULTS, ...complete } : complete;
	},
};

const buttonDataInput = dataList(buttonInput, BUTTON_WITH_PIX_FORM).superRefine(checkButtons);

/** Limit for buttons other than reply buttons. Servers since 2.4 refuse more; older ones send a message that no phone shows. */
const MOST_OTHERS = 2;

export const sendButtons = defineOperation({
	name: 'Send Buttons',
	value: 'sendButtons',
	action: 'Send a WhatsApp message with buttons',
	description: 'Send a message with buttons to answer, copy a code, open a page, call or pay',
	request: { method: 'POST', path: '/message/sendButtons/{instance}', idempotent: false },
	fields: [
		instanceField,
		interactiveNotice,
		recipient,
		sendAs,
		textField('Title', 'title', {
			mayBeEmpty: true,
			placeholder: 'e.g. What can we do for you?',
			description: 'First line of the message, in bold. Not shown with a PIX button.',
		}),
		textField('Description', 'description', {
			mayBeEmpty: true,
			typeOptions: { rows: 2 },
			placeholder: 'e.g. Press a button, or just write to us.',
			description: 'Text below the title. Not shown with a PIX button.',
		}),
		buttonSource,
		buttonsField,
		buttonData,
		optionsField(
			{
				...messageOptions.messageId,
				displayOptions: { hide: { '/sendAs': ['interactive'] } },
			},
			deliveryReceiptForSendAs,
			textField('Footer', 'footer', {
				mayBeEmpty: true,
				placeholder: 'e.g. Open 9 am – 6 pm',
				description: 'Small text at the end of the message. Not shown with a PIX button.',
			}),
			{ ...messageOptions.mentions, displayOptions: { show: { '/sendAs': ['numberedList'] } } },
			messageOptions.replyTo,
			textField('Thumbnail URL', 'thumbnailUrl', {
				mayBeEmpty: true,
				displayOptions: { show: { '/sendAs': ['interactive'] } },
				placeholder: 'e.g. https://example.com/picture.jpg',
				description: 'Address of a picture above the text. Not shown with a PIX button.',
			}),
			messageOptions.typingIndicator,
		),
		bulkSending,
	],
	input: z
		.object({
			recipient: recipientInput,
			sendAs: sendAsInput,
			title: optionalText,
			description: optionalText,
			listSource: listSourceInput,
			buttons: buttonsInput.optional(),
			listData: buttonDataInput.optional(),
			options: collectionInput({
				...optionShapes.all,
				footer: optionalText,
				thumbnailUrl: optionalAddress,
			}),
		})
		.transform(({ listData: data, buttons: fields, ...input }, context) => {
			const source = input.listSource;
			const buttons = chosenList({ source, fields, data, name: 'buttons' }, context);
			return { ...input, buttons };
		})
		.superRefine(({ sendAs: form, title, description, listSource, buttons }, context) => {
			const isPix = buttons.some(({ type }) => type === 'pix');
			if (title === undefined && !isPix) {
				reportProblem(
					context,
					'is empty',
					'Enter a title. Only a message with a PIX button needs none.',
					['title'],
				);
			}
			const replies = buttons.filter(({ type }) => type === 'reply');
			const others = buttons.length - replies.length;
			if (form === 'interactive' && others > MOST_OTHERS) {
				reportProblem(
					context,
					`has ${others} buttons that open, call or copy something, which are too many`,
					`WhatsApp allows ${MOST_OTHERS}. Remove some, or set Send As to Numbered List.`,
					[listName(listSource, 'buttons')],
				);
			}
			if (form === 'poll') checkPoll({ title, description, ...plainButtons(buttons) }, context);
		}),
	example: {
		recipient: '5511988887777',
		title: 'Is the date all right?',
		description: 'Tuesday, 9 h',
		buttons: {
			button: [
				{ type: 'reply', displayText: 'Yes', id: 'yes' },
				{ type: 'reply', displayText: 'No', id: 'no' },
			],
		},
	},
	async run({ sendAs: form, recipient: number, buttons, options, ...message }, call) {
		const plain = { ...message, footer: options?.footer, ...plainButtons(buttons) };
		return await sendInForm(call, plain, { form, number, options });
	},
	body: ({ recipient: number, title, description, buttons, options }) => ({
		number,
		title,
		description,
		footer: options?.footer,
		thumbnailUrl: options?.thumbnailUrl,
		buttons,
		...messageOptionsBody(typingAndReply(options), [title, description].filter(Boolean).join('\n')),
	}),
	content({ sendAs: form, title, description, buttons, options = {} }) {
		const { footer, thumbnailUrl } = options;
		const message = { title, description, footer, ...plainButtons(buttons) };
		const nativeFlowMessage = { buttons: buttons.map(storedButton) };
		const isPix = buttons.some(({ type }) => type === 'pix');
		const text = [`*${title}*`, description].filter(Boolean).join('\n\n');
		const texts = isPix ? {} : { body: { text }, footer: { text: footer } };
		// For a WHATSAPP-BUSINESS instance, the server stores only the title and the button labels.
		const conversation = [title, ...buttons.map((button) => `▶️ ${readLabel(button)}`)].join('\n');
		return (
			plainContent(form, message) ?? {
				kind: 'composed',
				typedText: [title, description].filter((line) => line !== undefined).join('\n'),
				forms: [
					{ interactiveMessage: { ...texts, nativeFlowMessage } },
					{ conversation },
					...storedPlainForms(message),
				],
				identity: [buttons, thumbnailUrl],
			}
		);
	},
	output: simplifySentMessage,
});

type Choices = Pick<PlainMessage, 'lines' | 'labels'>;

const readLabel = ({ displayText = '' }: FilledButton) => displayText;

/** Turns buttons into text: reply buttons into a numbered list, and others into lines such as `Shop: https://example.com`. */
export function plainButtons(buttons: readonly FilledButton[]): Choices {
	const labels = buttons.filter(({ type }) => type === 'reply').map(readLabel);
	const others = buttons.filter(({ type }) => type !== 'reply').map(plainButton);
	return {
		labels,
		lines: [...(labels.length > 0 ? [numberLines(labels)] : []), ...others].join('\n'),
	};
}

function plainButton(button: FilledButton): string {
	const { type, displayText, copyCode, url, phoneNumber, name, key } = button;
	return type === 'pix'
		? `PIX: ${key} (${name})`
		: `${displayText}: ${url ?? copyCode ?? phoneNumber}`;
}
