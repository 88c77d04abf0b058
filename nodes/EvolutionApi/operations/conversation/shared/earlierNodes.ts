import type { IBinaryKeyData, IDataObject, IExecuteFunctions } from 'n8n-workflow';

import { isTool } from '../../../core/input/calledFor';
import { nodeData, outputsOf, type Item, type NodeData } from '../../../core/input/nodeOutputs';

// The nodes of this package that ran before this one, and what they put out.

interface EarlierNode {
	readonly name: string;
	/** Expressions resolved; undefined if it has not run in this execution. */
	readonly params?: IDataObject;
	/**
	 * Its output for this item; for the tool of an agent all of its output, because n8n links each call of a tool to the
	 * first item that the agent got.
	 */
	readonly items: readonly IDataObject[];
	/** Those of that item. */
	readonly files?: IBinaryKeyData;
}

function nodesBefore(context: IExecuteFunctions, index: number, wanted: RegExp): EarlierNode[] {
	const before = entrances(context).flatMap((name) => context.getParentNodes(name));
	const found = before.filter(({ type }) => wanted.test(type));
	const names = [...new Set(found.map(({ name }) => name))];
	return names.map((name) => {
		try {
			const ran = nodeData(context, index, name);
			const params = ran.params ?? {};
			if (isTool(context)) return { name, params, items: outputsOf(context, name).flat() };
			const linked = linkedItem(ran);
			const items = linked === undefined ? [] : [linked.json];
			return { name, params, items, files: linked?.binary };
		} catch {
			return { name, items: [] };
		}
	});
}

export const triggersBefore = (context: IExecuteFunctions, index: number) =>
	nodesBefore(context, index, /(^|\.)evolutionApiTrigger$/);

export const waitsBefore = (context: IExecuteFunctions, index: number) =>
	nodesBefore(context, index, /(^|\.)evolutionApi(Tool)?$/).filter(
		({ params }) => params?.operation === 'combineMessages',
	);

/**
 * The nodes to start looking from: this node, and the nodes that called it. For the tool of an agent, no connection
 * leads to the tool, only to the agent. If n8n runs the tool itself, the agent is its source; else the tool runs in the
 * agent's place. If a person has to allow the call, the source is the node that asks, and only the link of the item
 * names a node near the agent.
 */
function entrances(context: IExecuteFunctions): string[] {
	const { node, source } = context.getExecuteData();
	const callers = Object.values(source ?? {}).flatMap((inputs) =>
		inputs.flatMap((input) => input?.previousNode ?? []),
	);
	const names = [context.getNode().name, node.name, ...callers];
	if (isTool(context)) names.push(...besideAgent(context));
	return [...new Set(names)];
}

function besideAgent(context: IExecuteFunctions): string[] {
	const link = context.getInputData()[0]?.pairedItem;
	const linked =
		typeof link === 'object' && 'sourceOverwrite' in link ? link.sourceOverwrite : null;
	if (!linked) return [];
	const { previousNode } = linked;
	return [previousNode, ...context.getChildNodes(previousNode).map(({ name }) => name)];
}

/** The item that led to this one. If n8n lost the link, the only item of that node. */
function linkedItem(ran: NodeData): Item | undefined {
	try {
		const linked = ran.item;
		if (linked?.json !== undefined) return linked;
	} catch {
		// A node in between gave items without a link.
	}
	const all = ran.all() ?? [];
	return all.length === 1 ? all[0] : undefined;
}
