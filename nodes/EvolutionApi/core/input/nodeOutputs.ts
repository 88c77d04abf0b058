import type { IBinaryKeyData, IDataObject, IExecuteFunctions } from 'n8n-workflow';

// What other nodes of the workflow put out in this execution, and how they are connected.

/** What a node put out. */
export interface Item {
	readonly json: IDataObject;
	readonly binary?: IBinaryKeyData;
}

/** What expressions see of a node: `$('Name')`. Everything throws if the node has not run. */
export interface NodeData {
	readonly params?: IDataObject;
	/** Throws if a node in between gave items without a link. */
	readonly item?: Item;
	/** Items of an output, by default of the last run. Throws if there is no such output or run. */
	all(output?: number, run?: number): readonly Item[] | null;
}

export const nodeData = (context: IExecuteFunctions, index: number, name: string) =>
	context.getWorkflowDataProxy(index).$(name) as NodeData;

/** More than any node has. */
const NO_OUTPUT = 1000;

/**
 * The items of each output of a node.
 * @param run by default the last
 * @throws {Error} if there is no such run
 */
export function outputsOf(context: IExecuteFunctions, name: string, run?: number): IDataObject[][] {
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
	// Pinned items are given for every output, even if there is none.
	if (readIfThere(NO_OUTPUT) !== undefined) return outputs;
	let next = readIfThere(1);
	while (next !== undefined) {
		outputs.push(next);
		next = readIfThere(outputs.length);
	}
	return outputs;
}

/** The nodes that lead straight to a node. */
export const parentsOf = (context: IExecuteFunctions, name: string): string[] => [
	...new Set(context.getParentNodes(name, { depth: 1 }).map((parent) => parent.name)),
];
