import type { Draft } from '../../draft';
import { naming } from '../../reading';
import { withTexts, type NodeJson } from '../../workflow';

// The old node gave a list in one item, ours gives an item for each entry.

/** Puts the list back into one item, if a node behind would otherwise run once for each entry. */
export function keepOneItem(draft: Draft, name: string): void {
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
	draft.say(
		'added',
		aggregate,
		`It puts the items of "${name}" into "data" of one item, as it was before.`,
	);
}
