import type { IExecuteFunctions } from 'n8n-workflow';

import { isTool } from '../input/calledFor';
import { InputProblem } from '../input/inputProblem';
import { outputsOf, parentsOf } from '../input/nodeOutputs';
import type { Operation } from '../table/operation';

// An expression in a field of a tool that means "this item". With several items at the agent, n8n takes the first one, for
// whichever item the tool is called.

const OF_ITEM = /\.(item|itemMatching|pairedItem)\b/;
/** Version 3 of the agent gives the tool the right one. */
const OF_OWN_ITEM = /\$(json|input|binary|data)\b/;

/** @throws {InputProblem} if whom or what a tool is about would be that of the first of several items */
export function refuseFirstOfSeveral(
	context: IExecuteFunctions,
	{ fields }: Operation,
	index: number,
): void {
	if (!isTool(context)) return;
	for (const { name, type } of fields) {
		if (type !== 'resourceLocator') continue;
		const raw = context.getNodeParameter(name, index, null, {
			rawExpressions: true,
			skipValidation: true,
		});
		if (!isOfFirst(context, JSON.stringify(raw ?? ''))) continue;
		throw new InputProblem(
			[name],
			'its expression means one item, and the agent has several: it would always be the first',
			'Put Loop Over Items with a batch size of 1 before the agent.',
		);
	}
}

function isOfFirst(context: IExecuteFunctions, expression: string): boolean {
	const isOfItem = OF_ITEM.test(expression);
	if (!isOfItem && !OF_OWN_ITEM.test(expression)) return false;
	const { node, data, source } = context.getExecuteData();
	// Before version 3 the agent runs the tool itself, in its own place, so these are the agent's own items.
	if (parentsOf(context, node.name).length > 0) return (data.main?.[0]?.length ?? 0) > 1;
	const caller = source?.main?.[0]?.previousNode;
	return isOfItem && caller !== undefined && getsSeveral(context, caller);
}

/** Only if it is certain: one node leads to the agent, and from its only output. */
function getsSeveral(context: IExecuteFunctions, agent: string): boolean {
	const [parent, ...others] = parentsOf(context, agent);
	if (parent === undefined || others.length > 0) return false;
	const [items = [], ...otherOutputs] = outputsOf(context, parent);
	return otherOutputs.length === 0 && items.length > 1;
}
