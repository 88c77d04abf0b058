import type { IExecuteFunctions } from 'n8n-workflow';

import { InputProblem } from '../input/inputProblem';
import type { Field } from '../values/field';

// What a template or a program has left in a text because nobody filled it in: a customer would read it.

/** Never meant: an object in the place of a text. */
const OBJECT = /\[object \w+\]/;

const LEFT = new RegExp(
	[
		String.raw`\{\{\s*[\p{L}_][\p{L}\p{N}_. -]{0,40}\}\}`,
		String.raw`\$\{\s*[A-Za-z_][\w.]{0,40}\s*\}`,
		String.raw`%[a-z]+_?name%`,
		String.raw`\[(?:nome|name|nombre|cliente|customer|first name|last name|primeiro nome)\]`,
		String.raw`(?<![\p{L}\p{N}])(?:undefined|NaN)(?![\p{L}\p{N}])`,
	].join('|'),
	'iu',
);

/** The texts that people read, by the name of the field. */
const TEXTS =
	/^(?:text|caption|title|description|footer|question|body|name|options|steps|step|values|buttons|cards|templateValues|value)$/;

interface Place {
	readonly path: ReadonlyArray<string | number>;
	readonly value: unknown;
}

/**
 * Of an operation that sends: in a list nobody would see it before everybody has it; for one message a hint is enough.
 * @param values of the fields, by name
 * @throws {InputProblem} for the first placeholder
 */
export function refusePlaceholders(
	context: IExecuteFunctions,
	fields: readonly Field[],
	values: Readonly<Record<string, unknown>>,
): void {
	if (!fields.some(({ name }) => name === 'bulkSending')) return;
	const found = findPlaceholder(values);
	if (found === undefined) return;
	const { path, shown } = found;
	const isBulk = context.getInputData().length > 1 || OBJECT.test(shown);
	if (isBulk) {
		throw new InputProblem(
			path,
			`contains ${shown}, which nobody has filled in`,
			OBJECT.test(shown)
				? 'The expression gives a whole object: choose one of its fields.'
				: 'Check the expression or the template, and filter out the items that lack the value.',
		);
	}
	const hinting: Partial<Pick<IExecuteFunctions, 'addExecutionHints'>> = context;
	hinting.addExecutionHints?.({
		message: `The message contains ${shown}, as if nobody had filled it in. Of several items it would be refused.`,
		location: 'outputPane',
	});
}

function findPlaceholder(
	values: Readonly<Record<string, unknown>>,
): { readonly path: Place['path']; readonly shown: string } | undefined {
	const places: Place[] = Object.entries(values).map(([key, value]) => ({ path: [key], value }));
	for (const { path, value } of places) {
		const key = path.at(-1);
		if (typeof key === 'string' && !TEXTS.test(key)) continue;
		if (typeof value === 'string') {
			const [shown] = OBJECT.exec(value) ?? LEFT.exec(value) ?? [];
			if (shown !== undefined) return { path, shown };
		} else if (typeof value === 'object' && value !== null) {
			const inner = Object.entries(value).map(([name, part]: [string, unknown]) => ({
				path: [...path, Array.isArray(value) ? Number(name) : name],
				value: part,
			}));
			places.push(...inner);
		}
	}
	return undefined;
}
