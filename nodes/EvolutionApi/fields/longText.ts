import { z } from 'zod';

import { reportProblem } from '../core/input/inputProblem';
import type { Field } from '../core/values/field';
import { upTo } from '../core/values/text';
import { groupInput } from './collections';
import { choiceField, fieldGroup, groupsField, numberField } from './fieldKinds';
import { choice, integer } from './inputs';
import { pictureAsText, type TextPart } from './markdown/pictures';
import { toWhatsappParts } from './markdown/toWhatsapp';
import type { MessageOptions } from './messageOptions';
import { splitByLength, splitByParagraph } from './splitText';

// *Text Format* and *Split Long Text*: long answers, as models write them.

/** In characters, as WhatsApp counts them: an emoji may be several. */
const LONGEST_MESSAGE = 65_536;

/** Of Markdown that is split. While it is read, n8n does nothing else. */
const LONGEST_MARKDOWN = 2 * LONGEST_MESSAGE;

/** Everybody gets all of them, one after the other. */
const MOST_MESSAGES = 30;

/** In characters, of a message where a text is split by length. */
const DEFAULT_LENGTH = 700;

export const longTextOptions = {
	splitLongText: groupsField('Split Long Text', 'splitLongText', {
		default: { values: {} },
		placeholder: 'Add Split Long Text',
		description:
			'Sends a long text as several messages, in order. They are returned in "messages".',
		options: [
			fieldGroup('Split Long Text', 'values', [
				choiceField('Split', 'split', {
					options: [
						{
							name: 'By Length',
							value: 'length',
							description: 'Messages of limited length, which end with a paragraph or a sentence',
						},
						{
							name: 'By Paragraph',
							value: 'paragraph',
							description: 'A message for each paragraph',
						},
					],
					default: 'paragraph',
				}),
				numberField('Max Characters', 'maxCharacters', {
					displayOptions: { show: { split: ['length'] } },
					typeOptions: { minValue: 50, maxValue: LONGEST_MESSAGE },
					default: DEFAULT_LENGTH,
					description:
						'Maximum characters per message. Words, links and code blocks are never split.',
				}),
			]),
		],
	}),

	textFormat: choiceField('Text Format', 'textFormat', {
		options: [
			{
				name: 'Markdown',
				value: 'markdown',
				description:
					'As AI models write. It is sent with the formatting of WhatsApp, and its pictures as pictures.',
			},
			{ name: 'WhatsApp', value: 'whatsapp', description: 'The text is sent unchanged' },
		],
		default: 'markdown',
		description: 'How the text is written',
	}),
} as const satisfies Record<string, Field>;

export const longTextShape = {
	splitLongText: groupInput({
		split: choice('length', 'paragraph').default('paragraph'),
		maxCharacters: integer(50, LONGEST_MESSAGE).default(DEFAULT_LENGTH),
	}),
	textFormat: choice('markdown', 'whatsapp').optional(),
};

type LongTextOptions = z.output<z.ZodObject<typeof longTextShape>>;
type Splitting = NonNullable<LongTextOptions['splitLongText']>['values'];

/** A text as WhatsApp gets it. */
interface MessageTexts {
	/** The whole of it, in which a picture is its address. */
	readonly text: string;
	/** The messages, if it is to be split or has pictures, even if it becomes only one. */
	readonly parts?: readonly TextPart[];
}

/** For a transformation of zod, where `text` and `options` are fields. Reports what is too long or too much. */
export function messageTexts(
	given: string,
	{ textFormat, splitLongText }: LongTextOptions = {},
	context: z.RefinementCtx,
): MessageTexts {
	// Refused before any work, which would hold up the whole of n8n.
	const splitting = splitLongText?.values;
	const most = splitting === undefined ? LONGEST_MESSAGE : LONGEST_MESSAGE * MOST_MESSAGES;
	if (given.length > most) {
		reportTooLong(given.length, context);
		return { text: given };
	}
	if (textFormat === 'markdown' && given.length > LONGEST_MARKDOWN) {
		const problem = `has ${given.length} characters, but Markdown may have ${LONGEST_MARKDOWN} at most`;
		reportProblem(context, problem, 'Shorten it, or send it as a document with Send Media.', [
			'text',
		]);
		return { text: given };
	}
	const whole = textFormat === 'markdown' ? toWhatsappParts(given) : [{ text: given }];
	const text = whole.map(asText).join('\n');
	const parts = whole.flatMap((part) => messagesOf(part, splitting));
	reportUnsendable(text, parts, context);
	const isSeveral = splitting !== undefined || whole.some(isPicture);
	return isSeveral ? { text, parts } : { text };
}

const isPicture = ({ picture }: TextPart) => picture !== undefined;
const asText = (part: TextPart) => (isPicture(part) ? pictureAsText(part) : part.text);

function messagesOf(part: TextPart, splitting: Splitting | undefined): TextPart[] {
	if (splitting === undefined || isPicture(part)) return [part];
	const { split, maxCharacters } = splitting;
	const texts =
		split === 'paragraph' ? splitByParagraph(part.text) : splitByLength(part.text, maxCharacters);
	return texts.map((text) => ({ text }));
}

function reportUnsendable(
	text: string,
	messages: readonly TextPart[],
	context: z.RefinementCtx,
): void {
	const longest = Math.max(...messages.map((part) => part.text.length));
	if (text.trim() === '') {
		const hint =
			'Its Markdown has nothing to show. Set Text Format to WhatsApp to send it as it is.';
		reportProblem(context, 'is empty', hint, ['text']);
	} else if (longest > LONGEST_MESSAGE) {
		reportTooLong(longest, context);
	} else if (messages.length > MOST_MESSAGES) {
		const problem = `splits the text into ${messages.length} messages, which are too many`;
		const hint = `Send at most ${MOST_MESSAGES}: split the text by length, with larger Max Characters.`;
		reportProblem(context, problem, hint, ['options', 'splitLongText', 'values', 'split']);
	}
}

function reportTooLong(length: number, context: z.RefinementCtx): void {
	const problem = `has ${length} characters, but a message has ${LONGEST_MESSAGE} at most`;
	const hint = 'Shorten it, or add Split Long Text in Send Text or Reply.';
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
	const { mentions } = options;
	const members = mentions?.values.members?.filter(
		(jid) => isNamed(jid, texts[index]) || (isFirst && !texts.some((text) => isNamed(jid, text))),
	);
	const own = mentions && { values: { ...mentions.values, members } };
	if (isFirst) return { ...options, mentions: own };
	const isForEveryone = mentions?.values.mention === 'everyone';
	return {
		...options,
		messageId: undefined,
		mentions: isForEveryone ? undefined : own,
		replyTo: undefined,
	};
}
