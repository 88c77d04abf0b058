import { z } from 'zod';

import { expecting } from '../core/input/checks';
import { refuseLongList, textLike, trimmedText } from './inputs';
import { dataList, parseList } from './listData';

// Choices and poll options: one per line, or as a list. Where people see numbered choices, the node adds the numbers.

const FENCE = /^\s*```\w*\s*\n(.*?)\n?\s*```\s*$/s;

/** Matches the bullet or number before a label, e.g. `-`, `2.` or `2)`. */
const markAt = (place: number) => new RegExp(`^(?:[-*•–]|${place + 1}[.)])\\s+(?=\\S)`, 'u');

function withoutMarks(labels: readonly string[]): string[] {
	const texts = labels.map((label, place) => label.replace(markAt(place), ''));
	const isList = labels.length > 1 && texts.every((text, place) => text !== labels[place]);
	return isList ? texts : [...labels];
}

const isBlank = (entry: unknown) =>
	entry === null || entry === undefined || (typeof entry === 'string' && entry.trim() === '');

const labelTitle = z.object({ title: trimmedText }).transform(({ title }) => title);

/** Keys for the text of an entry that is an object, such as `{ "label": "Yes" }`. Errors name the first key. */
const NAMES = ['title', 'label', 'name', 'option', 'optionName', 'text', 'value'];

export const labelList = z
	.unknown()
	.superRefine(refuseLongList)
	.pipe(z.union([textLike, z.array(z.unknown())], expecting('text or a list')))
	.transform((input) => {
		const content = typeof input === 'string' ? input.replace(FENCE, '$1') : input;
		return parseList(content) ?? String(content).split(/[\r\n]+/);
	})
	.transform((entries) => entries.filter((entry) => !isBlank(entry)))
	.pipe(
		dataList(labelTitle, {
			text: 'title',
			properties: ['title'],
			names: Object.fromEntries(NAMES.map((name) => [name, 'title'])),
		}),
	);

/** Labels without bullets and numbers, because the node numbers them itself. */
export const numberedLabels = labelList.transform(withoutMarks);
