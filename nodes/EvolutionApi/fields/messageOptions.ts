import type { z } from 'zod';

import { refuseInput } from '../core/input/inputProblem';
import { isRecord } from '../core/values/answer';
import type { Field } from '../core/values/field';
import { jsonField, numberField, textField } from './fieldKinds';
import { decimal, flag, jsonObject, numberList, optionalText } from './inputs';
import { checkRecipient, jidIn } from './recipient';
import { toggle } from './toggle';

const SECOND_MS = 1000;

/** Options of messages to a chat, by name. */
export const messageOptions = {
	customMessageId: textField('Custom Message ID', 'customMessageId', {
		placeholder: 'e.g. 3EB0A1B2C3D4E5F60718',
		description:
			'ID to give to the new message. Needs Evolution API 2.4 or newer; older servers ignore it.',
	}),
	delaySeconds: numberField('Delay (Seconds)', 'delaySeconds', {
		typeOptions: { minValue: 0, maxValue: 120 },
		default: 1.2,
		description: 'How long to show "typing…" before the message is sent. The node waits that long.',
	}),
	mentionEveryone: toggle(
		'Mention Everyone',
		'mentionEveryone',
		'Whether to mention all members of the group',
	),
	mentions: textField('Mentions', 'mentions', {
		placeholder: 'e.g. 5511988887777, 5511977776666',
		description:
			'Numbers or JIDs of group members to mention, separated by commas or line breaks. Write @number in the text where the mention should show.',
	}),
	quotedMessage: jsonField('Quoted Message', 'quotedMessage', {
		placeholder: 'e.g. {{ $json.data }}',
		description:
			'The whole message to quote as JSON, if the server does not store it. Take "data" of the trigger or an item of Message → Get Many, both with Simplify switched off.',
	}),
	quotedMessageId: textField('Quoted Message ID', 'quotedMessageId', {
		placeholder: 'e.g. 3EB0A1B2C3D4E5F60718',
		description: 'ID of the message to quote, which must be in the message store of the server',
	}),
} as const satisfies Record<string, Field>;

/** All of them, or those that an operation has; see {@link optionShapes}. */
export const optionFields = {
	all: Object.values(messageOptions),
	delayAndQuote: [
		messageOptions.delaySeconds,
		messageOptions.quotedMessage,
		messageOptions.quotedMessageId,
	],
	mentions: [messageOptions.mentionEveryone, messageOptions.mentions],
	customId: [messageOptions.customMessageId],
} as const;

/** The server refuses an empty list, and mentions that do not begin with a digit. */
const mentionsInput = numberList.transform((entries, context) =>
	entries.map((entry) => jidIn(checkRecipient(entry), context)),
);

/** A message in the server's form; only its key and content matter to the server. */
const quotedMessageInput = jsonObject.transform((given, context) => {
	if (Object.keys(given).length === 0) return undefined;
	const { key, message } = given;
	const isMessage = isRecord(key) && typeof key.id === 'string' && isRecord(message);
	if (isMessage) return { key, message };
	const hint =
		'Enter {"key": {"id": …, "remoteJid": …, "fromMe": …}, "message": {…}}, or use Quoted Message ID.';
	return refuseInput(context, 'is not a whole message', hint);
});

const delayAndQuoteShape = {
	delaySeconds: decimal(0, 120).optional(),
	quotedMessage: quotedMessageInput.optional(),
	quotedMessageId: optionalText,
};
const mentionsShape = { mentionEveryone: flag.optional(), mentions: mentionsInput.optional() };
const customIdShape = { customMessageId: optionalText };

/** For `input`: all of the options, or those that an operation has. */
export const optionShapes = {
	all: { ...delayAndQuoteShape, ...mentionsShape, ...customIdShape },
	delayAndQuote: delayAndQuoteShape,
	mentions: mentionsShape,
	customId: customIdShape,
};

export type MessageOptions = z.output<z.ZodObject<typeof optionShapes.all>>;

/** The options in the server's form. Its code reads `mentionsEveryOne`, although its schemas say `everyOne`. */
export function messageOptionsBody(options: MessageOptions = {}) {
	const { delaySeconds = 0, mentionEveryone, mentions = [], customMessageId } = options;
	const { quotedMessage, quotedMessageId } = options;
	const delay = Math.round(delaySeconds * SECOND_MS);
	const byId = quotedMessageId === undefined ? undefined : { key: { id: quotedMessageId } };
	return {
		delay: delay === 0 ? undefined : delay,
		mentionsEveryOne: mentionEveryone === true ? true : undefined,
		mentioned: mentions.length === 0 ? undefined : [...new Set(mentions)],
		messageId: customMessageId,
		quoted: quotedMessage ?? byId,
	};
}

/** Only the options that apply to every message. */
export const delayAndQuote = ({
	delaySeconds,
	quotedMessage,
	quotedMessageId,
}: MessageOptions = {}) => ({
	delaySeconds,
	quotedMessage,
	quotedMessageId,
});
