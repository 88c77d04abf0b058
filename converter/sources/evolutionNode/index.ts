import type { Draft } from '../../draft';
import { flattened } from '../../parameters';
import { operationOf } from '../../table';
import type { NodeJson } from '../../workflow';
import { fromOldNode, isOldNode } from './oldNode';

/** Rewrites the nodes of `n8n-nodes-evolution-api` and its forks. */
export function convertOldNodes(draft: Draft): void {
	const converted: string[] = [];
	for (const node of draft.nodes.filter(isOldNode)) {
		const { node: after, notes } = fromOldNode(node);
		if (after === undefined) {
			for (const note of notes) draft.say('left', node.name, note);
			continue;
		}
		draft.replace(node, after);
		draft.unpin(node.name);
		const { resource, operation } = after.parameters;
		draft.say('converted', node.name, operationOf(String(resource), String(operation)).label);
		for (const note of notes) draft.say('changed', node.name, note);
		converted.push(node.name);
	}
	for (const node of draft.nodes) {
		for (const [path, text] of readsOf(draft, node, converted)) {
			draft.say('changed', node.name, `${path} reads the old output: ${text}. ${OUTPUT}`);
		}
	}
}

const OUTPUT =
	'What stood under "data" is now the item itself, a list is one item per entry, and there is no "success".';

/** Expressions that read `data` or `success` of a node that was converted. */
function readsOf(
	draft: Draft,
	node: NodeJson,
	converted: readonly string[],
): Array<[path: string, text: string]> {
	const isAfter = draft.before(node.name).some(({ name }) => converted.includes(name));
	const named = converted.map((name) => `["'\`]${escaped(name)}["'\`]`).join('|');
	const key = '(?:\\.|\\[["\'])(?:data|success)\\b';
	const patterns = [
		...(converted.length > 0 ? [new RegExp(`(?:${named}).{0,40}json${key}`)] : []),
		...(isAfter ? [new RegExp(`\\$json${key}`)] : []),
	];
	return [...flattened(node.parameters)].flatMap(([path, value]): Array<[string, string]> => {
		const text = typeof value === 'string' ? value : JSON.stringify(value ?? '');
		return patterns.some((pattern) => pattern.test(text)) ? [[path, text]] : [];
	});
}

const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
