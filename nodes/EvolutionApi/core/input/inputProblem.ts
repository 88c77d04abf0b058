import { z } from 'zod';

/** A parameter that cannot be used. It is found before the request, and becomes a sentence with the field as its subject. */
export class InputProblem extends Error {
	/**
	 * @param path the name of the field; for a field within a collection all names, from the outermost on; none if it is
	 *   about no field
	 * @param problem what is wrong: a predicate for the field's label, or a sentence if it is about no field
	 * @param hint what to do
	 */
	constructor(
		readonly path: ReadonlyArray<string | number>,
		readonly problem: string,
		readonly hint = problem === EMPTY
			? 'Fill it in, or check the expression in it.'
			: 'Change it, or check the expression in it.',
	) {
		super(path.length === 0 ? problem : `"${path.join(' → ')}" ${problem}`);
	}
}

const EMPTY = 'is empty';

/** A predicate for a value that is not what is wanted, or is not there. */
export function mustBe(wanted: string, value: unknown): string {
	return isEmpty(value) ? EMPTY : `must be ${wanted}, not ${quoted(value)}`;
}

/** A predicate for a value that no check of our own has words for. */
export const cannotBe = (value: unknown) => (isEmpty(value) ? EMPTY : `cannot be ${quoted(value)}`);

const isEmpty = (value: unknown) =>
	value === undefined || value === null || (typeof value === 'string' && value.trim() === '');

/** By mistake, a value may be a whole document. */
function quoted(value: unknown): string {
	if (typeof value === 'string') return `"${value.slice(0, 80)}"`;
	return typeof value === 'object' ? JSON.stringify(value).slice(0, 80) : String(value);
}

/** Reports a problem from within a zod refinement or transformation, with what to do about it. */
export function reportProblem(
	context: z.RefinementCtx,
	problem: string,
	hint?: string,
	path: Array<string | number> = [],
): void {
	context.addIssue({ code: 'custom', message: problem, path, params: { hint } });
}

/** {@link reportProblem}, as the result of a zod transformation. */
export function refuseInput(...problem: Parameters<typeof reportProblem>) {
	reportProblem(...problem);
	return z.NEVER;
}
