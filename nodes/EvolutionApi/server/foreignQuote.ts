import { InputProblem } from '../core/input/inputProblem';
import type { Target } from './adapter';
import { comparable, isLid, isPerson } from '../core/values/addresses';
import { asRecord, firstText, asTexts } from '../core/values/answer';
import { readMessageKeys } from './words/keys';
import { shareInRun } from './account';

// A quote shows the recipient what was written. The server quotes any message of its store by ID, also one of another chat,
// so that whoever chooses the ID, such as a model, could show one person what another has written.

/** Quotes that were looked up, or are of the message that started the workflow. */
const ownQuotes = (target: Target) => shareInRun(target, 'own quotes', () => new Set<string>());

const makeQuote = (messageId: string, recipient: string) =>
	JSON.stringify([messageId, comparable(recipient)]);

const isKnown = (target: Target, messageId: string, recipient: string) =>
	ownQuotes(target).has(makeQuote(messageId, recipient));

/** It is known that the message belongs to the chat. */
export function noteOwnQuote(target: Target, messageId: string, recipient: string): void {
	ownQuotes(target).add(makeQuote(messageId, recipient));
}

/** A message, and where it was written. */
interface Written {
	readonly chats: readonly string[];
	/** Nobody: the account itself. */
	readonly author: readonly string[];
}

/**
 * To be asked before a message is sent. A message that the store does not have cannot be quoted by its ID, and of a whole
 * one nothing is known but what its key says.
 * @param input of an operation that may quote
 * @returns the ID of a message that the server does not have, so that it leaves the quote out
 * @throws {InputProblem} if it quotes a message of another chat
 * @throws {RequestFailure} if the store cannot be read
 */
export async function refuseForeignQuote(
	target: Target,
	input: unknown,
): Promise<string | undefined> {
	const { recipient: given, options } = asRecord(input);
	const recipient = firstText(given);
	const { replyTo } = asRecord(options);
	const { message, messageId: quotedId } = asRecord(asRecord(replyTo).values);
	if (recipient === null) return undefined;
	const isWhole = message !== undefined;
	const keys = readMessageKeys(asRecord(message));
	const messageId = firstText(isWhole ? keys.id : quotedId);
	if (messageId === null || isKnown(target, messageId, recipient)) return undefined;
	const path = ['options', 'replyTo', 'values', isWhole ? 'message' : 'messageId'];
	const chats = asTexts([keys.chat, keys.otherChat]);
	const author = keys.fromMe ? [] : asTexts([keys.participant, ...keys.participantAliases]);
	if (chats.length > 0 && !(await isOfChat(target, { chats, author }, recipient)))
		throw foreign(path);
	// What a key says of its chat is no proof: whoever enters it may have written it.
	const isStored = await refuseForeignMessage(target, messageId, recipient, path);
	return !isWhole && isStored === false ? messageId : undefined;
}

/**
 * Refuses to use a message of another chat, by its ID.
 * @param path of the field with the ID
 * @returns whether the server has it; undefined if it keeps none, or that is not asked
 */
export async function refuseForeignMessage(
	target: Target,
	messageId: string,
	recipient: string,
	path: InputProblem['path'],
): Promise<boolean | undefined> {
	const { store } = target.connection.server;
	if (store === undefined || isKnown(target, messageId, recipient)) return undefined;
	const stored = await store.find(target, messageId);
	// Whoever writes chooses the ID, and may take that of another message: the server quotes any of them.
	for (const { kept, delivery } of stored) {
		const author = kept.fromMe ? [] : (delivery.message?.author ?? []);
		const chats = [...kept.addresses, ...delivery.chat];
		if (!(await isOfChat(target, { chats, author }, recipient))) throw foreign(path);
	}
	if (stored.length > 0) noteOwnQuote(target, messageId, recipient);
	return stored.length > 0;
}

/** What somebody wrote in a group or a status may be quoted to that person, as *Reply Privately* does. */
async function isOfChat(
	target: Target,
	{ chats, author }: Written,
	recipient: string,
): Promise<boolean> {
	const isShared = !chats.some(isPerson);
	const names = isShared ? [...chats, ...author] : chats;
	const isNamed = (address: string) =>
		names.some((name) => comparable(name) === comparable(address));
	if (isNamed(recipient)) return true;
	const { store } = target.connection.server;
	const number = isLid(recipient) ? await store?.otherAddress(target, recipient) : undefined;
	if (number !== undefined) return isNamed(number);
	for (const lid of names.filter(isLid)) {
		const found = await store?.otherAddress(target, lid);
		if (found !== undefined && comparable(found) === comparable(recipient)) return true;
	}
	return false;
}

const foreign = (path: InputProblem['path']) =>
	new InputProblem(
		path,
		'is a message of another chat',
		'Enter the ID of a message of the same chat. Otherwise the recipient would read what was written in another one.',
	);
