import type { IBinaryKeyData, IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { z } from 'zod';

import { isLinkGuessed } from '../../core/input/guessedLink';
import { InputProblem } from '../../core/input/inputProblem';
import {
	isTool,
	outputForCall,
	nodeData,
	readOutputs,
	type Item,
	type NodeData,
} from '../../core/input/nodeOutputs';
import { SERVERS } from '../../server/connection';
import type { ItemOfRun, SendTarget } from '../../table/operation';
import { makePersonId } from '../../core/values/addresses';
import { asRecord, isRecord, firstText } from '../../core/values/answer';
import { plainNameOrNull } from '../../core/values/text';
import { eventToItems } from '../../events/eventItems';
import { fieldGroupInput, fieldGroup, groupsField } from '../../fields/fieldKinds';
import { locatorInput } from '../../fields/inputs';
import { receivingInstance } from '../../fields/instance';
import { messageId, optionalMessageId } from '../../fields/messageKey';
import { chatField, optionalChat } from '../../fields/recipient';

export const triggerMessageOptions = [
	receivingInstance,
	groupsField('Specific Message', 'specificMessage', {
		default: { values: {} },
		placeholder: 'Add Specific Message',
		description: 'Message to act on. Defaults to the one that started the workflow.',
		options: [fieldGroup('Specific Message', 'values', [chatField, messageId])],
	}),
] as const;

export const messageShape = {
	specificMessage: fieldGroupInput({
		recipient: locatorInput(optionalChat),
		messageId: optionalMessageId,
	}),
};

export const SPECIFIC_MESSAGE = {
	values: { recipient: '5511988887777', messageId: '3EB0A1B2C3D4E5F60718' },
};

interface MessageInput {
	readonly options: z.output<z.ZodObject<typeof messageShape>>;
}

export const SPECIFIC_PATH = ['options', 'specificMessage', 'values'];

/** @throws {InputProblem} if it isn't certain which message started the workflow, or if *Specific Message* lacks a value */
export function readTriggerMessage(
	{ options: { specificMessage } }: MessageInput,
	{ context, index }: ItemOfRun,
): TriggerMessage {
	if (specificMessage === undefined) return findTriggerMessage(context, index, 'message');
	const { recipient, messageId: id } = specificMessage.values;
	if (recipient === undefined) {
		throw new InputProblem(
			[...SPECIFIC_PATH, 'recipient'],
			'is empty',
			'Choose the chat or enter its number.',
		);
	}
	const message = readMessageItem({ chat: recipient, messageId: id });
	if (message !== undefined) return message;
	throw new InputProblem(
		[...SPECIFIC_PATH, 'messageId'],
		'is empty',
		'Enter the ID of the message.',
	);
}

/** @throws {InputProblem} like {@link readTriggerMessage} */
export const locateMessage = (input: MessageInput, place: ItemOfRun): SendTarget => ({
	instance:
		input.options.specificMessage === undefined
			? readTriggerMessage(input, place).instance
			: findReceivingInstance(place),
});

export function findReceivingInstance({ context, index }: ItemOfRun): string | undefined {
	const [instance, ...others] = new Set(
		findTriggerMessages(context, index).map((message) => message.instance),
	);
	return others.length === 0 ? instance : undefined;
}

// Finds the message that started the workflow: from the trigger, or from the node's own item, for example in a sub-workflow.
// An agent's tool only uses the trigger, because the model may have made up the item.

const INSTEAD = {
	chat: 'choose Specific Chat',
	message: 'add Options → Specific Message',
} as const;

/** @throws {InputProblem} if it isn't certain which message started the workflow */
export function findTriggerMessage(
	context: IExecuteFunctions,
	index: number,
	about: keyof typeof INSTEAD,
): TriggerMessage {
	const [message, ...others] = findTriggerMessages(context, index);
	if (message !== undefined && others.length === 0) return message;
	const [problem, hint] =
		message === undefined ? explainMissing(context, index) : explainSeveral(others.length + 1);
	throw new InputProblem([], problem, `${hint}, or ${INSTEAD[about]}.`);
}

/** Returns the message that started the workflow. For an agent's tool, returns all candidates if the message is unclear. */
export function findTriggerMessages(context: IExecuteFunctions, index: number): TriggerMessage[] {
	const triggers = triggersBefore(context, index);
	const ownMessages = readMessages(triggers.flatMap(({ items }) => items));
	if (!isTool(context)) {
		const own = context.getInputData()[index]?.json;
		return [...ownMessages, ...readMessages([own, own?.body])].slice(0, 1);
	}
	if (ownMessages.length < 2) return ownMessages;
	const messagesOfCall = readMessages(triggers.map(({ name }) => outputForCall(context, name)));
	return messagesOfCall.length === 1 ? messagesOfCall : ownMessages;
}

function readMessages(items: readonly unknown[]): TriggerMessage[] {
	const messages = items.map(readMessageItem).filter((message) => message !== undefined);
	const byKey = new Map(
		messages.map((message) => [
			JSON.stringify([message.instance, message.chat, message.messageId]),
			message,
		]),
	);
	return [...byKey.values()];
}

const OF_UNKNOWN_CHAT: [problem: string, hint: string] = [
	'It is not certain who wrote the message',
	'Nothing was sent. Evolution API mixes up customers of a WHATSAPP-BUSINESS instance who write at the same time: it named a different customer than the ID of the message, or none (see "chatConflict" of the item). Wait for the next message',
];

const OF_HIDDEN_NUMBER: [problem: string, hint: string] = [
	'The customer hides the phone number',
	'Nothing was sent. Meta names the person only by an ID (see "chatConflict.inMessageId" of the item), and Evolution API cannot write to it: every message of this person comes without a chat. Ask for the number in another way, or answer in the WhatsApp Business app',
];

const OF_LOST_LINK: [problem: string, hint: string] = [
	'It is not known which message this item is about: a node before this one merged several items and lost their links',
	'Put Loop Over Items with a batch size of 1 after the trigger',
];

/** Tells whether Meta names the customer only by an ID. Unlike a number, such an ID starts with two letters. */
const hidesNumber = (item: unknown): boolean =>
	/^[A-Z]{2}\./.test(String(asRecord(flatItem(item)?.chatConflict).inMessageId));

const RUN_IT = 'press Execute step in it, then write to the number from another phone';

function explainMissing(
	context: IExecuteFunctions,
	index: number,
): [problem: string, hint: string] {
	const problem = 'No message started this workflow';
	const triggers = triggersBefore(context, index);
	const own = isTool(context) ? undefined : context.getInputData()[index]?.json;
	const items = [...triggers.flatMap((trigger) => trigger.items), own, own?.body];
	if (items.some(hidesNumber)) return OF_HIDDEN_NUMBER;
	if (items.some(hasChatConflict)) return OF_UNKNOWN_CHAT;
	if (triggers.length > 0 && triggers.every(({ params }) => params === undefined)) {
		return [
			`${problem}: the Evolution API Trigger has not run`,
			`Run the trigger first (${RUN_IT})`,
		];
	}
	if (triggers.some(({ params, items: output }) => params !== undefined && output.length === 0))
		return OF_LOST_LINK;
	const ofChat = items.find((item) => isRecord(item) && firstText(item.chat) !== null);
	if (isRecord(ofChat)) {
		return [
			`${problem}, but the event "${String(ofChat.event)}" of a chat`,
			'Answer it with Message → Send Text, and {{ $json.chat }} of the trigger as Recipient',
		];
	}
	if (triggers.length > 0) {
		return [problem, 'Put this node after an Evolution API Trigger that listens to messages'];
	}
	const place = isTool(context) ? 'the agent of this tool' : 'this node';
	return [
		problem,
		`Put ${place} after an Evolution API Trigger that listens to messages, and run that first (${RUN_IT})`,
	];
}

const explainSeveral = (count: number): [problem: string, hint: string] => [
	`It is not known which of the ${count} messages this call is about`,
	'Put Loop Over Items with a batch size of 1 before the agent, and connect only one node to the agent, so that it gets one message at a time',
];

/**
 * Returns this message and all others that *Combine Messages* combined with it; empty if the message wasn't combined. The
 * messages come from the operation's output or from the item itself, for example in a sub-workflow.
 */
export function findGathered(
	context: IExecuteFunctions,
	index: number,
	{ messageId }: TriggerMessage,
): TriggerMessage[] {
	const own = isTool(context) ? [] : [context.getInputData()[index]?.json];
	const items = [...waitsBefore(context, index).flatMap((wait) => wait.items), ...own];
	const bursts = items.map((item?: IDataObject) =>
		readMessages(Array.isArray(item?.messages) ? item.messages : []),
	);
	return bursts.find((burst) => burst.some((message) => message.messageId === messageId)) ?? [];
}

export interface TriggerMessage {
	readonly messageId: string;
	/** JID of the chat, as in the server's message store. */
	readonly chat: string;
	/** Address for an answer: the chat's JID, with the phone number instead of a LID if known; for a status, its author's JID. */
	readonly address: string;
	readonly senderAddress?: string;
	/** `personId` of the trigger's item: the other side of a private chat, or the author in a group; null if unknown. */
	readonly personId: string | null;
	readonly isGroup: boolean;
	readonly fromMe: boolean;
	readonly instance?: string;
	readonly senderName?: string;
	readonly text?: string;
}

/** Reads the message in an item of the trigger, simplified or as the server sent it; undefined if the item has none. */
export function readMessageItem(item: unknown): TriggerMessage | undefined {
	const flat = flatItem(item);
	if (flat === undefined) return undefined;
	const messageId = firstText(flat.messageId);
	const chat = firstText(flat.chat);
	if (messageId === null || chat === null) return undefined;
	const sender = chooseAddress(flat.senderJid, flat.senderPhone);
	return {
		messageId,
		chat,
		// No one can write to a status or a broadcast list, so the author gets the answer as a private message.
		address: (isReadOnly(flat.chatType) ? sender : chooseAddress(chat, flat.phoneNumber)) ?? chat,
		senderAddress: sender,
		personId:
			makePersonId(chat, flat.phoneNumber, flat.lid) ??
			makePersonId(flat.senderJid, flat.senderPhone, flat.senderLid),
		isGroup: chat.endsWith('@g.us'),
		fromMe: flat.fromMe === true,
		instance: firstText(flat.instance) ?? undefined,
		senderName: plainNameOrNull(flat.senderName) ?? undefined,
		text: firstText(flat.text) ?? undefined,
	};
}

const isReadOnly = (chatType: unknown) => chatType === 'status' || chatType === 'broadcast';

const hasChatConflict = (item: unknown): boolean => isRecord(flatItem(item)?.chatConflict);

function flatItem(item: unknown): IDataObject | undefined {
	if (!isRecord(item)) return undefined;
	return isRecord(item.data) && typeof item.event === 'string' ? simplifyBody(item) : item;
}

const PARSERS = Object.values(SERVERS).map(({ deliveries }) => deliveries);

/** The body doesn't name its server, so the first parser that finds a message is used. */
function simplifyBody(body: IDataObject): IDataObject {
	const delivery = PARSERS.map(({ read }) => read(body)).find(
		(candidate) => candidate?.message !== undefined,
	);
	return (delivery && eventToItems(delivery, { simplify: true })[0]) ?? {};
}

/** The server finds every person by phone number, but not always by LID. */
function chooseAddress(jid: unknown, phoneNumber: unknown): string | undefined {
	const address = firstText(jid);
	const isHidden = address === null || address.endsWith('@lid');
	return (isHidden ? firstText(phoneNumber, address) : address) ?? undefined;
}

interface EarlierNode {
	readonly name: string;
	/** Parameters of the node, with expressions resolved; undefined if the node has not run in this execution. */
	readonly params?: IDataObject;
	/**
	 * Output item of a node before this one, from which the current item was made; empty if unknown. In an agent's tool, all
	 * output items of that node, because n8n links every call of a tool to the agent's first item.
	 */
	readonly items: readonly IDataObject[];
	/** Files of the item that led to the current item. Missing in an agent's tool. */
	readonly files?: IBinaryKeyData;
}

function nodesBefore(context: IExecuteFunctions, index: number, types: RegExp): EarlierNode[] {
	const before = entrances(context).flatMap((name) => context.getParentNodes(name));
	const nodes = before.filter(({ type }) => types.test(type));
	const names = [...new Set(nodes.map(({ name }) => name))];
	return names.map((name) => {
		try {
			const ran = nodeData(context, index, name);
			const params = ran.params ?? {};
			if (isTool(context)) return { name, params, items: readOutputs(context, name).flat() };
			const origin = findLinkedItem(ran, isLinkGuessed(context, index, name));
			const items = origin === undefined ? [] : [origin.json];
			return { name, params, items, files: origin?.binary };
		} catch {
			return { name, items: [] };
		}
	});
}

export const triggersBefore = (context: IExecuteFunctions, index: number) =>
	nodesBefore(context, index, /(^|\.)evolutionApiTrigger$/);

export const waitsBefore = (context: IExecuteFunctions, index: number) =>
	nodesBefore(context, index, /(^|\.)evolutionApi(Tool)?$/).filter(
		({ params }) => params?.operation === 'combineMessages',
	);

/**
 * Returns the names of the nodes from which to search backward. A tool has no incoming connection, so its search starts
 * from the agent. {@link besideAgent} finds the agent if a person must approve the tool's calls.
 */
function entrances(context: IExecuteFunctions): string[] {
	const { node, source } = context.getExecuteData();
	const callers = Object.values(source ?? {}).flatMap((inputs) =>
		inputs.flatMap((input) => input?.previousNode ?? []),
	);
	const names = [context.getNode().name, node.name, ...callers];
	if (isTool(context)) names.push(...besideAgent(context));
	return [...new Set(names)];
}

function besideAgent(context: IExecuteFunctions): string[] {
	const link = context.getInputData()[0]?.pairedItem;
	const override =
		typeof link === 'object' && 'sourceOverwrite' in link ? link.sourceOverwrite : null;
	if (!override) return [];
	const { previousNode } = override;
	return [previousNode, ...context.getChildNodes(previousNode).map(({ name }) => name)];
}

function findLinkedItem(ran: NodeData, isGuessed: boolean): Item | undefined {
	try {
		const origin = isGuessed ? undefined : ran.item;
		if (origin?.json !== undefined) return origin;
	} catch {
		// Reading `item` throws if a node on the way to this node returned items without `pairedItem`.
	}
	const all = ran.all() ?? [];
	return all.length === 1 ? all[0] : undefined;
}
