import { isTool } from '../../../core/input/calledFor';
import { InputProblem } from '../../../core/input/inputProblem';
import type { ItemOfRun } from '../../../core/table/operation';
import { isRecord } from '../../../core/values/answer';

/** `$fromAI(…)`, and the item of a tool, which also holds what the model gives. */
const OF_MODEL = /\$fromai\b|\$(json|input|data|binary)\b/i;

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
		if (!OF_MODEL.test(String(isRecord(raw) ? raw.value : raw))) continue;
		throw new InputProblem(
			[name],
			'a model would choose it',
			"Choose it yourself, or name a node in the expression, as in {{ $('Edit Fields').item.json.team }}.",
		);
	}
}
