import type { z } from 'zod';

/** A parameter that cannot be sent. Found before the request; becomes an error that names the field. */
export class InputProblem extends Error {
	/**
	 * @param path of the field: its name, for a field within a collection the names from outside in
	 * @param problem what is wrong, to be read after the field's label
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
