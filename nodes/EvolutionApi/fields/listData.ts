import { jsonParse } from 'n8n-workflow';
import { z } from 'zod';

import { firstProblem, PREDICATES, mustBe, reportProblem } from '../core/input/inputProblem';
import { isRecord } from '../core/values/answer';
import { choiceField, jsonField } from './fieldKinds';
import { choice } from '../core/input/checks';

// Rows, buttons, cards and the like: defined one by one in a fixed collection, or a list from data.

export const listSource = choiceField('List Source', 'listSource', {
	options: [
		{ name: 'Using Fields Below', value: 'fields', description: 'Each one has its own fields' },
		{
			name: 'Using JSON',
			value: 'json',
			description: 'A JSON array, or an expression that gives a list, such as the rows of a table',
		},
	],
	default: 'fields',
});

export const shownIfDefined = { show: { listSource: ['fields'] } } as const;

export const listData = jsonField('List', 'listData', {
	displayOptions: { show: { listSource: ['json'] } },
	typeOptions: { rows: 6 },
	default: '[]',
	required: true,
});

export const listSourceInput = choice('fields', 'json').default(listSource.default);

interface RowForm {
	/** Other properties are ignored. */
	readonly properties: readonly string[];
	/** Other property names that data may use, each with the schema's name for it. */
	readonly names?: Readonly<Record<string, string>>;
	/** The property that gets the value if an entry is only a text. */
	readonly text?: string;
	readonly complete?: (values: Record<string, unknown>) => Record<string, unknown>;
}

/**
 * Schema for an array of rows, or for its JSON. An n8n item, for example from `$input.all()`, is read as its JSON. Upper and
 * lower case don't matter in property names.
 */
export const dataList = <Row extends z.ZodTypeAny>(row: Row, form: RowForm) =>
	z.unknown().transform((value, context) => {
		const rows = parseList(value);
		if (rows === undefined) {
			reportProblem(
				context,
				mustBe('a list', value),
				'Enter an expression that gives an array, e.g. {{ $input.all() }}, or JSON in square brackets.',
			);
			return [];
		}
		return rows.flatMap((entry, index) => checkRow(row, form, { entry, index }, context));
	});

export function parseList(value: unknown): unknown[] | undefined {
	const list =
		typeof value === 'string' ? jsonParse<unknown>(value, { fallbackValue: null }) : value;
	return Array.isArray(list) ? list : undefined;
}

/** @returns a list that contains the row; empty after a problem */
function checkRow<Row extends z.ZodTypeAny>(
	row: Row,
	form: RowForm,
	{ entry, index }: { readonly entry: unknown; readonly index: number },
	context: z.RefinementCtx,
): Array<z.output<Row>> {
	const cells = readCells(entry, form.text);
	if (cells === undefined) {
		const requirement = form.text === undefined ? 'an object' : 'text or an object';
		reportProblem(context, mustBe(requirement, entry), undefined, [index]);
		return [];
	}
	const values = readValues(cells, form);
	const result = row.safeParse(values, PREDICATES);
	if (result.success) return [result.data];
	const { path, problem, hint } = firstProblem(result.error);
	const place = path.map((step) => nameInData(step, form));
	reportProblem(context, problem, hint, [index, ...place]);
	return [];
}

function readValues(
	cells: ReadonlyMap<string, unknown>,
	{ properties, names = {}, complete }: RowForm,
) {
	const mapping = [...Object.entries(names), ...properties.map((name) => [name, name] as const)];
	const values = Object.fromEntries(
		mapping.flatMap(([name, own]) => {
			const value = cells.get(name.toLowerCase());
			return value === undefined ? [] : [[own, value]];
		}),
	);
	return complete === undefined ? values : complete(values);
}

/** Returns the values of a row, keyed by names in lower case. Empty cells of a table are null, so they're left out. */
function readCells(entry: unknown, text: string | undefined): Map<string, unknown> | undefined {
	if (text !== undefined && (typeof entry === 'string' || typeof entry === 'number')) {
		return new Map([[text.toLowerCase(), entry]]);
	}
	if (!isRecord(entry)) return undefined;
	const entries = Object.entries(isRecord(entry.json) ? entry.json : entry);
	const cells = entries.filter(([, value]) => value !== null);
	return new Map(cells.map(([name, value]) => [name.toLowerCase(), value]));
}

/** @param step one part of the path in a zod issue: a property's name or an index */
export const nameInData = (step: string | number, { names = {} }: Pick<RowForm, 'names'>) =>
	Object.entries(names).find(([, own]) => own === step)?.[0] ?? step;

export type ListSource = z.output<typeof listSourceInput>;

export const listName = (source: ListSource, name: string) =>
	source === 'json' ? listData.name : name;

interface ListChoice<Entry> {
	readonly source: ListSource;
	readonly fields: Entry[] | undefined;
	readonly data: Entry[] | undefined;
	readonly name: string;
}

/** Reports a missing list, for example from an empty expression. */
export function chosenList<Entry>(
	{ source, fields, data, name }: ListChoice<Entry>,
	context: z.RefinementCtx,
): Entry[] {
	const list = source === 'json' ? data : fields;
	if (list !== undefined) return list;
	reportProblem(context, 'is empty', undefined, [listName(source, name)]);
	return [];
}
