import { z } from 'zod';

import type { Field } from '../values/field';

/** Error for an unusable parameter, thrown before any request. Its text becomes a sentence with the field as the subject. */
export class InputProblem extends Error {
	readonly hint: string;
	/** True if {@link hint} asks to check the expression, which only the author of the workflow can do. */
	readonly isForBuilder: boolean;

	/**
	 * @param path the name of the field; for a field in a collection, all names, outermost first; empty if the problem isn't
	 * about a field
	 * @param problem the words after the field's label, such as `is empty`; a whole sentence if it isn't about a field
	 * @param hint what to do
	 * @param national the digits of a possible phone number without its country code
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

export function mustBe(requirement: string, value: unknown): string {
	return isEmpty(value) ? EMPTY : `must be ${requirement}, not ${quoted(value)}`;
}

export const cannotBe = (value: unknown) => (isEmpty(value) ? EMPTY : `cannot be ${quoted(value)}`);

const isEmpty = (value: unknown) =>
	value === undefined || value === null || (typeof value === 'string' && value.trim() === '');

/** Quotes the beginning of a value, since the value may be a whole document by mistake. */
function quoted(value: unknown): string {
	if (typeof value === 'string') return `"${value.slice(0, 80)}"`;
	return typeof value === 'object' ? JSON.stringify(value).slice(0, 80) : String(value);
}

export function reportProblem(
	context: z.RefinementCtx,
	problem: string,
	hint?: string,
	path: Array<string | number> = [],
): void {
	context.addIssue({ code: 'custom', message: problem, path, params: { hint } });
}

export function reportNumber(
	context: z.RefinementCtx,
	problem: string,
	{ hint, national }: { readonly hint: string; readonly national?: string },
	path: Array<string | number> = [],
): void {
	context.addIssue({ code: 'custom', message: problem, path, params: { hint, national } });
}

export function refuseInput(...problem: Parameters<typeof reportProblem>) {
	reportProblem(...problem);
	return z.NEVER;
}

interface LabelOwner {
	readonly name: string;
	readonly displayName?: string;
	readonly options?: readonly object[];
	readonly values?: readonly object[];
}

const hasName = (candidate: object): candidate is LabelOwner => 'name' in candidate;

/**
 * `['options', 'linkPreview']` → `Options → Link Preview`. List positions count from 1. The group of a fixed collection (n8n's
 * `values`) is left out, since the editor doesn't show its name.
 */
export function fieldLabel(fields: readonly Field[], path: ReadonlyArray<string | number>): string {
	const labels: string[] = [];
	let scope: readonly LabelOwner[] = fields;
	for (const step of path) {
		if (typeof step === 'number') {
			labels.push(String(step + 1));
			continue;
		}
		const field = scope.find((candidate) => candidate.name === step);
		const isGroup = field?.values !== undefined;
		if (!isGroup) labels.push(field?.displayName ?? String(step));
		scope = (field?.values ?? field?.options ?? []).filter(hasName);
	}
	return labels.join(' → ');
}

/** Joins the field's label and the problem into a sentence: `"Recipient" is empty`. */
export const inputSentence = (
	fields: readonly Field[],
	{ path, problem }: Pick<InputProblem, 'path' | 'problem'>,
) => (path.length === 0 ? problem : `"${fieldLabel(fields, path)}" ${problem}`);

/** @throws {InputProblem} for the first problem */
export function parseInput<Schema extends z.ZodTypeAny>(
	schema: Schema,
	parameters: Record<string, unknown>,
): z.output<Schema> {
	const result = schema.safeParse(parameters, PREDICATES);
	if (result.success) return result.data;
	throw firstProblem(result.error);
}

/** Replaces zod's own sentences, such as `Invalid input`, with words that can follow a field's label: `cannot be "x"`. */
export const PREDICATES = {
	errorMap: (_issue: unknown, { data, defaultError }: z.ErrorMapCtx) => ({
		message: /^[A-Z]/.test(defaultError) ? cannotBe(data) : defaultError,
	}),
};

export function firstProblem({ issues: [issue] }: z.ZodError): InputProblem {
	if (issue === undefined) return new InputProblem([], 'The parameters cannot be used');
	const params: Record<string, unknown> = (issue.code === 'custom' && issue.params) || {};
	const { hint, national } = params;
	return new InputProblem(
		issue.path,
		shorten(issue.message),
		typeof hint === 'string' ? hint : undefined,
		typeof national === 'string' ? national : undefined,
	);
}

const shorten = (text: string) => (text.length > 200 ? `${text.slice(0, 200)}…` : text);
