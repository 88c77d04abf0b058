import { z } from 'zod';

import { reportProblem } from '../../../core/input/inputProblem';
import { numberField, textField } from '../../../fields/fieldKinds';
import { expecting } from '../../../core/input/checks';
import { text, textLike } from '../../../fields/inputs';
import { listIn, dataList } from '../../../fields/listData';

export const question = textField('Question', 'question', {
	required: true,
	placeholder: 'e.g. When shall we deliver?',
	description: 'What people vote on, as plain text',
});

export const pollOptions = textField('Poll Options', 'pollOptions', {
	typeOptions: { rows: 4 },
	required: true,
	hint: 'One option per line',
	placeholder: 'e.g.\nMorning\nAfternoon',
	description:
		'2 to 10 options, one per line. An expression may give a list of texts, or of objects with a title.',
});

export const selectableCount = numberField('Choices Allowed', 'selectableCount', {
	typeOptions: { minValue: 0, maxValue: 10 },
	default: 1,
	required: true,
	description: 'How many options each person may choose. Use 0 for any number.',
});

const OPTIONS = { min: 2, max: 10 };

const isBlank = (entry: unknown) => typeof entry === 'string' && entry.trim() === '';

const option = z.object({ title: text }).transform(({ title }) => title.trim());

/** One option per line, or a list from data, also as JSON. Blank lines and texts do not count. */
export const pollOptionsInput = z
	.union([textLike, z.array(z.unknown())], expecting('text or a list'))
	.transform((value) => listIn(value) ?? String(value).split('\n'))
	.transform((entries) => entries.filter((entry) => !isBlank(entry)))
	.pipe(dataList(option, { text: 'title', properties: ['title'] }))
	.superRefine((options, context) => {
		if (options.length < OPTIONS.min || options.length > OPTIONS.max) {
			reportProblem(
				context,
				`must have ${OPTIONS.min} to ${OPTIONS.max} options, not ${options.length}`,
				'Write one option per line.',
			);
		} else if (new Set(options).size < options.length) {
			reportProblem(context, 'has two options that are the same', 'Give each option its own text.');
		}
	});
