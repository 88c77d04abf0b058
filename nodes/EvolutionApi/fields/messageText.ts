import { z } from 'zod';

import { choice, flag, integer } from '../core/input/checks';
import { reportProblem } from '../core/input/inputProblem';
import type { Field } from '../core/values/field';
import { textBefore } from '../core/values/text';
import {
	textField,
	toggle,
	fieldGroupInput,
	choiceField,
	fieldGroup,
	groupsField,
	numberField,
} from './fieldKinds';
import { pictureAsText, type TextPart } from './markdown/pictures';
import { toWhatsappParts } from './markdown/toWhatsapp';
import type { MessageOptions } from './messageOptions';

const textArea = {
	typeOptions: { rows: 4 },
	placeholder: 'e.g. Hello! Your order is on its way.',
} as const;

export const messageText = textField('Text', 'text', {
	...textArea,
	required: true,
	description: 'The text to send. WhatsApp shows *bold*, _italic_, ~strikethrough~ and ```code```.',
});

export const answerText = textField('Text', 'text', {
	...textArea,
	hint: "Leave empty to send the AI Agent's output",
	description: "Text to send. If empty after an AI Agent, the agent's output is sent.",
});

export const linkPreviewOption = {
	...toggle(
		'Link Preview',
		'linkPreview',
		'Whether to show a preview of the first link in the text',
		true,
	),
	mayBeEmpty: true,
} as const;

export const linkPreviewInput = z.preprocess(
	(input) => (input === '' ? undefined : (input ?? undefined)),
	flag.optional(),
);

// *Text Format* and *Split Long Text*: options for long answers, as AI models write them.

/** Maximum number of characters in a WhatsApp message. An emoji may count as several. */
export const LONGEST_MESSAGE = 65_536;

/** Maximum length of Markdown that the node parses, because parsing blocks n8n. */
const LONGEST_MARKDOWN = 2 * LONGEST_MESSAGE;

/** Maximum number of messages to split a text into. The recipient gets all of them, one after the other. */
const MOST_MESSAGES = 30;

const DEFAULT_LENGTH = 700;

const SPLIT_AT = 'paragraph';

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
					default: SPLIT_AT,
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
					'As AI models write. Formatting is converted for WhatsApp, and pictures are sent as pictures.',
			},
			{
				name: 'WhatsApp',
				value: 'whatsapp',
				description: 'As people write in WhatsApp. The text is sent unchanged.',
			},
		],
		default: 'markdown',
		description: 'How the text is written',
	}),
} as const satisfies Record<string, Field>;

export const longTextShape = {
	splitLongText: fieldGroupInput({
		split: choice('length', 'paragraph').default(SPLIT_AT),
		maxCharacters: integer(50, LONGEST_MESSAGE).default(DEFAULT_LENGTH),
	}),
	textFormat: choice('markdown', 'whatsapp').optional(),
};

type LongTextOptions = Partial<z.output<z.ZodObject<typeof longTextShape>>>;
type Splitting = NonNullable<LongTextOptions['splitLongText']>['values'];

interface MessageTexts {
	/** The whole text, with each picture's address instead of the picture. */
	readonly text: string;
	/** The messages to send, possibly just one. Undefined unless the text is to be split or has pictures. */
	readonly parts?: readonly TextPart[];
}

/** Reports a problem at the path `[field]`, for example `['text']`. */
export function messageTexts(
	input: string,
	{ textFormat, splitLongText }: LongTextOptions = {},
	context: z.RefinementCtx,
	field = 'text',
): MessageTexts {
	// The length is checked first, because any other work on a long text would block n8n.
	const splitting = splitLongText?.values;
	const most = splitting === undefined ? LONGEST_MESSAGE : LONGEST_MESSAGE * MOST_MESSAGES;
	if (input.length > most) {
		reportTooLong(input.length, context, field);
		return { text: input };
	}
	if (textFormat === 'markdown' && input.length > LONGEST_MARKDOWN) {
		const problem = `has ${input.length} characters, but Markdown may have ${LONGEST_MARKDOWN} at most`;
		reportProblem(context, problem, 'Shorten it, or send it as a document with Send Media.', [
			field,
		]);
		return { text: input };
	}
	const textParts = textFormat === 'markdown' ? toWhatsappParts(input) : [{ text: input }];
	const text = textParts.map(asText).join('\n');
	const parts = textParts.flatMap((part) => splitPart(part, splitting));
	reportUnsendable(text, parts, context, field);
	const isSeveral = splitting !== undefined || textParts.some(isPicture);
	return isSeveral ? { text, parts } : { text };
}

const isPicture = ({ picture }: TextPart) => picture !== undefined;
const asText = (part: TextPart) => (isPicture(part) ? pictureAsText(part) : part.text);

function splitPart(part: TextPart, splitting: Splitting | undefined): TextPart[] {
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
	field: string,
): void {
	const longest = Math.max(...messages.map((part) => part.text.length));
	if (text.trim() === '') {
		const hint = 'Its Markdown has no text. Set Text Format to WhatsApp to send it as it is.';
		reportProblem(context, 'is empty', hint, [field]);
	} else if (longest > LONGEST_MESSAGE) {
		reportTooLong(longest, context, field);
	} else if (messages.length > MOST_MESSAGES) {
		const problem = `splits the text into ${messages.length} messages, which are too many`;
		const hint = `Send at most ${MOST_MESSAGES}: split the text by length, with larger Max Characters.`;
		reportProblem(context, problem, hint, ['options', 'splitLongText', 'values', 'split']);
	}
}

