import { jsonParse } from 'n8n-workflow';

import { isTool } from '../../core/input/nodeOutputs';
import { InputProblem } from '../../core/input/inputProblem';
import type { ItemOfRun } from '../operation';
import { argumentsIn } from './modelArguments';

// Checks JSON with expressions, such as {"number": "5511…", "text": "{{ $json.text }}"}. n8n inserts values unescaped: a quote
// in a customer's text ends the JSON string, and the rest, such as `", "number": "5521…`, becomes a part of the JSON itself.

/** Splits a text at its expressions, as n8n does. Parts with an odd index are the code of an expression. */
export const splitAtExpressions = (template: string) => template.split(/\{\{([^]*?)\}\}/);

/** Matches a text that stays within the JSON string around it: it has no unescaped quote, and no backslash at its end. */
const STAYS_IN_TEXT = /^(?:[^"\\]|\\[^])*$/;

const isJson = (text: string) => jsonParse<unknown>(text, { fallbackValue: null }) !== null;

/** Tells whether a text is the complete content of a JSON list, as in `1, 2`, or of an object, as in `"a": 1`; not `1, [2`. */
function isWhole(json: string): boolean {
	const entries = json.trim().replace(/^,|,$/g, '');
	return entries === '' || isJson(`[${entries}]`) || isJson(`{${entries}}`);
}

/**
 * @param expression of the field, as entered @param value of the field, with its expressions evaluated
 * @throws {InputProblem} if an expression's value changes the JSON around it, for example with an unescaped quote
 */
export function refuseEndedText(
	{ context, index }: ItemOfRun,
	path: InputProblem['path'],
	expression: string,
	value: unknown,
): void {
	// Invalid JSON is left to the field's own check.
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
		// Because of the minus sign, n8n returns a text even if the value is an object. `slice(1)` removes the minus sign.
		const result = String(context.evaluateExpression(`-{{${part}}}`, index)).slice(1);
		if (isInText ? STAYS_IN_TEXT.test(result) : isWhole(result)) continue;
		const [argument] = isTool(context) ? argumentsIn(part) : [];
		throw new InputProblem(
			path,
			`contains {{${part.slice(0, 60)}}}, whose value changes the JSON around it`,
			argument === undefined
				? 'Write {{ JSON.stringify($json.text) }}, without quotes around it.'
				: `Call the tool again, with no quotes or backslashes in "${argument}".`,
		);
	}
}
