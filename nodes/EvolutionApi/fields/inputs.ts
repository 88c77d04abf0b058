import { jsonParse } from 'n8n-workflow';
import { z } from 'zod';

import { reportProblem } from '../core/input/inputProblem';
import { isRecord } from '../core/server/answer';

export { choice, decimal, flag, integer } from '../core/input/checks';

// Building blocks for `input`. An expression may give a number where the field holds a text, and a
// text where it holds a number or a switch, so each of them takes both.

const textLike = z.union([z.string(), z.number().transform(String)]);

/** A text that must not be empty. Spaces around it stay: they may be meant. */
export const text = textLike.superRefine((value, context) => {
	if (value.trim() === '')
		reportProblem(context, 'is empty', 'Fill it in, or check the expression in it.');
});

/** A text that may be left empty, which counts as not given. */
export const optionalText = textLike
	.transform((value) => (value.trim() === '' ? undefined : value))
	.optional();

/** A text that counts as given even when it is empty: that clears what was set before. */
export const clearableText = textLike.optional();

/** An http(s) address, as a text. */
export const webAddress = text
	.superRefine((value, context) => {
		const trimmed = value.trim();
		if (trimmed !== '' && !(URL.canParse(trimmed) && /^https?:$/.test(new URL(trimmed).protocol))) {
			reportProblem(
				context,
				`"${trimmed.slice(0, 80)}" is no web address`,
				'Enter it with http:// or https:// in front.',
			);
		}
	})
	.transform((value) => value.trim());

/** The same, where an empty one is none. */
export const optionalAddress = optionalText.pipe(webAddress.optional());

const trimmedEntries = (entries: string[]) =>
	entries.map((entry) => entry.trim()).filter((entry) => entry !== '');

/** Comma-separated text or a list, as a list of trimmed, non-empty texts. */
export const textList = z
	.union([textLike, z.array(textLike)])
	.transform((value) => trimmedEntries(Array.isArray(value) ? value : value.split(',')));

/** Texts separated by commas or line breaks, or a list of them. */
export const wordList = z
	.union([textLike, z.array(textLike)])
	.transform((value) => trimmedEntries(Array.isArray(value) ? value : value.split(/[,\n]/)));

/** Commas, semicolons, line breaks, tabs and wide gaps; one space belongs to a number. */
const BETWEEN_NUMBERS = /[,;\n\r\t\v\f\u2028\u2029]|\s{2,}/;

export const splitNumbers = (value: string) => trimmedEntries(value.split(BETWEEN_NUMBERS));

/** Numbers or IDs, also pasted as a column or a row of a table, as a list of trimmed, non-empty texts. */
export const numberList = z
	.union([textLike, z.array(textLike)])
	.transform((value) => [value].flat().flatMap(splitNumbers));

/** One entry a line, or a list, as a list of trimmed, non-empty texts. */
export const lines = z
	.union([textLike, z.array(textLike)])
	.transform((value) => trimmedEntries(Array.isArray(value) ? value : value.split('\n')));

/** @returns null for what is no JSON */
const parseJson = (value: string, whenEmpty: string): unknown =>
	jsonParse<unknown>(value.trim() === '' ? whenEmpty : value, { fallbackValue: null });

/** A JSON list, as the text of a JSON field or, from an expression, as the list itself. */
export const jsonList = z.union([z.string(), z.array(z.unknown())]).transform((value, context) => {
	if (Array.isArray(value)) return value;
	const parsed = parseJson(value, '[]');
	if (Array.isArray(parsed)) return parsed as unknown[];
	reportProblem(
		context,
		'is no JSON list',
		'Write it in square brackets, e.g. [{"type": "body"}].',
	);
	return z.NEVER;
});

/** A JSON object, as the text of a JSON field or, from an expression, as the object itself. */
export const jsonObject = z
	.union([z.string(), z.record(z.string(), z.unknown())])
	.transform((value, context) => {
		if (typeof value !== 'string') return value;
		const parsed = parseJson(value, '{}');
		if (isRecord(parsed)) return parsed;
		reportProblem(
			context,
			'is no JSON object',
			'Write it in curly brackets, e.g. {"name": "value"}.',
		);
		return z.NEVER;
	});

/** A JSON object or list, as the text of a JSON field or, from an expression, as the value itself. */
export const jsonBody = z
	.union([z.string(), z.record(z.string(), z.unknown()), z.array(z.unknown())])
	.transform((value, context): object => {
		if (typeof value !== 'string') return value;
		const parsed = parseJson(value, '{}');
		if (typeof parsed === 'object' && parsed !== null) return parsed;
		reportProblem(context, 'is no JSON', 'Write an object in curly or a list in square brackets.');
		return z.NEVER;
	});
