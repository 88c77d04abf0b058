import { z } from 'zod';

import { InputProblem, mustBe, reportProblem } from './inputProblem';

/** Returns options for a zod schema, whose error then says `must be …` with the requirement. */
export const expecting = (requirement: string) => ({
	errorMap: (_issue: unknown, { data }: { readonly data?: unknown }) => ({
		message: mustBe(requirement, data),
	}),
});

export const flag = z.union(
	[
		z.boolean(),
		// AI models also write "True" and "False", as in Python.
		z
			.string()
			.regex(/^\s*(?:true|false)\s*$/i)
			.transform((value) => /true/i.test(value)),
	],
	expecting('true or false'),
);

const numberLike = (requirement: string, isFit: (value: number) => boolean) =>
	z
		.union(
			[
				z.number(),
				z
					.string()
					.regex(/^\s*-?\d+(\.\d+)?\s*$/)
					.transform(Number),
			],
			expecting(requirement),
		)
		.superRefine((value, context) => {
			if (!isFit(value)) reportProblem(context, mustBe(requirement, value));
		});

export const decimal = (min: number, max: number) =>
	numberLike(`a number from ${min} to ${max}`, (value) => value >= min && value <= max);

export const integer = (min: number, max: number) =>
	numberLike(
		max === Number.MAX_SAFE_INTEGER
			? `a whole number of at least ${min}`
			: `a whole number from ${min} to ${max}`,
		(value) => Number.isInteger(value) && value >= min && value <= max,
	);

/** The value is checked, since an expression may return any value. */
export const choice = <Value extends string>(...values: [Value, ...Value[]]) =>
	z.enum(values, expecting(listChoices(values)));

/** Returns `a, b, or c`. Doesn't use `Intl.ListFormat`, because its first use would delay the start of n8n by 20 ms. */
export const listChoices = (values: readonly string[]) =>
	values.length < 3
		? values.join(' or ')
		: `${values.slice(0, -1).join(', ')}, or ${values.at(-1)}`;

// The fields repeat this number: `fields/reads.ts`, and `concurrency` in `fields/bulkSending.ts`.
const MOST_AT_ONCE = 50;

/** @throws {InputProblem} if the number can't be used */
export function readConcurrency(input: unknown, whenEmpty: number, collection: string): number {
	if (input === undefined || input === null || input === '') return whenEmpty;
	const count = Number(input);
	if (Number.isInteger(count) && count >= 1 && count <= MOST_AT_ONCE) return count;
	throw new InputProblem(
		[collection, 'concurrency'],
		mustBe(`a whole number from 1 to ${MOST_AT_ONCE}`, input),
	);
}
