import { isTool } from '../../../core/input/calledFor';
import { InputProblem } from '../../../core/input/inputProblem';
import type { ItemOfRun } from '../../../core/table/operation';
import { isRecord } from '../../../core/values/answer';

/**
 * What an expression may read: other nodes by name, and what no model writes. The item of a tool, its parameters and
 * `$fromAI(…)` hold what the model gives.
 */
const ALLOWED = ['', 'env', 'execution', 'now', 'secrets', 'today', 'vars', 'workflow'];

/** A letter can be written as `\\u0024`. */
const HIDDEN = /\\u|\\x/i;

const isOfModel = (raw: string) =>
	raw.startsWith('=') &&
	(HIDDEN.test(raw) ||
		[...raw.matchAll(/\$(\w*)/g)].some(([, name = '']) => !ALLOWED.includes(name.toLowerCase())));

/** @throws {InputProblem} if the model of an agent would choose what one of these locators of its tool holds */
export function refuseModelsChoice(
	{ context, index }: ItemOfRun,
	locators: readonly string[],
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
