import { z } from 'zod';

import { expecting } from '../core/input/checks';
import { foldText, plainCircled } from '../core/values/text';
import { refuseLongList, text, textLike } from './inputs';
import { dataList, parseList } from './listData';

// What people choose from, as users, spreadsheets and models write it: one a line, JSON, a numbered list, or one line with
// commas. The node numbers them itself where that is to be seen.

/** A whole text in a fence of Markdown. */
const FENCE = /^\s*```\w*\s*\n(.*?)\n?\s*```\s*$/s;

const BULLET = /^\s*[-*•–]\s+/u;

/** `1.`, `1)`, `1 -`, `1-`, `[1]`, `*1*`, `1 →`, `①` or `1️⃣` before a label. */
const NUMBER = new RegExp(
	[
		String.raw`^\s*(?:(\d{1,2})\s*[.):]\s+`,
		String.raw`(\d{1,2})\s+[-–]\s+`,
		String.raw`(\d{1,2})\s*[-–.):]\s*(?=\p{L})`,
		String.raw`[*_([]+(\d{1,2})[*_)\]]+\s*[-–.:]?\s*`,
		String.raw`(\d{1,2})\s*(?:[-=]>|→|➡\ufe0f?)\s*`,
		String.raw`([\u2460-\u2473\u2776-\u2793])\s*`,
		String.raw`(\d\ufe0f?\u20e3|🔟)\s*)(?=\S)`,
	].join('|'),
	'u',
);

const IN_ONE_LINE = /\s+(?=\d{1,2}[.)]\s)/;

const TEN = '🔟';

function numberBefore(label: string): number | undefined {
	const [, ...found] = NUMBER.exec(label) ?? [];
	const sign = found.find((part) => part !== undefined);
	if (sign === undefined) return undefined;
	return sign === TEN ? 10 : Number(foldText(plainCircled(sign)).replace(/\D/g, ''));
}

const isNumbered = (labels: readonly string[]) =>
	labels.length > 1 && labels.every((label, index) => numberBefore(label) === index + 1);

const withoutNumbers = (labels: readonly string[]): string[] =>
	isNumbered(labels) ? labels.map((label) => label.replace(NUMBER, '').trim()) : [...labels];

function withoutBullets(labels: readonly string[]): string[] {
	const isBulleted = labels.length > 1 && labels.every((label) => BULLET.test(label));
	return labels.map((label) => (isBulleted ? label.replace(BULLET, '') : label).trim());
}

function splitLabels(typed: string): string[] {
	const lines = typed.split(/[\r\n]+/).filter((line) => line.trim() !== '');
	const [only = ''] = lines;
	if (lines.length !== 1) return lines;
	const numbered = only.trim().split(IN_ONE_LINE);
	if (isNumbered(numbered)) return numbered;
	// One choice alone is none, so what is between commas is meant.
	return only.split(only.includes(';') ? ';' : ',');
}

const isBlank = (entry: unknown) =>
	entry === null || entry === undefined || (typeof entry === 'string' && entry.trim() === '');

const label = z.object({ title: text }).transform(({ title }) => title);

/** What an object calls its label; the first is what an error names. */
const NAMES = ['title', 'label', 'name', 'option', 'optionName', 'text', 'value'];

/** Labels to choose from, without bullets and blank entries; a list of texts, or of objects with a title, is read, too. */
export const labelList = z
	.unknown()
	.superRefine(refuseLongList)
	.pipe(z.union([textLike, z.array(z.unknown())], expecting('text or a list')))
	.transform((given) => {
		const typed = typeof given === 'string' ? given.replace(FENCE, '$1') : given;
		return parseList(typed) ?? splitLabels(String(typed));
	})
	.transform((entries) => entries.filter((entry) => !isBlank(entry)))
	.pipe(
		dataList(label, {
			text: 'title',
			properties: ['title'],
			names: Object.fromEntries(NAMES.map((name) => [name, 'title'])),
		}),
	)
	.transform(withoutBullets);

/** The same, where the node numbers them itself. */
export const numberedLabels = labelList.transform(withoutNumbers);
