import { z } from 'zod';

import type { Field } from '../values/field';

/** A parameter that cannot be used. It is found before the request, and becomes a sentence with the field as its subject. */
export class InputProblem extends Error {
	/** What to do. */
	readonly hint: string;
	/** What to do is said to who has built the workflow, for lack of a hint. */
	readonly isForBuilder: boolean;

	/**
	 * @param path the name of the field; for a field within a collection all names, from the outermost on; none if it is
	 *   about no field
	 * @param problem what is wrong: a predicate for the field's label, or a sentence if it is about no field
	 * @param hint what to do
	 * @param national the digits of what may be a phone number without its country code
	 */
	constructor(
		readonly path: ReadonlyArray<string | number>,
		readonly problem: string,
		hint?: string,
		readonly national?: string,
	) {
		super(path.length === 0 ? problem : `"${path.join(' → ')}" ${problem}`);
		this.isForBuilder = hint === undefined;
		this.hint =
			hint ??
			(problem === EMPTY
				? 'Fill it in, or check the expression in it.'
				: 'Change it, or check the expression in it.');
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

/** Reports a problem with a phone number from within a zod refinement. For `national` see {@link InputProblem}. */
export function reportNumber(
	context: z.RefinementCtx,
	problem: string,
	{ hint, national }: { readonly hint: string; readonly national?: string },
	path: Array<string | number> = [],
): void {
	context.addIssue({ code: 'custom', message: problem, path, params: { hint, national } });
}

/** {@link reportProblem}, as the result of a zod transformation. */
export function refuseInput(...problem: Parameters<typeof reportProblem>) {
	reportProblem(...problem);
	return z.NEVER;
}

/** Something to look up labels in: fields, or the options of a collection. */
interface Labelled {
	readonly name: string;
	readonly displayName?: string;
	readonly options?: readonly object[];
	readonly values?: readonly object[];
}

const hasName = (candidate: object): candidate is Labelled => 'name' in candidate;

/**
 * `['options', 'linkPreview']` → `Options → Link Preview`. List positions count from 1. The group of a fixed collection
 * (`values` in n8n's terms) is left out, since the editor does not show its name.
 */
export function fieldLabel(fields: readonly Field[], path: ReadonlyArray<string | number>): string {
	const labels: string[] = [];
	let scope: readonly Labelled[] = fields;
	for (const step of path) {
		if (typeof step === 'number') {
			labels.push(String(step + 1));
			continue;
		}
		const found = scope.find((candidate) => candidate.name === step);
		const isGroup = found?.values !== undefined;
		if (!isGroup) labels.push(found?.displayName ?? String(step));
		scope = (found?.values ?? found?.options ?? []).filter(hasName);
	}
	return labels.join(' → ');
}

/** The field as the subject, and what is wrong with it as the predicate. */
export const inputSentence = (
	fields: readonly Field[],
	{ path, problem }: Pick<InputProblem, 'path' | 'problem'>,
) => (path.length === 0 ? problem : `"${fieldLabel(fields, path)}" ${problem}`);

/** Runs the schema over the parameters. @throws {InputProblem} for the first thing that is wrong */
export function parseInput<Schema extends z.ZodTypeAny>(
	schema: Schema,
	parameters: Record<string, unknown>,
): z.output<Schema> {
	const result = schema.safeParse(parameters, PREDICATES);
	if (result.success) return result.data;
	throw firstProblem(result.error);
}

/** For zod: predicates in the place of its own sentences, which begin with a capital letter. */
export const PREDICATES = {
	errorMap: (_issue: unknown, { data, defaultError }: z.ErrorMapCtx) => ({
		message: /^[A-Z]/.test(defaultError) ? cannotBe(data) : defaultError,
	}),
};

/** The first thing that is wrong. */
export function firstProblem({ issues: [issue] }: z.ZodError): InputProblem {
	if (issue === undefined) return new InputProblem([], 'The parameters cannot be used');
	const params: Record<string, unknown> = (issue.code === 'custom' && issue.params) || {};
	const { hint, national } = params;
	return new InputProblem(
		issue.path,
		shortened(issue.message),
		typeof hint === 'string' ? hint : undefined,
		typeof national === 'string' ? national : undefined,
	);
}

/** A message may quote the value, and that may be a whole document by mistake. */
const shortened = (text: string) => (text.length > 200 ? `${text.slice(0, 200)}…` : text);
