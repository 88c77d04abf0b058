import type { Draft } from './draft';
import type { NodeJson } from './workflow';

// Finds the nodes that read a node's items.

const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** An expression or code that looks into the items of the node before it. */
const CURRENT = /\$json\b|\$input\b|\bitems\b|\$binary\b/;

/** `$('Name')`, `$node["Name"]`, `$items('Name')` */
export const naming = (name: string) =>
	new RegExp(`\\$(?:node\\s*\\[|items\\s*\\(|\\()\\s*(?<quote>["'\`])${escaped(name)}\\k<quote>`);

/** Nodes that read the items before them by the name of a field, or in code. */
const READING =
	/\.(?:convertToFile|moveBinaryData|splitOut|itemLists|aggregate|summarize|code|function|functionItem)$/;

/** Nodes that hand on what they get, so that it is read behind them. */
export const PASSING =
	/\.(?:if|switch|filter|merge|noOp|wait|limit|splitInBatches|sort|removeDuplicates)$/;

/** Whether any node reads what a node puts out. */
export const isRead = (draft: Draft, name: string) => readersOf(draft, name).length > 0;

/** The names of the nodes that read what a node puts out. */
export function readersOf(draft: Draft, name: string): string[] {
	const named = naming(name);
	const byName = draft.nodes.filter((node) =>
		draft.textsOf(node).some((text) => text.includes(name) && named.test(text)),
	);
	return [...new Set([...readersAfter(draft, name), ...byName].map((node) => node.name))];
}

/** The nodes behind a node that read its items as `$json`, also through nodes that only hand them on. */
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
