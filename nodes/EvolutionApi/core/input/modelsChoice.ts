import type { IExecuteFunctions } from 'n8n-workflow';

import { isRecord } from '../values/answer';
import { InputProblem } from './inputProblem';
import { isTool } from './nodeOutputs';

/**
 * Variables that the expression for a recipient may use: none contains text from the model that calls this tool. The empty name
 * stands for `$(…)`, which refers to another node.
 */
const GLOBALS = ['', 'env', 'execution', 'now', 'secrets', 'today', 'vars', 'workflow'];

/** Matches escapes: `\u0024` in an expression is a `$`. */
const ESCAPE = /\\u|\\x/i;

const isOfModel = (raw: string) =>
	raw.startsWith('=') &&
	(ESCAPE.test(raw) ||
		[...raw.matchAll(/\$(\w*)/g)].some(([, name = '']) => !GLOBALS.includes(name.toLowerCase())));

/**
 * Refuses a recipient that could come from a model, for operations that don't accept `$fromAI(…)` there.
 * @throws {InputProblem} if the node is an agent's tool, and the expression in a locator may contain what the model entered
 */
export function refuseModelsChoice(
	context: IExecuteFunctions,
	index: number,
	...locators: readonly string[]
): void {
	if (!isTool(context)) return;
	for (const name of locators) {
		const raw: unknown = context.getNodeParameter(name, index, null, {
			rawExpressions: true,
			skipValidation: true,
		});
		if (!isOfModel(String(isRecord(raw) ? raw.value : raw))) continue;
		throw new InputProblem(
			[name],
			'would be chosen by a model',
			"Choose it yourself, or name a node in the expression, as in {{ $('Edit Fields').item.json.team }}.",
		);
	}
}
