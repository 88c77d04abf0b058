import type { IDataObject } from 'n8n-workflow';

import { InputProblem } from '../../core/input/inputProblem';
import { isTool, itemsBefore } from '../../core/input/nodeOutputs';
import type { MessageStore, Target } from '../adapter';
import { readFromMe, readMessageKeys } from '../words/keys';
import { onceInRun, shareInRun } from '../account';
import { asJid, comparable, isLid, isPerson, spellings } from '../../core/values/addresses';
import { asRecord, asRecords, asTexts, firstText, isRecord } from '../../core/values/answer';

// What is done to a message that does not exist, such as a reaction, WhatsApp and the server say is done.

/** The message that something is to be done to. */
interface MeantMessage {
	readonly recipient: string;
	readonly messageId: string;
	/** Whether this instance is said to have written it; left out where that does not matter. */
	readonly fromMe?: boolean;
}

/** Input of which `complete` has found out why nobody knows whether anything will be done. */
interface Doubted {
	readonly doubt?: string;
}

/** The end of an `input` whose `complete` looks the message up. */
export const withDoubt = <Input extends object>(input: Input): Input & Doubted => input;

/** What the output says of a thing that was done: `null` and the reason where nobody knows whether it was. */
export const doneOr = (
	doubt: string | undefined,
	done: Readonly<Record<string, boolean>>,
	rest: IDataObject,
): IDataObject =>
	doubt === undefined
		? { ...done, ...rest }
		: {
				...Object.fromEntries(Object.keys(done).map((key) => [key, null])),
				...rest,
				reason: doubt,
			};

/** A message that an item names, and where it was written. */
interface NamedMessage {
	readonly id: string;
	readonly addresses: readonly string[];
	readonly fromMe: boolean | null;
}

/** A message with its chat, as this package and the server put it out. What says that it may not be there is no proof. */
function readNamed(part: IDataObject): NamedMessage | undefined {
	const { id: ofKey, chat, otherChat, fromMe } = readMessageKeys(part);
	const id = firstText(part.messageId, ofKey);
	const addresses = asTexts([part.chat, part.phoneNumber, part.lid, chat, otherChat]);
	if (id === null || addresses.length === 0 || typeof part.reason === 'string') return undefined;
	return { id, addresses, fromMe: ofKey === undefined ? readFromMe(part) : fromMe };
}

/** A message as the server has delivered it: to the trigger with Simplify off, or to a Webhook node, which calls it `body`. */
function readDelivered(
	{ connection }: Target,
	{ body, ...json }: IDataObject,
): NamedMessage | undefined {
	const delivered = isRecord(body) ? body : json;
	if (!isRecord(delivered.data)) return undefined;
	const { message, chat = [] } = connection.server.deliveries.read(delivered) ?? {};
	if (typeof message?.id !== 'string') return undefined;
	return { id: message.id, addresses: chat, fromMe: message.fromMe };
}

/** Messages that the items name are there: they need no request. */
const messagesOfItems = (target: Target): ReadonlyMap<string, readonly NamedMessage[]> =>
	shareInRun(target, 'messages of the items', () => {
		const { context, instance } = target;
		const found = new Map<string, NamedMessage[]>();
		const items = 'getExecuteData' in context ? itemsBefore(context) : [];
		for (const json of items) {
			if (typeof json.instance === 'string' && json.instance !== instance) continue;
			const inner = asRecords(json.messages).map((message) => ({ chat: json.chat, ...message }));
			const parts = [json, asRecord(json.lastMessage), ...inner];
			for (const message of [readDelivered(target, json), ...parts.map(readNamed)]) {
				if (message === undefined) continue;
				found.set(message.id, [...(found.get(message.id) ?? []), message]);
			}
		}
		return found;
	});

function findOfItems(target: Target, { recipient, messageId }: MeantMessage) {
	const chat = comparable(asJid(recipient));
	return messagesOfItems(target)
		.get(messageId)
		?.find(({ addresses }) => addresses.some((address) => comparable(asJid(address)) === chat));
}

