import type { Draft } from '../../draft';
import { operationOf } from '../../table';
import { keepFile } from './files';
import { keepOneItem } from './lists';
import { fromOldNode, isOldNode } from './oldNode';
import { rewriteReaders } from './readers';

/** Operations that gave one item with a list in it, and now give an item for each entry. */
const LISTS = ['getMany', 'getParticipants', 'getSessions', 'getDeliveryUpdates'];

/** Lists that were one key deeper. */
const DEEPER: Readonly<Record<string, string>> = {
	'message/getMany': 'messages.records',
	'group/getParticipants': 'participants',
};

/** Rewrites the nodes of `n8n-nodes-evolution-api` and its forks, and what other nodes read of them. */
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
	for (const name of converted) fitOutput(draft, name);
}

function fitOutput(draft: Draft, name: string): void {
	const node = draft.nodes.find((one) => one.name === name);
	if (node === undefined) return;
	const { resource, operation } = node.parameters;
	const label = `${String(resource)}/${String(operation)}`;
	if (LISTS.includes(String(operation))) {
		keepOneItem(draft, name);
		const deeper = DEEPER[label];
		if (deeper !== undefined) {
			draft.say('changed', name, `What was under data.${deeper} is under data now.`);
		}
		return;
	}
	if (label === 'message/downloadMedia') keepFile(draft, node);
	rewriteReaders(draft, name);
}
