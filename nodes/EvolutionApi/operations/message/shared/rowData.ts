import { z } from 'zod';

import type { Field } from '../../../core/values/field';
import { optionalText } from '../../../fields/inputs';
import { listData, dataList } from '../../../fields/listData';
import { checkRows, checkSections, row, rowShape, withRowId, type Row } from './sectionsField';

export const rowData = {
	...listData,
	displayName: 'Rows',
	description:
		'An array of rows, e.g. [{"title": "Repairs", "description": "Ready in 2 days", "ID": "repair", "section": "Service"}], or of mere titles. Rows with the same section stand together under that heading.',
} as const satisfies Field;

/** `rowId` is what the server calls it. */
const ROW_FORM = {
	text: 'title',
	properties: [...Object.keys(rowShape), 'section', 'rows'],
	names: { id: 'rowId' },
};

const rowsOfSection = dataList(row, ROW_FORM).superRefine(checkRows);

/** A row, or a whole section with its rows, as the server has them. */
const rowsUnderHeading = z
	.object({ ...rowShape, section: optionalText, rows: rowsOfSection.optional() })
	.transform(({ section, rows: inner, ...own }) =>
		inner === undefined
			? { heading: section, rows: [withRowId(own)] }
			: { heading: own.title, rows: inner },
	);

/** Sections in the order of their first rows. Those without a heading get it later: the server wants one. */
export const rowDataInput = dataList(rowsUnderHeading, ROW_FORM)
	.transform((groups) => {
		const sections = new Map<string, Row[]>();
		for (const { heading = '', rows: more } of groups) {
			sections.set(heading, [...(sections.get(heading) ?? []), ...more]);
		}
		return [...sections].map(([title, all]) => ({ title, rows: all }));
	})
	.superRefine(checkSections);
