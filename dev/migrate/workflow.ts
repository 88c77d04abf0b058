import type { IConnections, INode } from 'n8n-workflow';

import { migrateNode, OLD_TYPE } from './node';
import { flattened } from './parameters';

/** A workflow as n8n exports it, as far as it is looked at here. */
export interface WorkflowFile {
	readonly nodes: INode[];
	readonly connections?: IConnections;
	readonly [key: string]: unknown;
}

export interface Report {
	readonly workflow: WorkflowFile;
	/** Names of the nodes that are ours now. */
	readonly migrated: readonly string[];
	/** By the node's name: what is left to do by hand. */
	readonly notes: ReadonlyArray<readonly [node: string, note: string]>;
}

/** Rewrites the nodes of `n8n-nodes-evolution-api`; everything else stays as it is. */
export function migrateWorkflow(workflow: WorkflowFile): Report {
	const migrated: string[] = [];
	const notes: Array<readonly [string, string]> = [];
	const nodes = workflow.nodes.map((node) => {
		if (node.type !== OLD_TYPE) return node;
		const result = migrateNode(node);
		for (const note of result.notes) notes.push([node.name, note]);
		if (result.node === undefined) return node;
		migrated.push(node.name);
		return result.node;
	});
	for (const node of nodes) {
		for (const [path, text] of readsOf(node, migrated, workflow.connections ?? {})) {
			notes.push([node.name, `${path} reads the old output: ${text}. ${OUTPUT}`]);
		}
	}
	return { workflow: { ...workflow, nodes }, migrated, notes };
}

const OUTPUT =
	'What stood under "data" is now the item itself, a list is one item per entry, and there is no "success".';

/** Expressions that read `data` or `success` of a node that was migrated. */
function readsOf(
	node: INode,
	migrated: readonly string[],
	connections: IConnections,
): Array<[path: string, text: string]> {
	const isAfter = migrated.some((name) => leadsTo(connections, name, node.name));
	const named = migrated.map((name) => `["'\`]${escaped(name)}["'\`]`).join('|');
	const key = '(?:\\.|\\[["\'])(?:data|success)\\b';
	const patterns = [
		...(migrated.length > 0 ? [new RegExp(`(?:${named}).{0,40}json${key}`)] : []),
		...(isAfter ? [new RegExp(`\\$json${key}`)] : []),
	];
	return [...flattened(node.parameters)].flatMap(([path, value]): Array<[string, string]> => {
		const text = typeof value === 'string' ? value : JSON.stringify(value ?? '');
		return patterns.some((pattern) => pattern.test(text)) ? [[path, text]] : [];
	});
}

const leadsTo = (connections: IConnections, from: string, to: string) =>
	(connections[from]?.main ?? []).some((output) => output?.some(({ node }) => node === to));

const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
