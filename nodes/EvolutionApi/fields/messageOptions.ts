import type { z } from 'zod';

import { choice, decimal, integer } from '../core/input/checks';
import { refuseInput } from '../core/input/inputProblem';
import { isRecord, asRecord } from '../core/values/answer';
import type { Field } from '../core/values/field';
import {
	choiceField,
	fieldGroup,
	groupsField,
	numberField,
	toggle,
	fieldGroupInput,
	jsonField,
	textField,
} from './fieldKinds';
import { jsonObject, optionalText, peopleList } from './inputs';
import { optionalMessageId } from './messageKey';
import { requirePerson } from './recipient';

/** Times are in seconds. */
export const RECEIPT_DEFAULTS = { waitUntil: 'delivered', timeout: 20 } as const;
const TYPING_DEFAULTS = { duration: 'fixed', seconds: 1.2, charactersPerSecond: 12 } as const;

const DEFAULT_MENTION = 'members';

const waitUntil = choiceField('Wait Until', 'waitUntil', {
	options: [
		{
			name: 'Delivered',
			value: 'delivered',
			description: 'Two check marks: the phone of the recipient has the message',
		},
		{ name: 'Sent', value: 'sent', description: 'One check mark: WhatsApp has the message' },
	],
	default: RECEIPT_DEFAULTS.waitUntil,
});

const timeout = numberField('Timeout (Seconds)', 'timeout', {
	typeOptions: { minValue: 1, maxValue: 600 },
	default: RECEIPT_DEFAULTS.timeout,
	description: 'Maximum time to wait, for all messages of a run together',
});

const textFallback = toggle(
	'Fall Back to Text',
	'fallBackToText',
	'Whether to send the choices as text if WhatsApp rejects the message',
);

const tryOtherAddress = toggle(
	'Try Other Address',
	'tryOtherAddress',
	'Whether to resend a rejected message to the other address of the person (LID or number)',
	true,
);

const receiptField = <const Fields extends readonly Field[]>(...fields: Fields) =>
	groupsField('Delivery Receipt', 'deliveryReceipt', {
		default: { values: {} },
		placeholder: 'Add Delivery Receipt',
		description:
			'Waits for the delivery receipt and returns it as "delivery". A message rejected by WhatsApp fails the item.',
		options: [fieldGroup('Delivery Receipt', 'values', fields)],
	});

export const deliveryReceipt = receiptField(waitUntil, timeout, tryOtherAddress);

export const deliveryReceiptForQuestion = receiptField(waitUntil, timeout);

export const deliveryReceiptForChoices = receiptField(
	waitUntil,
	timeout,
	tryOtherAddress,
	textFallback,
);

export const deliveryReceiptForSendAs = receiptField(waitUntil, timeout, tryOtherAddress, {
	...textFallback,
	displayOptions: { hide: { '/sendAs': ['numberedList'] } },
});

const typingSeconds = numberField('Seconds', 'seconds', {
	typeOptions: { minValue: 0, maxValue: 120 },
	default: TYPING_DEFAULTS.seconds,
	description: 'How long to show it before the message is sent',
});

const typingIndicatorOfTime = groupsField('Typing Indicator', 'typingIndicator', {
	default: { values: {} },
	placeholder: 'Add Typing Indicator',
	description: 'Shows "typing…" before the message is sent',
	options: [fieldGroup('Typing Indicator', 'values', [typingSeconds])],
});

const typingIndicator = {
	...typingIndicatorOfTime,
	options: [
		fieldGroup('Typing Indicator', 'values', [
			choiceField('Duration', 'duration', {
				options: [
					{
						name: 'By Text Length',
						value: 'textLength',
						description: 'The time a person needs to type the text, 25 seconds at most',
					},
					{ name: 'Fixed', value: 'fixed' },
				],
				default: TYPING_DEFAULTS.duration,
			}),
			{ ...typingSeconds, displayOptions: { show: { duration: ['fixed'] } } },
			numberField('Chars per Second', 'charactersPerSecond', {
				displayOptions: { show: { duration: ['textLength'] } },
				typeOptions: { minValue: 1 },
				default: TYPING_DEFAULTS.charactersPerSecond,
			}),
		]),
	],
} as const satisfies Field;

