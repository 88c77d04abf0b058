import type { Draft } from '../../draft';
import type { NodeJson } from '../../workflow';
import { insteadOf } from './checks';
import { Items } from './items';
import type { Origin } from './origins';

// Reports nodes that the trigger makes unnecessary. The converter doesn't remove these nodes, because later nodes that read
// their output would have to change, too.

/** Fields of the trigger with *Simplify* on, by the value's path in the server's delivery. */
const FIELDS: Readonly<Record<string, string>> = {
	event: 'event',
	instance: 'instance',
	date_time: 'timestamp',
	'data.key.remoteJid': 'chat',
	'data.key.fromMe': 'fromMe',
	'data.key.id': 'messageId',
	'data.key.participant': 'participant',
	'data.pushName': 'senderName',
	'data.messageType': 'messageType',
	'data.messageTimestamp': 'timestamp',
	'data.status': 'status',
	'data.message.conversation': 'text',
	'data.message.extendedTextMessage.text': 'text',
	'data.message.imageMessage.caption': 'text',
	'data.message.videoMessage.caption': 'text',
	'data.message.documentMessage.caption': 'text',
	'data.action': 'action',
	'data.participants': 'participants[].jid',
};

/** Fields of the trigger with information about a JID, apart from the JID itself. */
const OF_ADDRESS: Readonly<Record<NonNullable<Origin['as']>, Readonly<Record<string, string>>>> = {
	number: { 'data.key.remoteJid': 'phoneNumber', 'data.key.participant': 'senderPhone' },
	isGroup: { 'data.key.remoteJid': 'isGroup' },
};

const OF_CREDENTIAL = ['server_url', 'apikey'];

/** @param webhook name of the node that returns the delivery as "body" */
export function saySimpler(
	draft: Draft,
	webhook: string,
	behind: readonly NodeJson[],
	events: readonly string[],
): void {
	const items = new Items(draft, webhook);
	for (const node of behind) {
		const text = whatUnpacks(items, node) ?? whatChecks(draft, items, node, events);
		if (text !== undefined) draft.say('simpler', node.name, text);
	}
}

function whatUnpacks(items: Items, node: NodeJson): string | undefined {
	const origins = [...(items.unpackedBy(node)?.values() ?? [])];
	const taken = origins.map(takenFrom);
	const known = taken.filter((one) => one !== undefined);
	const copied = [...new Set(known.flat())];
	if (copied.length === 0 || known.length < taken.length) return undefined;
	return `It only extracts fields from the event. With Simplify on, the trigger does that itself: ${copied.join(', ')}. When the nodes that read this one use those fields, you can remove it.`;
}

/** Returns a text such as `senderName (data.pushName)` for each path; undefined if the trigger lacks a field for one. */
function takenFrom({ paths, as }: Origin): string[] | undefined {
	const fields = as === undefined ? FIELDS : OF_ADDRESS[as];
	const below = [...new Set(paths.map((path) => path.replace(/^body\./, '')))];
	const copied = below.filter((path) => !OF_CREDENTIAL.includes(path));
	if (below.length === 0 || !copied.every((path) => path in fields)) return undefined;
	return copied.map((path) => `${fields[path]} (${path})`);
}

function whatChecks(
	draft: Draft,
	items: Items,
	node: NodeJson,
	events: readonly string[],
): string | undefined {
	const instead = insteadOf(draft, items, node, events);
	if (instead === undefined || instead.length === 0) return undefined;
	return `The trigger can do this itself: ${instead.join(', and ')}. Then you can remove this node, and the events that it drops no longer start executions.`;
}
