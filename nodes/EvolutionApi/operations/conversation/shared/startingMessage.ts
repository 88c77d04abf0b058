import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';

import { isRecord } from '../../../core/server/answer';
import { parseDelivery, eventToItems } from '../../../events';
import { firstText } from '../../../events/values';

/** A message that a workflow is about. */
export interface StartingMessage {
	readonly messageId: string;
	/** In the spelling of the server's message store. */
	readonly chat: string;
	/** Where to send an answer: the chat, or an address that is known to work better. */
	readonly address: string;
	/** Where to send a private answer to the author. */
	readonly senderAddress?: string;
	readonly isGroup: boolean;
	readonly fromMe: boolean;
	readonly instance?: string;
}

/** A node of this package that ran before this node. */
interface EarlierNode {
	readonly name: string;
	/** Expressions resolved. */
	readonly params: IDataObject;
	/** Its output for this item; undefined if that is not known. */
	readonly item?: IDataObject;
}

/** The nodes of a type that lead to this node and have run. */
function nodesBefore(context: IExecuteFunctions, index: number, wanted: RegExp): EarlierNode[] {
	const before = entrances(context).flatMap((name) => context.getParentNodes(name));
	const found = before.filter(({ type }) => wanted.test(type));
	const names = [...new Set(found.map(({ name }) => name))];
	const { $: node } = context.getWorkflowDataProxy(index);
	return names.flatMap((name): EarlierNode[] => {
		try {
			const ran = node(name) as NodeData;
			return [{ name, params: ran.params ?? {}, item: itemOf(ran) }];
		} catch {
			// It did not run in this execution.
			return [];
		}
	});
}

export const triggersBefore = (context: IExecuteFunctions, index: number) =>
	nodesBefore(context, index, /(^|\.)evolutionApiTrigger$/);

/**
 * All messages that *Wait Until Quiet* gathered together with this one, including it; none if there are none. They come
 * from the output of that node or from the item itself, e.g. in a sub-workflow.
 */
export function gatheredWith(
	context: IExecuteFunctions,
	index: number,
	{ messageId }: StartingMessage,
): StartingMessage[] {
	const waits = nodesBefore(context, index, /(^|\.)evolutionApi(Tool)?$/)
		.filter(({ params }) => params.operation === 'waitUntilQuiet')
		.map(({ item }) => item);
	const bursts = [...waits, context.getInputData()[index]?.json].map((item) => {
		const messages = Array.isArray(item?.messages) ? item.messages : [];
		return messages.map(messageOf).filter((message) => message !== undefined);
	});
	return bursts.find((burst) => burst.some((one) => one.messageId === messageId)) ?? [];
}

/**
 * The nodes to start looking from: this node, and the nodes that called it. For the tool of an agent, no connection
 * leads to the tool, only to the agent. If n8n runs the tool itself, the agent is its source; else the tool runs in the
 * agent's place.
 */
function entrances(context: IExecuteFunctions): string[] {
	const { node, source } = context.getExecuteData();
	const callers = Object.values(source ?? {}).flatMap((inputs) =>
		inputs.flatMap((input) => input?.previousNode ?? []),
	);
	return [...new Set([context.getNode().name, node.name, ...callers])];
}

/** What expressions see of a node: `$('Name')`. */
interface NodeData {
	readonly params?: IDataObject;
	readonly item?: { readonly json: IDataObject };
	all(): ReadonlyArray<{ readonly json: IDataObject }>;
}

/** The item that led to this one. If n8n lost the link, the only item of that node. */
function itemOf(ran: NodeData): IDataObject | undefined {
	try {
		const linked = ran.item?.json;
		if (linked !== undefined) return linked;
	} catch {
		// A node in between gave items without a link.
	}
	const [only, ...others] = ran.all();
	return others.length === 0 ? only?.json : undefined;
}

/**
 * The message that started the workflow: the one of the trigger, else the one in the item itself, e.g. in a
 * sub-workflow.
 */
export function startingMessage(
	context: IExecuteFunctions,
	index: number,
): StartingMessage | undefined {
	const own = context.getInputData()[index]?.json;
	const items = [...triggersBefore(context, index).map(({ item }) => item), own, own?.body];
	for (const item of items) {
		const message = messageOf(item);
		if (message !== undefined) return message;
	}
	return undefined;
}

/** The message in an item of the trigger, simplified or as the server sent it; undefined if it has none. */
export function messageOf(item: unknown): StartingMessage | undefined {
	if (!isRecord(item)) return undefined;
	const flat = isRecord(item.data) && typeof item.event === 'string' ? simplified(item) : item;
	const messageId = firstText(flat.messageId);
	const chat = firstText(flat.chat);
	if (messageId === null || chat === null) return undefined;
	const sender = addressOf(flat.senderJid, flat.senderPhone);
	return {
		messageId,
		chat,
		// Nobody can write to a status. An answer to one is a private message.
		address: (flat.chatType === 'status' ? sender : addressOf(chat, flat.phoneNumber)) ?? chat,
		senderAddress: sender,
		isGroup: chat.endsWith('@g.us'),
		fromMe: flat.fromMe === true,
		instance: firstText(flat.instance) ?? undefined,
	};
}

function simplified(body: IDataObject): IDataObject {
	const delivery = parseDelivery(body);
	return (delivery && eventToItems(delivery, { simplify: true })[0]) ?? {};
}

/** The server does not always find a person by LID, but always by phone number. */
function addressOf(jid: unknown, phoneNumber: unknown): string | undefined {
	const given = firstText(jid);
	const isHidden = given === null || given.endsWith('@lid');
	return (isHidden ? firstText(phoneNumber, given) : given) ?? undefined;
}
