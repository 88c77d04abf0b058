import { jsonParse } from 'n8n-workflow';
import { z } from 'zod';

import { cleanPasted, readN8nUrl } from '../core/input/baseUrl';
import { expecting } from '../core/input/checks';
import { mustBe, refuseInput, reportProblem } from '../core/input/inputProblem';
import { splitPeople } from '../core/phones/writtenNumber';
import { isRecord } from '../core/values/answer';
import { parseUrl } from '../core/values/addressKind';

// Building blocks for the `input` of an operation. An expression may return a number for a text, and a text for a number or a
// switch, so each block accepts both.

/** Matches NUL and surrogates (halves of a character). The server's database refuses them after the message was sent. */
const UNSTORABLE = /[\0\ud800-\udfff]/;

const storable = (value: string) =>
	UNSTORABLE.test(value) ? value.replace(/[\0\p{Cs}]/gu, '') : value;

/** Matches a long number that lost its last digits in a spreadsheet or JavaScript. */
const CUT_NUMBER = /^\s*\d(?:[.,]\d+)?e\+?(?:1[5-9]|[2-9]\d)\s*$/i;

function refuseCut(value: string | number, context: z.RefinementCtx): void {
	const isCut =
		typeof value === 'number'
			? Number.isInteger(value) && !Number.isSafeInteger(value)
			: value.length < 30 && CUT_NUMBER.test(value);
	if (!isCut) return;
	const hint =
		'A number keeps only about 16 digits. Use a text from the beginning: format the column as text, or put it in quotes in JSON.';
	reportProblem(context, `is ${value}, a number that has lost its last digits`, hint);
}

export const textLike = z
	.union([z.string(), z.number()], expecting('text'))
	.superRefine(refuseCut)
	.transform((value) => (typeof value === 'number' ? String(value) : storable(value)));

/** Surrounding spaces stay, because they may be intended. */
export const text = textLike.superRefine((value, context) => {
	if (value.trim() === '') reportProblem(context, 'is empty');
});

export const trimmedText = text.transform((value) => value.trim());

export const optionalText = textLike
	.transform((value) => (value.trim() === '' ? undefined : value))
	.optional();

export const locatorInput = <Schema extends z.ZodTypeAny>(schema: Schema) =>
	z.preprocess((input) => (isRecord(input) ? input.value : input), schema);

/** A text that may be cleared: an empty text counts as entered, and removes the earlier value. */
export const clearableText = textLike.optional();

/** A pasted key, without `Bearer`, which the server adds itself. An empty text removes the earlier key. */
export const pastedKey = clearableText.transform(
	(value) => value && cleanPasted(value).replace(/^(?:Authorization:\s*)?Bearer\s+/i, ''),
);

export const pastedText = text.transform(cleanPasted);

export const optionalPasted = optionalText.transform((value) => value && cleanPasted(value));

export const webAddress = text.transform(cleanPasted).superRefine((value, context) => {
	if (value === '' || isWebAddress(value)) return;
	const hint = 'Enter it with http:// or https:// in front.';
	reportProblem(context, mustBe('a web address', value), hint);
});

export const isWebAddress = (value: string) => /^https?:$/.test(parseUrl(value)?.protocol ?? '');

/** An address without slashes at its end, since the server adds a path that begins with a slash. */
export const addressOfServer = webAddress.transform((value) => value.replace(/\/+$/, ''));

export const optionalAddress = optionalText.pipe(webAddress.optional());

/** A color: `#0e9f6e`, or `#0e9f6e80` with opacity. The server shows anything else as black. */
export const optionalColor = optionalText.transform((value, context) => {
	if (value === undefined) return undefined;
	const [, digits = ''] = /^\s*#?([\da-f]{3}|[\da-f]{6}|[\da-f]{8})\s*$/i.exec(value) ?? [];
	if (digits === '') {
		return refuseInput(context, mustBe('a color', value), 'Enter it as #0e9f6e.');
	}
	return `#${digits.length === 3 ? digits.replace(/./g, '$&$&') : digits}`;
});

export const optionalN8nUrl = optionalText.transform((value, context) => {
	if (value === undefined) return undefined;
	const reading = readN8nUrl(value);
	return 'url' in reading ? reading.url : refuseInput(context, reading.problem, reading.hint);
});

const trimmedEntries = (entries: string[]) =>
	entries.map((entry) => entry.trim()).filter((entry) => entry !== '');