const TAKE =
	'Take the "messageId" of the message that came in, of what was sent, or of a message that was read from this chat.';

/**
 * To be asked before something is done to a message. What is certain to do nothing is refused; a store need not have all
 * messages, so what it does not have may be there.
 * @param seen what nobody would see, as in "the reaction"
 * @param path of the field with the ID
 * @returns why nobody knows whether there is such a message, for the output; undefined if it is known
 * @throws {InputProblem} if the message is of another chat or author, or if a model has made it up
 */
export async function doubtMessage(
	target: Target,
	meant: MeantMessage,
	seen: string,
	path: InputProblem['path'] = ['messageId'],
): Promise<string | undefined> {
	const { context, connection } = target;
	const { messageId } = meant;
	const known = findOfItems(target, meant);
	if (known !== undefined) return refuseOtherAuthor(meant, known.fromMe);
	const doubt = (what: string) =>
		`${what} If the ID is wrong, nobody sees ${seen}, although WhatsApp says that it is done. It is "messageId" of the trigger, or of the node that sent the message.`;
	const { store, name } = connection.server;
	if (store === undefined) return doubt(`${name} keeps no messages to look "${messageId}" up in.`);
	if (!('addExecutionHints' in context)) return undefined;
	const unread = () =>
		doubt(`The store of the server could not be read to look for "${messageId}".`);
	if (isTool(context)) {
		const found = await lookIntoChat(target, store, meant).catch(() => null);
		if (found === null) return unread();
		if (found === 'strange') {
			throw new InputProblem(
				path,
				`is "${messageId}", and the server has no such message in this chat`,
				`Nothing was done. ${TAKE}`,
			);
		}
		if (found !== undefined) return refuseOtherAuthor(meant, found.kept.fromMe);
		return doubt(`The server has no message "${messageId}" among the newest of this chat.`);
	}
	const find = async () => await store.find(target, messageId);
	const found = await onceInRun(target, `message ${messageId}`, find).catch(() => null);
	if (found === null) return unread();
	const [first] = found;
	if (first !== undefined) {
		const addresses = found.flatMap(({ kept, delivery }) => [...kept.addresses, ...delivery.chat]);
		await refuseOtherChat(target, store, meant, addresses);
		return refuseOtherAuthor(meant, found.length === 1 ? first.kept.fromMe : null);
	}
	const message = doubt(`The server has no message "${messageId}" in its store.`);
	context.addExecutionHints({ message, location: 'outputPane', type: 'warning' });
	return message;
}

/**
 * Of a message that the server does not have it leaves the quote out, and says done. A person sees a hint beside the output.
 * @throws {InputProblem} to a model that has made the message up
 */
export function tellMissingQuote(target: Target, messageId: string): void {
	const { context } = target;
	if (!('addExecutionHints' in context)) return;
	if (isTool(context) && !messagesOfItems(target).has(messageId)) {
		throw new InputProblem(
			['options', 'replyTo', 'values', 'messageId'],
			`is "${messageId}", and the server has no such message to quote`,
			`Nothing was sent. ${TAKE} Or leave it out.`,
		);
	}
	context.addExecutionHints({
		message: `The server has no message "${messageId}", so that nothing is quoted. Check the ID, which is "messageId" of the trigger, or enter the whole message in Options → Reply To → Message (JSON).`,
		location: 'outputPane',
		type: 'warning',
	});
}

/** Of a run, each with a request of its own. */
const MOST_LOOKED_UP = 10;

/**
 * {@link doubtMessage} for several that others wrote in a chat. Of those that no item names, a run looks only the first ones up.
 * @returns by ID
 */
