import { z } from 'zod';

import { expecting } from '../core/input/checks';
import { refuseLongList, text, textLike } from './inputs';
import { dataList, parseList } from './listData';

// What people choose from, as users, spreadsheets and models write it: one a line, JSON, a numbered list, or one line with
// commas. The node numbers them itself where that is to be seen.

/** A whole text in a fence of Markdown. */
const FENCE = /^\s*```\w*\s*\n(.*?)\n?\s*```\s*$/s;

const BULLET = /^\s*[-*•–]\s+/u;

/** `1.`, `1)` or `1:` before a label. */
const NUMBER = /^\s*(\d{1,2})\s*[.):]\s+(?=\S)/;

const IN_ONE_LINE = /\s+(?=\d{1,2}[.)]\s)/;

const isNumbered = (labels: readonly string[]) =>
	labels.length > 1 &&
	labels.every((label, index) => Number(NUMBER.exec(label)?.[1]) === index + 1);

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
