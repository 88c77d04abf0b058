import { z } from 'zod';

/** A parameter that cannot be used. It is found before the request, and becomes an error that names the field. */
export class InputProblem extends Error {
	/**
	 * @param path the name of the field; for a field within a collection all names, from the outermost on; none if it is
	 *   about no field
	 * @param problem what is wrong; it follows the field's label
	 * @param hint what to do
	 */
	constructor(
		readonly path: ReadonlyArray<string | number>,
		readonly problem: string,
		readonly hint?: string,
	) {
		super(problem);
	}
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