export async function doubtMessages(
	target: Target,
	{ recipient, messageIds }: { readonly recipient: string; readonly messageIds: readonly string[] },
	seen: string,
): Promise<ReadonlyMap<string, string>> {
	const lookedUp = shareInRun(target, 'messages looked up', () => new Set<string>());
	const keepsNone = target.connection.server.store === undefined;
	const doubts = new Map<string, string>();
	for (const messageId of messageIds) {
		const meant = { recipient, messageId };
		if (!keepsNone && findOfItems(target, meant) === undefined) lookedUp.add(messageId);
		if (lookedUp.size > MOST_LOOKED_UP) break;
		const doubt =
			(await doubtMessage(target, meant, seen, ['messageIds'])) ??
			doubtInGroup(target, recipient, seen);
		if (doubt !== undefined) doubts.set(messageId, doubt);
	}
	return doubts;
}

function doubtInGroup({ connection: { server } }: Target, chat: string, seen: string) {
	if (server.marksNameNoAuthor !== true || !chat.endsWith('@g.us')) return undefined;
	return `${server.name} does not say who wrote a message of a group, so that nobody may see ${seen}.`;
}

/** @throws {InputProblem} if it is known that somebody else wrote it than is said: WhatsApp then does nothing */
function refuseOtherAuthor({ fromMe: said }: MeantMessage, fromMe: boolean | null): undefined {
	if (said === undefined || fromMe === null || said === fromMe) return undefined;
	throw said
		? new InputProblem(
				['fromMe'],
				'is on, but somebody else wrote the message',
				'Nothing was done. Switch it off, and in a group enter the author.',
			)
		: new InputProblem(
				['fromMe'],
				'is off, but this instance wrote the message',
				'Nothing was done. Switch it on.',
			);
}

/** @throws {InputProblem} if it is certain that the message was written in another chat */
async function refuseOtherChat(
	target: Target,
	store: MessageStore,
	{ recipient, messageId }: MeantMessage,
	addresses: readonly string[],
): Promise<void> {
	if (!(await isElsewhere(target, store, asJid(recipient), addresses))) return;
	throw new InputProblem(
		['recipient'],
		`is not the chat of the message "${messageId}"`,
		'Nothing was done. Enter the chat that the message was written in: "chat" of the item that has its ID.',
	);
}

async function isElsewhere(
	target: Target,
	store: MessageStore,
	chat: string,
	addresses: readonly string[],
): Promise<boolean> {
	const named = new Set(addresses.map((address) => comparable(address)));
	// What was sent to a broadcast list is in the chat of each of its people, too.
	const isOpen = named.size === 0 || addresses.some((address) => address.endsWith('@broadcast'));
	if (isOpen || named.has(comparable(chat))) return false;
	if (!isPerson(chat) || !addresses.every(isPerson)) return true;
	if (addresses.some((address) => isLid(address) === isLid(chat))) return true;
	const other = await store.otherAddress(target, chat).catch(() => undefined);
	return other !== undefined && !named.has(comparable(other));
}

/** Of a chat, at each of its addresses. WhatsApp changes nothing that is much older. */
const NEWEST = 200;

/**
 * Looks for the message in the newest of its chat. Nothing of another chat is read for it.
 * @returns `strange` if the store has all that is new in the chat, but not this message; undefined if nobody knows
 * @throws {RequestFailure} if the store cannot be read
 */
async function lookIntoChat(
	target: Target,
	store: MessageStore,
	{ recipient, messageId }: MeantMessage,
) {
	const chat = asJid(recipient);
	let kept = 0;
	const look = async (address: string) => {
		for (const spelling of spellings(address)) {
			const newest = await store.newestOfChat(target, spelling, NEWEST);
			kept += newest.length;
			const found = newest.find((stored) => stored.kept.messageId === messageId);
			if (found !== undefined) return { found };
			if (newest.length >= NEWEST) return { found: undefined };
		}
		return undefined;
	};
	const here = await look(chat);
	if (here !== undefined) return here.found;
	const other = chat.endsWith('@g.us') ? undefined : await store.otherAddress(target, chat);
	const there = other === undefined ? undefined : await look(other);
	if (there !== undefined) return there.found;
	return kept > 0 && !(await store.keepsNothing(target)) ? 'strange' : undefined;
}
