import {
	isToolType,
	type IBinaryKeyData,
	type IDataObject,
	type IExecuteFunctions,
	type ISourceData,
} from 'n8n-workflow';

import { isRunByAgent } from '../../n8n/contexts';

export interface Item {
	readonly json: IDataObject;
	readonly binary?: IBinaryKeyData;
}

/** Data of a node, as `$('Name')` returns it in an expression. Every property throws if the node hasn't run. */
export interface NodeData {
	readonly params?: IDataObject;
	/** The item that the current item comes from. Throws if a node in between returned items without `pairedItem`. */
	readonly item?: Item;
	/** Returns the items of an output, by default of the last run. Throws if there is no such output or run. */
	all(output?: number, run?: number): readonly Item[] | null;
}

export const nodeData = (context: IExecuteFunctions, index: number, name: string) =>
	context.getWorkflowDataProxy(index).$(name) as NodeData;

const NO_OUTPUT = 1000;

/** @param run index of the run; by default the last one @throws {Error} if there is no such run */
export function readOutputs(
	context: IExecuteFunctions,
	name: string,
	run?: number,
): IDataObject[][] {
	const ran = nodeData(context, 0, name);
	const read = (output: number) => (ran.all(output, run) ?? []).map(({ json }) => json);
	const readIfThere = (output: number) => {
		try {
			return read(output);
		} catch {
			return undefined;
		}
	};
	const outputs = [read(0)];
	// If a node's items are pinned, n8n returns them for every output, even for one that doesn't exist.
	if (readIfThere(NO_OUTPUT) !== undefined) return outputs;
	let next = readIfThere(1);
	while (next !== undefined) {
		outputs.push(next);
		next = readIfThere(outputs.length);
	}
	return outputs;
}

export const findParents = (context: IExecuteFunctions, name: string): string[] => [
	...new Set(context.getParentNodes(name, { depth: 1 }).map((parent) => parent.name)),
];

/** A tool's input item is left out, since the model may have invented it. */
export function itemsBefore(context: IExecuteFunctions): IDataObject[] {
	const { node, source } = context.getExecuteData();
	const callers = Object.values(source ?? {}).flatMap((inputs) =>
		inputs.flatMap((input) => input?.previousNode ?? []),
	);
	const parents = [node.name, ...callers].flatMap((name) => context.getParentNodes(name));
	const own = isTool(context) ? [] : context.getInputData().map(({ json }) => json);
	const names = new Set([...callers, ...parents.map(({ name }) => name)]);
	const items = [...names].flatMap((name) => {
		try {
			return readOutputs(context, name).flat();
		} catch {
			// The node has not run.
			return [];
		}
	});
	return [...own, ...items];
}

// Finds the item for which an agent calls a tool. n8n doesn't tell which item that is: it links each call to the agent's first
// item, or in a loop often to the first item of the first round.

/** Cached results of {@link isTool} for the context of each run, since `getNode` copies the whole node on every call. */
const tools = new WeakMap<IExecuteFunctions, boolean>();

export function isTool(context: IExecuteFunctions): boolean {
	const isToolNode = tools.get(context) ?? isToolType(context.getNode().type);
	tools.set(context, isToolNode);
	return isToolNode;
}

interface ItemPlace {
	readonly source: ISourceData;
	readonly item: number;
}

/** Returns a node's output for the item that the agent works on; undefined if it isn't certain which item that is. */
export function outputForCall(context: IExecuteFunctions, name: string): IDataObject | undefined {
	try {
		const place = findCalledItem(context);
		if (place === undefined) return undefined;
		const { $getPairedItem: readLinkedItem } = context.getWorkflowDataProxy(0);
		return readLinkedItem(name, place.source, { item: place.item })?.json;
	} catch {
		// n8n can't trace the item back to the node `name`: a node in between returned items without `pairedItem`.
		return undefined;
	}
}

function findCalledItem(context: IExecuteFunctions): ItemPlace | undefined {
	const { data, source } = context.getExecuteData();
	const caller = source?.main?.[0];
	if (!caller) return undefined;
	if (!isRunByAgent(context)) return lastItemFor(context, caller.previousNode);
	// Agents before version 3 pass their own items to the tool. With several items, it's unknown which one the agent works on.
	return data.main?.[0]?.length === 1 ? { source: caller, item: 0 } : undefined;
}

/**
 * Returns the item that the agent is working on. Undefined if that isn't certain: several nodes lead to the agent, or the node
 * before the agent returned several items or may have run again.
 */
function lastItemFor(context: IExecuteFunctions, agent: string): ItemPlace | undefined {
	const [parent, ...others] = findParents(context, agent);
	if (parent === undefined || others.length > 0) return undefined;
	if (leadsToItself(context, parent, agent)) return undefined;
	const runs = Array.from({ length: countRuns(context, parent) }, (_run, run) =>
		listPlaces(context, parent, run),
	);
	const withItems = runs.filter((places) => places.length > 0);
	if (withItems.length !== countRuns(context, agent) + 1) return undefined;
	const last = runs.at(-1) ?? [];
	return last.length === 1 ? last[0] : undefined;
}

export const countRuns = (context: IExecuteFunctions, name: string) =>
	Number(context.getWorkflowDataProxy(0).$node[name].runIndex) + 1;

const listPlaces = (context: IExecuteFunctions, name: string, run: number): ItemPlace[] =>
	readOutputs(context, name, run).flatMap((items, output) =>
		items.map((_item, item) => ({
			source: { previousNode: name, previousNodeOutput: output, previousNodeRun: run },
			item,
		})),
	);

function leadsToItself(context: IExecuteFunctions, name: string, agent: string): boolean {
	const visits = new Set([agent]);
	const queue = findParents(context, name);
	for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
		if (next === name) return true;
		if (visits.has(next)) continue;
		visits.add(next);
		queue.push(...findParents(context, next));
	}
	return false;
}
