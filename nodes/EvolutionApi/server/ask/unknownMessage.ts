import { InputProblem } from '../../core/input/inputProblem';
import { isTool, itemsBefore } from '../../core/input/nodeOutputs';
import type { MessageStore, Target } from '../adapter';
import { onceInRun, shareInRun } from '../account';
import { asJid, spellings } from '../../core/values/addresses';

// AI models make up message IDs, and WhatsApp and the server report success for any action on a message that doesn't exist.

interface MeantMessage {
	readonly recipient: string;
	readonly messageId: string;
	/** Whether this instance wrote the message; missing if that doesn't matter. */
	readonly fromMe?: boolean;
}

export const isNamedBefore = (target: Target, messageId: string): boolean => {
	const { context } = target;
	const output = shareInRun(target, 'items before', () =>
		JSON.stringify('getExecuteData' in context ? itemsBefore(context) : []),
	);
	return output.includes(JSON.stringify(messageId));
};

/**
 * Refuses a message ID that a model made up, before the operation acts on the message. Checks only an AI agent's tool calls.
 * @throws {InputProblem} if the chat has no such message, or `fromMe` is wrong
 */
export async function refuseUnknownMessage(
	target: Target,
	{ recipient, messageId, fromMe }: MeantMessage,
	path: InputProblem['path'] = ['messageId'],
): Promise<void> {
	const { context, connection } = target;
	const { store } = connection.server;
	if (store === undefined || !('addExecutionHints' in context) || !isTool(context)) return;
	if (isNamedBefore(target, messageId)) return;
	const ask = async () => await readNewest(target, store, asJid(recipient));
	const newest = await onceInRun(target, `newest of ${recipient}`, ask).catch(() => undefined);
	if (newest === undefined) return;
	const isOwn = newest.authors.get(messageId);
	if (isOwn === undefined && newest.isComplete) {
		throw new InputProblem(
			path,
			`is "${messageId}", and the server has no such message in this chat`,
			`Nothing was done. ${TAKE}`,
		);
	}
	if (fromMe !== undefined && isOwn !== undefined && isOwn !== fromMe) throw otherAuthor(fromMe);
}

export const TAKE =
	'Use the "messageId" of a message that was received, sent or read in this chat.';

const otherAuthor = (fromMe: boolean) =>
	fromMe
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

/** Number of messages to read for each address of a chat. If the chat is longer, an unknown message ID isn't refused. */
const NEWEST = 200;

interface NewestMessages {
	/** For each message ID, whether this instance wrote the message. */
	readonly authors: ReadonlyMap<string, boolean>;
	readonly isComplete: boolean;
}

/** @throws {RequestFailure} if the store can't be read */
async function readNewest(
	target: Target,
	store: MessageStore,
	chat: string,
): Promise<NewestMessages> {
	const authors = new Map<string, boolean>();
	const other = chat.endsWith('@g.us') ? undefined : await store.otherAddress(target, chat);
	let isWhole = true;
	for (const address of [chat, other].flatMap((one) => (one === undefined ? [] : spellings(one)))) {
		const newest = await store.newestOfChat(target, address, NEWEST);
		for (const { message } of newest) authors.set(message.messageId, message.fromMe);
		isWhole &&= newest.length < NEWEST;
	}
	return {
		authors,
		isComplete: isWhole && authors.size > 0 && !(await store.keepsNothing(target)),
	};
}
