import { InputProblem } from '../core/input/inputProblem';
import { isTool } from '../core/input/nodeOutputs';
import type { Target } from './adapter';
import { isNamedBefore, TAKE } from './ask/unknownMessage';
import { comparable, isLid, isPerson } from '../core/values/addresses';
import { asRecord, firstText, asTexts } from '../core/values/answer';
import { readMessageKeys } from './words/keys';
import { shareInRun } from './account';

// A reply shows the recipient the quoted message. The server quotes any stored message by ID, even from another chat, so an AI
// model that chooses the ID could show one customer another customer's message.

/** Quotes that may be sent: the quoted message was found in the same chat, or it started the workflow. */
const ownQuotes = (target: Target) => shareInRun(target, 'own quotes', () => new Set<string>());

const makeQuote = (messageId: string, recipient: string) =>
	JSON.stringify([messageId, comparable(recipient)]);

export function noteOwnQuote(target: Target, messageId: string, recipient: string): void {
	ownQuotes(target).add(makeQuote(messageId, recipient));
}

interface WrittenMessage {
	readonly chats: readonly string[];
	/** Addresses of the author; empty for the account itself. */
	readonly author: readonly string[];
}

/**
 * Checks a quote that an AI model chose, before anything is sent.
 * @throws {InputProblem} if the quoted message belongs to another chat, or the model made it up
 * @throws {RequestFailure} if the store cannot be read
 */
export async function refuseForeignQuote(target: Target, input: unknown): Promise<void> {
	if (!isOfModel(target)) return;
	const { recipient: recipientInput, options } = asRecord(input);
	const recipient = firstText(recipientInput);
	const { replyTo } = asRecord(options);
	const { message, messageId: quotedId } = asRecord(asRecord(replyTo).values);
	if (recipient === null) return;
	const isWhole = message !== undefined;
	const keys = readMessageKeys(asRecord(message));
	const messageId = firstText(isWhole ? keys.id : quotedId);
	if (messageId === null) return;
	const path = ['options', 'replyTo', 'values', isWhole ? 'message' : 'messageId'];
	const chats = asTexts([keys.chat, keys.otherChat]);
	const author = keys.fromMe ? [] : asTexts([keys.participant, ...keys.participantAliases]);
	if (chats.length > 0 && !(await isOfChat(target, { chats, author }, recipient)))
		throw foreign(path);
	// The model may have made up `keys.chat`, so the message's ID is looked up in the server's store.
	const isStored = await refuseForeignMessage(target, messageId, recipient, path);
	if (isWhole || isStored !== false || isNamedBefore(target, messageId)) return;
	throw new InputProblem(
		path,
		`is "${messageId}", and the server has no such message to quote`,
		`Nothing was sent. ${TAKE} Or send the message without a quote.`,
	);
}

const isOfModel = ({ context }: Target) => 'addExecutionHints' in context && isTool(context);

/**
 * Refuses a message ID that an AI model chose, if the message belongs to another chat.
 * @returns whether the server has the message; undefined if it wasn't looked up
 */
export async function refuseForeignMessage(
	target: Target,
	messageId: string,
	recipient: string,
	path: InputProblem['path'],
): Promise<boolean | undefined> {
	const { store } = target.connection.server;
	const isKnown = ownQuotes(target).has(makeQuote(messageId, recipient));
	if (store === undefined || isKnown || !isOfModel(target)) return undefined;
	const matches = await store.find(target, messageId);
	// Senders choose the IDs of their messages, so several messages may have the same ID. The server quotes any of them.
	for (const { message, delivery } of matches) {
		const author = message.fromMe ? [] : (delivery.message?.author ?? []);
		const chats = [...message.addresses, ...delivery.chat];
		if (!(await isOfChat(target, { chats, author }, recipient))) throw foreign(path);
	}
	if (matches.length > 0) noteOwnQuote(target, messageId, recipient);
	return matches.length > 0;
}

/** Tells whether a message belongs to the recipient's chat, or was written by the recipient in a group or status. */
async function isOfChat(
	target: Target,
	{ chats, author }: WrittenMessage,
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
		const phone = await store?.otherAddress(target, lid);
		if (phone !== undefined && comparable(phone) === comparable(recipient)) return true;
	}
	return false;
}

const foreign = (path: InputProblem['path']) =>
	new InputProblem(
		path,
		'is a message of another chat',
		'Enter the ID of a message of the same chat. Otherwise the recipient would read a message from another chat.',
	);
