import { z } from 'zod';

import { reportProblem } from './inputProblem';

// The building blocks of `fields/inputs.ts` that `core/` needs, too.

/** A switch. */
export const flag = z.union([
	z.boolean(),
	z.enum(['true', 'false']).transform((value) => value === 'true'),
]);

const numberLike = z.union(
	[
		z.number(),
		z
			.string()
			.regex(/^\s*-?\d+(\.\d+)?\s*$/)
			.transform(Number),
	],
	{
		errorMap: () => ({ message: 'it is not a number' }),
	},
);

/** A number within bounds, both included. */
export const decimal = (min: number, max: number) =>
	numberLike.superRefine((value, context) => {
		if (Number.isNaN(value) || value < min || value > max) {
			reportProblem(context, `${value} is out of range`, `Enter a number from ${min} to ${max}.`);
		}
	});

/** A whole number within bounds, both included. */
export const integer = (min: number, max: number) =>
	numberLike.superRefine((value, context) => {
		if (!Number.isInteger(value) || value < min || value > max) {
			reportProblem(
				context,
				`${value} cannot be used`,
				`Enter a whole number from ${min} to ${max}.`,
			);
		}
	});

/** One of the values of a dropdown. An expression in it may give anything. */
export const choice = <Value extends string>(...values: [Value, ...Value[]]) =>
	z.enum(values, {
		errorMap: () => ({ message: `it must be one of: ${values.join(', ')}` }),
	});
