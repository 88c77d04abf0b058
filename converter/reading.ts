import type { Draft } from './draft';
import type { NodeJson } from './workflow';

// Finds the nodes that read a node's items.

const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

const CURRENT = /\$json\b|\$input\b|\bitems\b|\$binary\b/;

/** Matches a read of a node by its name: `$('Name')`, `$node["Name"]`, `$items('Name')`. */
export const naming = (name: string) =>
	new RegExp(`\\$(?:node\\s*\\[|items\\s*\\(|\\()\\s*(?<quote>["'\`])${escaped(name)}\\k<quote>`);

/** Types of nodes that read the items of the previous node by a field's name, or in code. */
const READING =
	/\.(?:convertToFile|moveBinaryData|splitOut|itemLists|aggregate|summarize|code|function|functionItem)$/;

/** Types of nodes that pass items on unchanged. */
export const PASSING =
	/\.(?:if|switch|filter|merge|noOp|wait|limit|splitInBatches|sort|removeDuplicates)$/;

export const isRead = (draft: Draft, name: string) => readersOf(draft, name).length > 0;

export function readersOf(draft: Draft, name: string): string[] {
	const named = naming(name);
	const byName = draft.nodes.filter((node) =>
		draft.textsOf(node).some((text) => text.includes(name) && named.test(text)),
	);
	return [...new Set([...readersAfter(draft, name), ...byName].map((node) => node.name))];
}

/** Returns the nodes that read the items of the node `name` as their input, even if an If or a Filter comes between. */
export function readersAfter(draft: Draft, name: string): NodeJson[] {
	const seen = new Set<string>([name]);
	const readers: NodeJson[] = [];
	const waiting = [name];
	for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
		for (const node of draft.after(next)) {
			if (seen.has(node.name)) continue;
			seen.add(node.name);
			const isReader = draft.textsOf(node).some((text) => CURRENT.test(text));
			if (isReader || READING.test(node.type)) readers.push(node);
			if (PASSING.test(node.type)) waiting.push(node.name);
		}
	}
	return readers;
}