/** The highest forwarding score that WhatsApp itself counts to. */
const MOST_FORWARDED = 127;

const EVERYONE = { name: 'Everyone', value: 'everyone' } as const;
const MEMBERS = { name: 'Members', value: 'members' } as const;
const NAMED_MEMBERS = {
	name: 'Named in the Text',
	value: 'named',
	description:
		'Members whom the text names, such as @Ana or @5511988887777. A name must be that of a contact.',
} as const;

const mentionsField = <
	const Options extends ReadonlyArray<typeof EVERYONE | typeof MEMBERS | typeof NAMED_MEMBERS>,
>(
	options: Options,
) =>
	groupsField('Mentions', 'mentions', {
		default: { values: {} },
		placeholder: 'Add Mentions',
		description: 'Members of the group to mention',
		options: [
			fieldGroup('Mentions', 'values', [
				choiceField('Mention', 'mention', { options, default: DEFAULT_MENTION }),
				textField('Members', 'members', {
					mayBeEmpty: true,
					displayOptions: { show: { mention: ['members'] } },
					placeholder: 'e.g. 5511988887777, 5511977776666',
					description:
						'Numbers or JIDs of group members, separated by commas or line breaks. Write @number in the text where the mention should show.',
				}),
			]),
		],
	});

export const messageOptions = {
	mentions: mentionsField([EVERYONE, MEMBERS]),
	mentionsOfText: mentionsField([EVERYONE, MEMBERS, NAMED_MEMBERS]),
	messageId: textField('Custom Message ID', 'messageId', {
		placeholder: 'e.g. 3EB0A1B2C3D4E5F60718',
		description:
			'ID to give to the new message. Needs Evolution API 2.4 or newer, or Evolution Go; older servers ignore it.',
	}),
	replyTo: groupsField('Reply To', 'replyTo', {
		default: { values: {} },
		placeholder: 'Add Reply To',
		description: 'Message to quote',
		options: [
			fieldGroup('Reply To', 'values', [
				textField('Message ID', 'messageId', {
					mayBeEmpty: true,
					placeholder: 'e.g. 3EB0A1B2C3D4E5F60718',
					description: 'ID of a message of the same chat, which the server has stored',
				}),
				jsonField('Message (JSON)', 'message', {
					default: '{}',
					placeholder: 'e.g. {{ $json.data }}',
					description:
						'The whole message, if the server does not store it. Use "data" of the trigger or an item of Message → Get Many, both with Simplify switched off.',
				}),
			]),
		],
	}),
	/** Only for Evolution Go, since Evolution API lacks this option. */
	forwardingScore: numberField('Forwarding Score', 'forwardingScore', {
		displayOptions: { show: { '/authentication': ['evolutionGo'] } },
		typeOptions: { minValue: 0, maxValue: MOST_FORWARDED },
		default: 1,
		description:
			'How often the message counts as forwarded: from 1 on, WhatsApp shows "Forwarded" above it. Needs Evolution Go 0.7.2 or newer.',
	}),
	typingIndicator,
	typingIndicatorOfTime,
} as const satisfies Record<string, Field>;

/** Fields for the options of messages. Each operation uses some of these groups, and the matching {@link optionShapes}. */
export const optionFields = {
	text: [deliveryReceipt, messageOptions.replyTo, typingIndicator],
	/** Options for a file, a contact or a location: there's no text whose length could set how long "typing…" is shown. */
	attachment: [deliveryReceipt, messageOptions.replyTo, typingIndicatorOfTime],
	mentions: [messageOptions.mentions],
	mentionsOfText: [messageOptions.mentionsOfText],
	messageId: [messageOptions.messageId],
	forwarding: [messageOptions.forwardingScore],
} as const;

