import type { IExecuteFunctions } from 'n8n-workflow';

import { InputProblem } from '../../core/input/inputProblem';
import { isTool } from '../../core/input/nodeOutputs';
import { isSend, type ItemOfRun, type Operation } from '../operation';
import { enteredParameters, LEFT_EXPRESSION } from './expressions';
import { splitAtExpressions } from './jsonTexts';
import { enteredAt } from './modelArguments';

// Checks for expressions that n8n left in a text, such as `{{ $json.name }}`. Merge fields (`{{name}}`) are texts like any other.

const OBJECT = '[object Object]';

const NOTHING = /(?<![\p{L}\p{N}])(?:undefined|null|NaN)(?![\p{L}\p{N}])/gu;

/** Matches the names of fields whose texts people read. */
const TEXTS =
	/^(?:text|caption|title|description|footer|question|body|name|options|steps|step|values|buttons|cards|templateValues|value)$/;

type Path = InputProblem['path'];

/**
 * Refuses texts with a placeholder: `[object Object]`, `null`, or an expression such as `{{ $json.name }}`. If the run has only
 * one item, texts with `null` or an expression are allowed, and the user gets a hint.
 * @throws {InputProblem} for the first placeholder
 */
export function refusePlaceholders(
	item: ItemOfRun,
	operation: Operation,
	values: Readonly<Record<string, unknown>>,
): void {
	if (!isSend(operation)) return;
	const { path, placeholder } = findPlaceholder(item, values) ?? {};
	const { context } = item;
	if (path === undefined || placeholder === undefined) {
		if (context.getInputData().length === 1 && !isTool(context)) hintEmpty(item, values);
		return;
	}
	if (context.getInputData().length > 1 || placeholder === OBJECT) {
		throw new InputProblem(
			path,
			`contains ${placeholder}, which no one has filled in`,
			placeholder === OBJECT
				? 'The expression gives a whole object: choose one of its fields.'
				: 'Check the expression or the template, and filter out the items that lack the value.',
		);
	}
	hint(
		context,
		`The message contains ${placeholder}, as if no one had filled it in. With several items, the node would refuse it.`,
	);
}

const hint = (context: Hinting, message: string): void =>
	context.addExecutionHints?.({ message, location: 'outputPane' });

type Hinting = Partial<Pick<IExecuteFunctions, 'addExecutionHints'>>;

/** Adds a hint if an expression has no value: n8n then inserts nothing. The value `''` gets no hint: it may be intended. */
function hintEmpty({ context, index }: ItemOfRun, values: Readonly<Record<string, unknown>>): void {
	const texts = Object.keys(values).filter((key) => TEXTS.test(key));
	const codes = texts.flatMap((key) => listCodes(context, [key]));
	const empty = codes.find((code) => {
		const value: unknown = context.evaluateExpression(`{{${code}}}`, index);
		return value === undefined || value === null;
	});
	if (empty !== undefined)
		hint(context, `In the message, {{${empty}}} is empty. Check the name of the field.`);
}

function listCodes(context: IExecuteFunctions, path: Path): string[] {
	const input = enteredAt(enteredParameters(context), path);
	if (typeof input !== 'string' || !input.startsWith('=')) return [];
	return splitAtExpressions(input.slice(1)).filter((_part, at) => at % 2 === 1);
}

function findPlaceholder(
	item: ItemOfRun,
	values: Readonly<Record<string, unknown>>,
): { readonly path: Path; readonly placeholder: string } | undefined {
	const places = Object.entries(values).map(([key, value]) => ({ path: [key] as Path, value }));
	for (const { path, value } of places) {
		const key = path.at(-1);
		if (typeof key === 'string' && !TEXTS.test(key)) continue;
		if (typeof value === 'string') {
			const sign = value.includes(OBJECT) ? OBJECT : LEFT_EXPRESSION.exec(value)?.[0];
			const word = sign ?? findNothing(item, path, value);
			if (word !== undefined) return { path, placeholder: word };
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

/** Matches an expression that joins texts: `"Hi " + $json.name`. */
const JOINS = /\+|\$\{/;

/** Finds a word such as `null` that an expression inserted for a missing value, unlike a `null` that a customer wrote. */
function findNothing({ context, index }: ItemOfRun, path: Path, text: string): string | undefined {
	const words = text.match(NOTHING) ?? [];
	const codes = words.length === 0 ? [] : listCodes(context, path);
	if (codes.length === 0) return undefined;
	const ofItem = JSON.stringify(context.getInputData()[index]?.json, (_key, value: unknown) =>
		typeof value === 'number' ? 0 : (value ?? ''),
	);
	const puts = (word: string, code: string): boolean => {
		const result = String(context.evaluateExpression(`-{{${code}}}`, index)).slice(1);
		const isJoined = JOINS.test(code) && !ofItem.includes(word);
		return result.trim() === word || (isJoined && result.includes(word));
	};
	return words.find((word) => codes.some((code) => puts(word, code)));
}