function reportTooLong(length: number, context: z.RefinementCtx, field: string): void {
	const problem = `has ${length} characters, but a message has ${LONGEST_MESSAGE} at most`;
	const hint = 'Shorten it, or add Split Long Text in Send Text or Reply.';
	reportProblem(context, problem, hint, [field]);
}

/**
 * Returns the options for `parts[index]` of a split text. Only the first part quotes a message, has the custom ID and mentions
 * everyone. A member is mentioned in each part that names the member, or else in the first part.
 */
export function optionsOfMessage<Options extends MessageOptions>(
	options: Options | undefined,
	parts: readonly TextPart[],
	index: number,
): Options | undefined {
	if (options === undefined) return undefined;
	const texts = parts.map(({ text }) => text);
	const isNamed = (jid: string, text = '') => text.includes(`@${textBefore('@', jid)}`);
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

// A long WhatsApp text as several messages. Nothing is lost but the white space between them.

interface Piece {
	readonly text: string;
	readonly gap: string;
}

/** The best places to cut a text come first. */
const CUTS = ['blankLine', 'line', 'sentence', 'word'] as const;

type Cut = (typeof CUTS)[number];

const PLACES: Record<Cut, RegExp> = {
	blankLine: /\n(?:[^\S\n]*\n)+/g,
	line: /\n/g,
	// Chinese and Japanese sentences have no space after them.
	sentence: /\s+|(?<=[。！？])(?![\s。！？」』”’）])/g,
	word: /\s+|(?<=[，、；：])(?!\s)/g,
};

export const splitByParagraph = (text: string): string[] =>
	cutAt(text, 'blankLine').flatMap((piece) => partWithText(piece.text));

/**
 * Messages of at most `most` characters, cut at the best places: between paragraphs, then lines, then sentences, then
 * words. A message is only longer if a single word, link, piece of code or formatted phrase is longer.
 */
export const splitByLength = (text: string, most: number): string[] =>
	cutToFit({ text, gap: '' }, most, CUTS).flatMap((piece) => partWithText(piece.text));

/** Trims a part, but keeps the first line's indentation, since it may be part of a list. */
function partWithText(text: string): string[] {
	const content = text.replace(/^(?:[^\S\n]*\n)+/, '').trimEnd();
	return content === '' ? [] : [content];
}

function cutToFit(piece: Piece, most: number, cuts: readonly Cut[]): Piece[] {
	const pieces: Piece[] = [];
	for (const next of shortPieces(piece, most, cuts)) {
		const last = pieces.at(-1);
		const text = last === undefined ? next.text : last.text + last.gap + next.text;
		if (last !== undefined && text.length <= most) pieces.pop();
		pieces.push(text.length <= most ? { text, gap: next.gap } : next);
	}
	return pieces;
}

function shortPieces(piece: Piece, most: number, [cut, ...finer]: readonly Cut[]): Piece[] {
	if (piece.text.length <= most || cut === undefined) return [piece];
	const pieces = cutAt(piece.text, cut);
	return pieces.flatMap(({ text, gap }, index) => {
		const isLast = index === pieces.length - 1;
		return shortPieces({ text, gap: isLast ? piece.gap : gap }, most, finer);
	});
}

/** Matches links, code, and formatted words within a line. A cut must not split them. */
const TOGETHER = new RegExp(
	[
		'https?://\\S+',
		'```[^]*?```',
		'`[^`\\n]+`',
		...['\\*', '_', '~'].map(
			(mark) => `(?<![\\p{L}\\p{N}])${mark}(?=\\S)[^${mark}\\n]*(?<=\\S)${mark}(?![\\p{L}\\p{N}])`,
		),
	].join('|'),
	'gu',
);

/** Matches the end of a sentence, but not the dot after an abbreviation or a list item's number. */
const SENTENCE_END = /(?:[!?…。！？]|(?:[\p{L}\p{N}]{3}|[^\p{L}\p{N}\s])\.)["'”’»)\]*_~`]*$/u;

const LOOK_BACK = 20;

function cutAt(text: string, cut: Cut): Piece[] {
	const units = [...text.matchAll(TOGETHER)];
	const pieces: Piece[] = [];
	let start = 0;
	let unit = 0;
	for (const { 0: gap, index } of text.matchAll(PLACES[cut])) {
		while (endOfMatch(units[unit]) <= index) unit += 1;
		const isInside = (units[unit]?.index ?? Infinity) < index;
		const before = text.slice(Math.max(start, index - LOOK_BACK), index);
		if (isInside || (cut === 'sentence' && !SENTENCE_END.test(before))) continue;
		pieces.push({ text: text.slice(start, index), gap });
		start = index + gap.length;
	}
	return [...pieces, { text: text.slice(start), gap: '' }];
}

const endOfMatch = (match: RegExpExecArray | undefined) =>
	match === undefined ? Infinity : match.index + match[0].length;