/** The server refuses an empty list, and mentions that don't begin with a digit. */
const membersInput = peopleList.transform((entries, context) =>
	entries.map((entry) => requirePerson(entry, context)),
);

/** Only the message's key and content matter to the server. */
const wholeMessageInput = jsonObject.transform((input, context) => {
	if (Object.keys(input).length === 0) return undefined;
	const { key, message } = input;
	const isMessage = isRecord(key) && typeof key.id === 'string' && isRecord(message);
	if (isMessage) return { key, message };
	const hint =
		'Enter {"key": {"id": …, "remoteJid": …, "fromMe": …}, "message": {…}}, or use Message ID.';
	return refuseInput(context, 'is not a whole message', hint);
});

const typingShape = {
	typingIndicator: fieldGroupInput({
		duration: choice('fixed', 'textLength').default(TYPING_DEFAULTS.duration),
		seconds: decimal(0, 120).default(TYPING_DEFAULTS.seconds),
		charactersPerSecond: decimal(1, 1000).default(TYPING_DEFAULTS.charactersPerSecond),
	}),
};
const typingAndReplyShape = {
	...typingShape,
	replyTo: fieldGroupInput({ messageId: optionalMessageId, message: wholeMessageInput.optional() }),
};
const mentionsShape = {
	mentions: fieldGroupInput({
		mention: choice('everyone', 'members').default(DEFAULT_MENTION),
		members: membersInput.optional(),
	}),
};
const mentionsOfTextShape = {
	mentions: fieldGroupInput({
		mention: choice('everyone', 'members', 'named').default(DEFAULT_MENTION),
		members: membersInput.optional(),
	}),
};
const messageIdShape = { messageId: optionalText };
const forwardingShape = { forwardingScore: integer(0, MOST_FORWARDED).optional() };

export const optionShapes = {
	all: { ...typingAndReplyShape, ...mentionsShape, ...messageIdShape },
	textOrCaption: { ...typingAndReplyShape, ...mentionsOfTextShape, ...messageIdShape },
	typing: typingShape,
	typingAndReply: typingAndReplyShape,
	mentions: mentionsShape,
	messageId: messageIdShape,
	forwarding: forwardingShape,
};

export type MessageOptions = z.output<z.ZodObject<typeof optionShapes.textOrCaption>>;

/**
 * The server's code reads `mentionsEveryOne`, although its schemas say `everyOne`.
 * @param text the part of the message that a person would type
 */
export function messageOptionsBody(options: MessageOptions = {}, text = '') {
	const delay = typingDelay(options.typingIndicator, text);
	const { mention, members = [] } = options.mentions?.values ?? {};
	const { message, messageId: quotedId } = options.replyTo?.values ?? {};
	const byId = quotedId === undefined ? undefined : { key: { id: quotedId } };
	const isEveryone = mention === 'everyone';
	return {
		delay: delay === 0 ? undefined : delay,
		mentionsEveryOne: isEveryone ? true : undefined,
		mentioned: isEveryone || members.length === 0 ? undefined : [...new Set(members)],
		messageId: options.messageId,
		quoted: message ?? byId,
	};
}

export const namingMembers = ({ mentions }: MessageOptions = {}): { mentionsNamed?: true } =>
	mentions?.values.mention === 'named' ? { mentionsNamed: true } : {};

export const typingAndReply = ({ typingIndicator: typing, replyTo }: MessageOptions = {}) => ({
	typingIndicator: typing,
	replyTo,
});

/** Longest time that *By Text Length* shows "typing…". After that, people stop looking, and the run has to continue. */
const LONGEST_TYPING_MS = 25_000;

/** @param text the part of the message that a person would type @returns milliseconds */
export function typingDelay(typingIndicator: unknown, text: string): number {
	const { values } = asRecord(typingIndicator);
	const { duration, seconds, charactersPerSecond } = asRecord(values);
	if (duration !== 'textLength') return Math.round(Number(seconds ?? 0) * 1000);
	const delay = Math.round((text.length / Number(charactersPerSecond)) * 1000);
	return Math.min(LONGEST_TYPING_MS, delay);
}
