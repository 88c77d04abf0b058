import type { IExecuteFunctions } from 'n8n-workflow';

import { InputProblem } from '../../core/input/inputProblem';
import { isSend, type ItemOfRun, type Operation } from '../operation';

// What a template or a program has left in a text because nobody filled it in: a customer would read it.

/** Never meant: an object in the place of a text. */
const OBJECT = /\[object \w+\]/;

const LEFT = new RegExp(
	[
		String.raw`\{\{\s*(?:[\p{L}_][\p{L}\p{N}_. -]{0,40}|\d{1,2}\s*)?\}\}`,
		String.raw`\{(?:(?:first|last|full)_?name|name|nome|nombre|customer|cliente)\}`,
		String.raw`\*\|[A-Z_]{2,20}\|\*`,
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
	{ context, index }: ItemOfRun,
	operation: Operation,
	values: Readonly<Record<string, unknown>>,
): void {
	if (!isSend(operation)) return;
	const found = findPlaceholder(values) ?? findGap({ context, index }, values);
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

/** The greeting of somebody without a name: `Hi , how are you?` */
const GAP = /^[^\S\n]*(?:[*_~]*\p{L}+[^\S\n]+){1,3},/u;

/** An expression right before a comma, to which it may have given nothing. */
const BEFORE_COMMA = /\}\}[*_~]*\s*,/;

/** A comma behind a blank where an expression was to give a name. People write such commas as well, but not there. */
function findGap(
	{ context, index }: ItemOfRun,
	values: Readonly<Record<string, unknown>>,
): { readonly path: Place['path']; readonly shown: string } | undefined {
	const { text } = values;
	const shown = typeof text === 'string' ? GAP.exec(text)?.[0] : undefined;
	if (shown === undefined) return undefined;
	const raw = context.getNodeParameter('text', index, '', { rawExpressions: true });
	const isFilledIn = typeof raw === 'string' && raw.startsWith('=') && BEFORE_COMMA.test(raw);
	return isFilledIn ? { path: ['text'], shown: `"${shown}" without a name` } : undefined;
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
