import { isTool } from '../../../core/input/calledFor';
import type { ItemOfRun } from '../../../core/table/operation';
import { firstText } from '../../../core/values/loose';

/**
 * What an AI Agent before this node says, if the field *Text* was left empty; undefined if there is nothing. As a tool the model
 * fills in the text itself, and an expression that gives nothing is a mistake.
 */
export function agentAnswer({ context, index }: ItemOfRun): string | undefined {
	const typed = context.getNodeParameter('text', index, '', { rawExpressions: true });
	if (isTool(context) || typed !== '') return undefined;
	return firstText(context.getInputData()[index]?.json.output) ?? undefined;
}
