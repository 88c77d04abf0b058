import { z } from 'zod';

import { reportProblem } from '../../../core/input/inputProblem';
import type { Field } from '../../../core/table/operation';
import { optionalText, text } from '../../../fields/inputs';

export const sectionsField = {
	displayName: 'Sections',
	name: 'sections',
	type: 'fixedCollection',
	typeOptions: { multipleValues: true },
	default: {},
	required: true,
	placeholder: 'Add Section',
	options: [
		{
			displayName: 'Section',
			name: 'section',
			values: [
				{
					displayName: 'Title',
					name: 'title',
					type: 'string',
					default: '',
					required: true,
					placeholder: 'e.g. Repairs',
					description: 'Heading of the section',
				},
				{
					displayName: 'Rows',
					name: 'rows',
					type: 'fixedCollection',
					typeOptions: { multipleValues: true },
					default: {},
					placeholder: 'Add Row',
					options: [
						{
							displayName: 'Row',
							name: 'row',
							values: [
								{
									displayName: 'Title',
									name: 'title',
									type: 'string',
									default: '',
									required: true,
									placeholder: 'e.g. Broken screen',
									description: 'The name of the row, as plain text',
								},
								{
									displayName: 'Description',
									name: 'description',
									type: 'string',
									default: '',
									placeholder: 'e.g. Ready in 2 days',
									description:
										'Small text below the title. A WHATSAPP-BUSINESS instance needs one in each row.',
								},
								{
									displayName: 'Row ID',
									name: 'rowId',
									type: 'string',
									default: '',
									placeholder: 'e.g. screen',
									description: 'ID of the row in the answer. Leave empty to use the title.',
								},
							],
						},
					],
				},
			],
		},
	],
} as const satisfies Field;

const row = z
	.object({ title: text, description: optionalText, rowId: optionalText })
	.transform(({ title, description, rowId = title }) => ({ title, description, rowId }));

const rows = z
	.object({ row: z.array(row).optional() })
	.optional()
	.transform((group) => group?.row ?? [])
	.superRefine((given, context) => {
		if (given.length === 0) reportProblem(context, 'the section has no rows', 'Add at least one.');
	});

export const sectionsInput = z
	.object({ section: z.array(z.object({ title: text, rows })).optional() })
	.transform(({ section = [] }) => section)
	.superRefine((given, context) => {
		if (given.length === 0)
			reportProblem(context, 'the list is empty', 'Add at least one section.');
		const ids = given.flatMap((section) => section.rows.map(({ rowId }) => rowId));
		const twice = ids.find((id, index) => ids.indexOf(id) !== index);
		if (twice !== undefined) {
			reportProblem(context, `two rows have the ID "${twice}"`, 'Give each row an ID of its own.');
		}
	});