/** Maximum number of characters in a list. Splitting and checking a list blocks n8n. */
const LONGEST_LIST = 250_000;

/** Runs before other checks. @param input a text, or a list of entries */
export function refuseLongList(input: unknown, context: z.RefinementCtx): void {
	const lengths = [input].flat().map((entry) => (typeof entry === 'string' ? entry.length : 1));
	const length = lengths.reduce((sum, characters) => sum + characters, 0);
	if (length <= LONGEST_LIST) return;
	const problem = `has ${length} characters, but a list may have ${LONGEST_LIST} at most`;
	reportProblem(context, problem, 'Split it into several items.');
}

/**
 * The total length is checked before the entries, because parsing an entry takes a hundred times as long as counting its
 * characters. The array comes first in the union, because zod is slow when `textLike` fails: it creates stack traces.
 */
const listOrText = z
	.unknown()
	.superRefine(refuseLongList)
	.pipe(z.union([z.array(textLike), textLike], expecting('text or a list')));

const listSplitAt = (separator: string | RegExp) =>
	listOrText.transform((value) =>
		trimmedEntries(Array.isArray(value) ? value : value.split(separator)),
	);

export const textList = listSplitAt(',');

export const wordList = listSplitAt(/[,\n]/);

export const lines = listSplitAt('\n');

/** An ID may contain a single space. */
const BETWEEN_IDS = /[,;\n\r\t\v\f\u2028\u2029]|\s{2,}/;

const listOf = (split: (value: string) => string[]) =>
	listOrText.transform((value) => [value].flat().flatMap(split));

/** IDs may be pasted as a column or row of a table. */
export const idList = listOf((value) => trimmedEntries(value.split(BETWEEN_IDS)));

/** Numbers and JIDs of people, one entry each, not yet parsed. Also accepts a numbered list. */
export const peopleList = listOf(splitPeople);

/** @returns null if the text isn't JSON */
const parseJson = (value: string, whenEmpty: string): unknown =>
	jsonParse<unknown>(value.trim() === '' ? whenEmpty : value, { fallbackValue: null });

const isBroken = (value: unknown, json: unknown) =>
	json === null && typeof value === 'string' && /^\s*[[{]/.test(value);

const MEND =
	'It begins like JSON, but is not valid: often, a line break or a quote in a value is the reason. Use an expression for all of it, e.g. {{ { "text": $json.text } }}, or write {{ JSON.stringify($json.text) }} without quotes around it.';

export const jsonList = z.union([z.string(), z.array(z.unknown())]).transform((value, context) => {
	const json = Array.isArray(value) ? value : parseJson(value, '[]');
	if (Array.isArray(json)) return json as unknown[];
	const hint = isBroken(value, json)
		? MEND
		: 'Write it in square brackets, e.g. [{"type": "body"}].';
	return refuseInput(context, mustBe('a JSON list', value), hint);
});

export const jsonObject = z
	.union([z.string(), z.record(z.string(), z.unknown())])
	.transform((value, context): Record<string, unknown> => {
		const json = typeof value === 'string' ? parseJson(value, '{}') : value;
		if (isRecord(json)) return json;
		const hint = isBroken(value, json)
			? MEND
			: 'Write it in curly brackets, e.g. {"name": "value"}.';
		return refuseInput(context, mustBe('a JSON object', value), hint);
	});

export const jsonBody = z
	.union([z.string(), z.record(z.string(), z.unknown()), z.array(z.unknown())])
	.transform((value, context): object => {
		const json = typeof value === 'string' ? parseJson(value, '{}') : value;
		if (typeof json === 'object' && json !== null) return json;
		const hint = isBroken(value, json)
			? MEND
			: 'Write an object in curly brackets, or a list in square brackets.';
		return refuseInput(context, mustBe('JSON', value), hint);
	});

const PROXY_HOST = /^(?:\[[\da-f:.]+\]|[\p{L}\p{N}_-]+(?:\.[\p{L}\p{N}_-]+)*\.?)$/iu;

/** Host of a proxy. Errors don't show the value: a user may paste `host:port:user:password`, as proxy sellers write it. */
export const proxyHost = optionalPasted.superRefine((host, context) => {
	if (host === undefined || PROXY_HOST.test(host)) return;
	const hint = 'Enter protocol, port, username and password in their own fields.';
	reportProblem(context, 'must be the name or IP address of the proxy alone', hint);
});
