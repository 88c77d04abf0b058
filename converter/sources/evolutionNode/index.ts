import type { Draft } from '../../draft';
import { operationOf } from '../../table';
import { readersOf } from '../../reading';
import type { NodeJson } from '../../workflow';
import { keepFile } from './files';
import { keepOneItem } from './lists';
import { fromOldNode, isOldNode } from './oldNode';
import { rewriteReaders } from './readers';

/** Operations whose old output was one item with a list in it. Ours return an item for each entry. */
const LISTS = [
	'checkNumbers',
	'getDeliveryUpdates',
	'getMany',
	'getParticipants',
	'getSessions',
	'updateParticipants',
];

/** Path of the list below `data` in the old node's output, for operations in which `data` itself wasn't the list. */
const DEEPER: Readonly<Record<string, string>> = {
	'message/getMany': 'messages.records',
	'group/getParticipants': 'participants',
	'group/updateParticipants': 'updateParticipants',
};

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
		for (const note of notes) draft.say('check', node.name, note);
		converted.push(node.name);
	}
	for (const name of converted) fitOutput(draft, name);
	sayOnce(draft, converted);
}

function sayOnce(draft: Draft, converted: readonly string[]): void {
	const once = draft.nodes.filter(
		({ name, executeOnce }) => executeOnce && converted.includes(name),
	);
	if (once.length === 0) return;
	draft.say(
		'check',
		'',
		`The old node only handled the first item, so Execute Once is on in: ${once.map(({ name }) => name).join(', ')}. Turn it off in the settings of each node that should handle every item.`,
	);
}

function fitOutput(draft: Draft, name: string): void {
	const node = draft.nodes.find((one) => one.name === name);
	if (node === undefined) return;
	const { resource, operation } = node.parameters;
	const label = `${String(resource)}/${String(operation)}`;
	if (LISTS.includes(String(operation))) {
		keepOneItem(draft, name, DEEPER[label]);
		return;
	}
	if (label === 'message/downloadMedia') keepFile(draft, node);
	rewriteReaders(draft, name);
	sayOtherShape(draft, node);
}

function sayOtherShape(
	draft: Draft,
	{ name, parameters: { resource, operation } }: NodeJson,
): void {
	const { ownItems, label } = operationOf(String(resource), String(operation));
	const readers = resource === 'apiRequest' || !ownItems ? [] : readersOf(draft, name);
	if (readers.length === 0) return;
	draft.say(
		'check',
		name,
		`${label} returns other fields than the old node. Check the nodes that read it: ${readers.join(', ')}.`,
	);
}
