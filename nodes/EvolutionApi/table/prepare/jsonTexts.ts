import { jsonParse } from 'n8n-workflow';

import { isTool } from '../../core/input/nodeOutputs';
import { InputProblem } from '../../core/input/inputProblem';
import type { ItemOfRun } from '../operation';
import { argumentsIn } from './modelArguments';

// JSON with expressions in it, such as {"number": "5511…", "text": "{{ $json.text }}"}. n8n puts in what they give as it is, so
// a text with a quote in it ends there, and its rest is JSON of whoever wrote it: Hi", "number": "another.

/** Splits a text as n8n does. At each odd place is the code of an expression. */
export const splitAtExpressions = (template: string) => template.split(/\{\{([^]*?)\}\}/);

/** Without a quote of its own, and without a backslash before the next one. */
const STAYS_IN_TEXT = /^(?:[^"\\]|\\[^])*$/;

const isJson = (text: string) => jsonParse<unknown>(text, { fallbackValue: null }) !== null;

/** One value, several of a list, or several keys of an object. */
function isWhole(json: string): boolean {
	const entries = json.trim().replace(/^,|,$/g, '');
	return entries === '' || isJson(`[${entries}]`) || isJson(`{${entries}}`);
}

/**
 * @param expression of a JSON field
 * @param value of it
 * @throws {InputProblem} if what an expression gives ends the text or the value in whose place it stands
 */
export function refuseEndedText(
	{ context, index }: ItemOfRun,
	path: InputProblem['path'],
	expression: string,
	value: unknown,
): void {
	// What is no JSON is refused by the check of the field.
	if (typeof value !== 'string' || !isJson(value)) return;
	const parts = splitAtExpressions(expression.slice(1));
	if (parts.filter((part) => part.trim() !== '').length < 2) return;
	let isInText = false;
	for (const [at, part] of parts.entries()) {
		if (at % 2 === 0) {
			const quotes = part.replace(/\\[^]/g, '').split('"').length - 1;
			isInText = quotes % 2 === 0 ? isInText : !isInText;
			continue;
		}
		// Within a text n8n makes a text of everything.
		const given = String(context.evaluateExpression(`-{{${part}}}`, index)).slice(1);
		if (isInText ? STAYS_IN_TEXT.test(given) : isWhole(given)) continue;
		const [argument] = isTool(context) ? argumentsIn(part) : [];
		throw new InputProblem(
			path,
			`has {{${part.slice(0, 60)}}} in it, whose value ends the text that it is put into`,
			argument === undefined
				? 'Write {{ JSON.stringify($json.text) }}, without quotes around it.'
				: `Call the tool again with "${argument}" without quotes and backslashes.`,
		);
	}
}
