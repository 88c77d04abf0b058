import { z } from 'zod';

import { reportProblem } from '../core/input/inputProblem';
import type { Field } from '../core/values/field';
import { upTo } from '../core/values/upTo';
import { choiceField, numberField } from './fieldKinds';
import { choice, integer } from './inputs';
import { pictureAsText, type TextPart } from './markdown/pictures';
import { toWhatsappParts } from './markdown/toWhatsapp';
import type { MessageOptions } from './messageOptions';
import { splitAtBlankLines, splitAtSentences } from './splitText';

// *Format* and *Split Into Messages*: long answers, as models write them.

/** In characters, as WhatsApp counts them: an emoji may be several. */
const LONGEST_MESSAGE = 65_536;

/** Of Markdown that is split. While it is read, n8n does nothing else. */
const LONGEST_MARKDOWN = 2 * LONGEST_MESSAGE;

/** Everybody gets all of them, one after the other. */
const MOST_MESSAGES = 30;

export const longTextOptions = {
	format: choiceField('Format', 'format', {
		options: [
			{
				name: 'Markdown',
				value: 'markdown',
				description:
					'As AI models write. It is sent with the marks of WhatsApp, and its pictures as pictures.',
			},
			{ name: 'WhatsApp', value: 'whatsapp', description: 'The text is sent as it is' },
		],
		default: 'markdown',
		description: 'How the text is written',
	}),

	split: choiceField('Split Into Messages', 'split', {
		options: [
			{ name: 'At Blank Lines', value: 'blankLines', description: 'A message for each paragraph' },
			{
				name: 'At Sentences',
				value: 'sentences',
				description: 'Messages of limited length, which end with a paragraph or a sentence',
			},
			{ name: 'Off', value: 'off' },
		],
		default: 'blankLines',
		description:
			'How a long text becomes several messages, which are sent in order. The output has them in "messages".',
	}),

	splitLength: numberField('Split Length', 'splitLength', {
		typeOptions: { minValue: 50, maxValue: LONGEST_MESSAGE },
		default: 700,
		description:
			'The most characters in a message, where the text is split at sentences. Words, links and code stay whole.',
	}),
} as const satisfies Record<string, Field>;

export const longTextShape = {
	format: choice('markdown', 'whatsapp').optional(),
	split: choice('blankLines', 'sentences', 'off').optional(),
	splitLength: integer(50, LONGEST_MESSAGE).optional(),
};

type LongTextOptions = z.output<z.ZodObject<typeof longTextShape>>;

/** A text as WhatsApp gets it. */
interface MessageTexts {
	/** The whole of it, in which a picture is its address. */
	readonly text: string;
	/** The messages, if it is to be split or has pictures, even if it becomes only one. */
	readonly parts?: readonly TextPart[];
	/** Of a single message: the address of the picture whose caption the text is. */
	readonly picture?: string;
}

/** For a transformation of zod, where `text` and `options` are fields. Reports what is too long or too much. */
export function messageTexts(
	given: string,
	{ format, split = 'off', splitLength = 700 }: LongTextOptions = {},
	context: z.RefinementCtx,
): MessageTexts {
	// Refused before any work, which would hold up the whole of n8n.
	const most = split === 'off' ? LONGEST_MESSAGE : LONGEST_MESSAGE * MOST_MESSAGES;
	if (given.length > most) {
		reportTooLong(given.length, context);
		return { text: given };
	}
	if (format === 'markdown' && given.length > LONGEST_MARKDOWN) {
		const problem = `has ${given.length} characters, but Markdown may have ${LONGEST_MARKDOWN} at most`;
		reportProblem(context, problem, 'Shorten it, or send it as a document with Send Media.', [
			'text',
		]);
		return { text: given };
	}
	const whole = format === 'markdown' ? toWhatsappParts(given) : [{ text: given }];
	const text = whole.map(asText).join('\n');
	const parts = whole.flatMap((part) => messagesOf(part, split, splitLength));
	reportUnsendable(text, parts, context);
	const isSeveral = split !== 'off' || whole.some(isPicture);
	return isSeveral ? { text, parts } : { text };
}

const isPicture = ({ picture }: TextPart) => picture !== undefined;
const asText = (part: TextPart) => (isPicture(part) ? pictureAsText(part) : part.text);

function messagesOf(
	part: TextPart,
	split: NonNullable<LongTextOptions>['split'] = 'off',
	splitLength: number,
): TextPart[] {
	if (isPicture(part)) return [part];
	const texts = {
		off: () => [part.text],
		blankLines: () => splitAtBlankLines(part.text),
		sentences: () => splitAtSentences(part.text, splitLength),
	}[split]();
	return texts.map((text) => ({ text }));
}

function reportUnsendable(
	text: string,
	messages: readonly TextPart[],
	context: z.RefinementCtx,
): void {
	const longest = Math.max(...messages.map((part) => part.text.length));
	if (text.trim() === '') {
		const hint = 'Its Markdown has nothing to show. Set Format to WhatsApp to send it as it is.';
		reportProblem(context, 'is empty', hint, ['text']);
	} else if (longest > LONGEST_MESSAGE) {
		reportTooLong(longest, context);
	} else if (messages.length > MOST_MESSAGES) {
		const problem = `the text becomes ${messages.length} messages, which are too many`;
		const hint = `Send at most ${MOST_MESSAGES}: split it at sentences, with a larger Split Length.`;
		reportProblem(context, problem, hint, ['options', 'split']);
	}
}

function reportTooLong(length: number, context: z.RefinementCtx): void {
	const problem = `has ${length} characters, but a message has ${LONGEST_MESSAGE} at most`;
	const hint = 'Shorten it. Send Text and Reply can split it: Split Into Messages, At Sentences.';
	reportProblem(context, problem, hint, ['text']);
}

/**
 * The options of one of the messages. The first one quotes, has the custom ID and mentions everyone; a member is mentioned
 * where the text does it, else by the first.
 */
export function optionsOfMessage<Options extends MessageOptions>(
	options: Options | undefined,
	parts: readonly TextPart[],
	index: number,
): Options | undefined {
	if (options === undefined) return undefined;
	const texts = parts.map(({ text }) => text);
	const isNamed = (jid: string, text = '') => text.includes(`@${upTo('@', jid)}`);
	const isFirst = index === 0;
	const mentions = options.mentions?.filter(
		(jid) => isNamed(jid, texts[index]) || (isFirst && !texts.some((text) => isNamed(jid, text))),
	);
	return isFirst
		? { ...options, mentions }
		: {
				...options,
				customMessageId: undefined,
				mentionEveryone: undefined,
				mentions,
				quotedMessage: undefined,
				quotedMessageId: undefined,
			};
}
