import { z } from 'zod';

import { choice } from '../../../../../nodes/EvolutionApi/core/input/checks';
import {
	fieldLabel,
	parseInput,
	InputProblem,
	reportProblem,
} from '../../../../../nodes/EvolutionApi/core/input/inputProblem';
import type { Field } from '../../../../../nodes/EvolutionApi/core/values/field';

const text = (displayName: string, name: string): Field => ({
	displayName,
	name,
	type: 'string',
	default: '',
});

const fields: Field[] = [
	text('Recipient', 'recipient'),
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		default: {},
		options: [text('Delay (Seconds)', 'delaySeconds'), text('File Name', 'fileName')],
	},
	{
		displayName: 'Sections',
		name: 'sections',
		type: 'fixedCollection',
		typeOptions: { multipleValues: true },
		default: {},
		options: [
			{
				displayName: 'Section',
				name: 'section',
				values: [
					text('Title', 'title'),
					{
						displayName: 'Rows',
						name: 'rows',
						type: 'fixedCollection',
						typeOptions: { multipleValues: true },
						default: {},
						options: [{ displayName: 'Row', name: 'row', values: [text('Row ID', 'rowId')] }],
					},
				],
			},
		],
	},
	{
		displayName: 'Kind',
		name: 'kind',
		type: 'options',
		default: 'a',
		options: [{ name: 'First', value: 'a' }],
	},
];

describe('the error for an invalid parameter names the field as the editor does', () => {
	it.each<[Array<string | number>, string]>([
		[['unheardOf'], 'unheardOf'],
		[['options', 'unheardOf'], 'Options → unheardOf'],
		[['recipient'], 'Recipient'],
		[['kind'], 'Kind'],
		[['options', 'delaySeconds'], 'Options → Delay (Seconds)'],
		[['sections', 'section', 1, 'title'], 'Sections → 2 → Title'],
		[['sections', 'section', 0, 'rows', 'row', 2, 'rowId'], 'Sections → 1 → Rows → 3 → Row ID'],
		[['sections'], 'Sections'],
		[[], ''],
	])('the path %j is shown to the user as "%s"', (path, label) => {
		expect(fieldLabel(fields, path)).toBe(label);
	});
});

const problemOf = (schema: z.ZodTypeAny, parameters: Record<string, unknown>): InputProblem => {
	try {
		parseInput(schema, parameters);
	} catch (error) {
		if (error instanceof InputProblem) return error;
		throw error;
	}
	throw new Error('It was accepted');
};

describe('the error for an invalid parameter', () => {
	const kind = z.object({ kind: z.enum(['a', 'b']) });

	it.each([undefined, null, ''])('says that the field is empty where its value is %j', (value) => {
		const { path, problem, hint } = problemOf(kind, { kind: value });
		expect([path, problem, hint]).toEqual([
			['kind'],
			'is empty',
			'Fill it in, or check the expression in it.',
		]);
	});

	it('shows the value, with what it must be', () => {
		const schema = z.object({ kind: choice('a', 'b') });
		expect(problemOf(schema, { kind: 'c' }).problem).toBe('must be a or b, not "c"');
		expect(problemOf(schema, {}).problem).toBe('is empty');
	});

	it('shows a value that is no text as JSON', () => {
		expect(problemOf(kind, { kind: { x: [1] } }).problem).toMatch(/^cannot be \{"x":\[1\]\}/);
	});

	it('cuts a long value', () => {
		const document = 'x'.repeat(10_000);
		expect(problemOf(kind, { kind: document }).problem.length).toBeLessThan(400);
		const quoting = z.object({
			a: z.string().superRefine((value, context) => reportProblem(context, `"${value}" is odd`)),
		});
		expect(problemOf(quoting, { a: document }).problem.length).toBeLessThan(400);
	});

	it('gives the path of an invalid value within lists and collections', () => {
		const schema = z.object({ list: z.array(z.object({ n: z.number() })) });
		const { path, problem } = problemOf(schema, { list: [{ n: 1 }, { n: 'two' }] });
		expect(path).toEqual(['list', 1, 'n']);
		expect(problem).toMatch(/^cannot be "two"/);
	});

	it('has the problem and the hint that a custom check of the field reports', () => {
		const schema = z.object({
			a: z.string().superRefine((_value, context) => reportProblem(context, 'is odd', 'Even it.')),
		});
		const { path, problem, hint } = problemOf(schema, { a: 'x' });
		expect([path, problem, hint]).toEqual([['a'], 'is odd', 'Even it.']);
	});

	it('names the first of several problems', () => {
		const schema = z.object({ a: z.string(), b: z.string() });
		expect(problemOf(schema, {}).path).toEqual(['a']);
	});

	it('does not occur for valid values, which are returned in their converted form', () => {
		const schema = z.object({ a: z.string().transform(Number) });
		expect(parseInput(schema, { a: '7' })).toEqual({ a: 7 });
	});
});
