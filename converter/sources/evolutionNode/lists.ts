import type { Draft } from '../../draft';
import { naming, readersAfter } from '../../reading';
import { withTexts, type NodeJson } from '../../workflow';

// The old node returned a list in one item, while ours returns an item for each entry.

/**
 * Adds an Aggregate node, which puts all items into one. Otherwise, the next node would run once for each item.
 * @param deeper path of the list below `data` in the old node's output
 */
export function keepOneItem(draft: Draft, name: string, deeper: string | undefined): void {
	if (draft.after(name).length === 0) return;
	const [x, y] = draft.nodes.find((node) => node.name === name)?.position ?? [0, 0];
	const aggregate = draft.freeName(`${name} (list)`);
	draft.insertAfter(name, {
		id: aggregate,
		name: aggregate,
		type: 'n8n-nodes-base.aggregate',
		typeVersion: 1,
		position: [x + 110, y + 120],
		parameters: { aggregate: 'aggregateAllItemData', destinationFieldName: 'data', options: {} },
	});
	const named = new RegExp(naming(name).source, 'g');
	for (const node of draft.nodes) {
		const change = (text: string) =>
			text.replace(named, (found) => found.replace(name, () => aggregate));
		node.parameters = withTexts(node.parameters, change) as NodeJson['parameters'];
	}
	if (deeper !== undefined) readOneLevelUp(draft, aggregate, deeper);
	draft.say(
		'added',
		aggregate,
		`It puts the items of "${name}" into one item, under "data", as the old node did.`,
	);
}

/** Shortens paths in later nodes: `data.messages.records` becomes `data`. */
function readOneLevelUp(draft: Draft, aggregate: string, deeper: string): void {
	const steps = deeper
		.split('.')
		.map((step) => String.raw`(?:\??\.${step}\b|\[["']${step}["']\])`)
		.join('');
	const path = new RegExp(String.raw`(^=?data|json\??(?:\.data|\[["']data["']\]))${steps}`, 'g');
	const named = naming(aggregate);
	const behind = new Set(readersAfter(draft, aggregate).map((node) => node.name));
	const readers = draft.nodes.filter(
		(node) => behind.has(node.name) || draft.textsOf(node).some((text) => named.test(text)),
	);
	for (const node of readers) {
		const change = (text: string) => text.replace(path, '$1');
		node.parameters = withTexts(node.parameters, change) as NodeJson['parameters'];
	}
	draft.say(
		'check',
		aggregate,
		`The list was under data.${deeper}. Now it is under data. Expressions and code that read it were rewritten${readers.length > 0 ? ` in: ${readers.map(({ name }) => name).join(', ')}` : ''}.`,
	);
}
