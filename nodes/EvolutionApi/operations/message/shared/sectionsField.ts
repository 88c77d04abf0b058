import { z } from 'zod';

import { reportProblem } from '../../../core/input/inputProblem';
import type { Field } from '../../../core/values/field';
import { fieldGroup, groupsField, textField } from '../../../fields/fieldKinds';
import { optionalText, text } from '../../../fields/inputs';
import { listSource, shownIfDefined } from '../../../fields/listData';

export const rowSource = { ...listSource, displayName: 'Row Source' } as const satisfies Field;

export const sectionsField = groupsField('Sections', 'sections', {
	displayOptions: shownIfDefined,
	typeOptions: { multipleValues: true },
	default: { section: [{}] },
	required: true,
	placeholder: 'Add Section',
	options: [
		fieldGroup('Section', 'section', [
			textField('Title', 'title', {
				required: true,
				placeholder: 'e.g. Repairs',
				description: 'Heading of the section',
			}),
			groupsField('Rows', 'rows', {
				typeOptions: { multipleValues: true },
				default: { row: [{}] },
				placeholder: 'Add Row',
				options: [
					fieldGroup('Row', 'row', [
						textField('Title', 'title', {
							required: true,
							placeholder: 'e.g. Broken screen',
							description: 'The name of the row, as plain text',
						}),
						textField('Description', 'description', {
							placeholder: 'e.g. Ready in 2 days',
							description:
								'Small text below the title. A WHATSAPP-BUSINESS instance needs one in each row.',
						}),
						textField('Row ID', 'rowId', {
							placeholder: 'e.g. screen',
							description: 'ID of the row in the answer. Leave empty to use the title.',
						}),
					]),
				],
			}),
		]),
	],
});

export const rowShape = { title: text, description: optionalText, rowId: optionalText };

type GivenRow = z.output<z.ZodObject<typeof rowShape>>;

/** A row without an ID gets its title as ID, which the answer then contains. */
export const withRowId = ({ title, description, rowId = title }: GivenRow) => ({
	title,
	description,
	rowId,
});

export type Row = ReturnType<typeof withRowId>;

export const row = z.object(rowShape).transform(withRowId);

export function checkRows(rows: readonly Row[], context: z.RefinementCtx): void {
	if (rows.length === 0) reportProblem(context, 'is empty', 'Add at least one.');
}

const rows = z
	.object({ row: z.array(row).optional() })
	.optional()
	.transform((group) => group?.row ?? [])
	.superRefine(checkRows);

export function checkSections(
	sections: ReadonlyArray<{ readonly rows: readonly Row[] }>,
	context: z.RefinementCtx,
): void {
	if (sections.length === 0) reportProblem(context, 'is empty', 'Add at least one section.');
	const ids = sections.flatMap((section) => section.rows.map(({ rowId }) => rowId));
	const twice = ids.find((id, index) => ids.indexOf(id) !== index);
	if (twice !== undefined) {
		reportProblem(
			context,
			`has two rows with the ID "${twice}"`,
			'Give each row an ID of its own.',
		);
	}
}

export const sectionsInput = z
	.object({ section: z.array(z.object({ title: text, rows })).optional() })
	.transform(({ section = [] }) => section)
	.superRefine(checkSections);
