import type { z } from 'zod';

import type { Field } from '../values/field';
import { InputProblem } from './inputProblem';

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

/** Runs the schema over the parameters. @throws {InputProblem} for the first thing that is wrong */
export function parseInput<Schema extends z.ZodTypeAny>(
	schema: Schema,
	parameters: Record<string, unknown>,
): z.output<Schema> {
	const result = schema.safeParse(parameters);
	if (result.success) return result.data;
	throw firstProblem(result.error, parameters);
}

/** The first thing that is wrong with the parameters. */
export function firstProblem(error: z.ZodError, parameters: Record<string, unknown>): InputProblem {
	const [issue] = error.issues;
	if (issue === undefined) return new InputProblem([], 'cannot be used');
	return new InputProblem(issue.path, ...describe(issue, valueAt(parameters, issue.path)));
}

function valueAt(root: unknown, path: ReadonlyArray<string | number>): unknown {
	return path.reduce<unknown>(
		(value, step) =>
			typeof value === 'object' && value !== null
				? Object.entries(value).find(([key]) => key === String(step))?.[1]
				: undefined,
		root,
	);
}

/** zod's issue in the user's words: what is wrong, and what to do. */
function describe(issue: z.ZodIssue, value: unknown): [problem: string, hint?: string] {
	if (issue.code === 'custom') {
		const hint: unknown = issue.params?.hint;
		return [shortened(issue.message), typeof hint === 'string' ? hint : undefined];
	}
	if (value === undefined || value === null || value === '') {
		return ['is empty', 'Fill it in, or check the expression in it.'];
	}
	const shown = typeof value === 'object' ? JSON.stringify(value) : String(value);
	return [`"${shown.slice(0, 80)}" cannot be used: ${lowerFirst(shortened(issue.message))}`];
}

/** A message may quote the value, and that may be a whole document by mistake. */
const shortened = (text: string) => (text.length > 200 ? `${text.slice(0, 200)}…` : text);

const lowerFirst = (text: string) => text.charAt(0).toLowerCase() + text.slice(1);
