import { InputProblem } from '../../core/input/inputProblem';
import { isTool, itemsBefore } from '../../core/input/nodeOutputs';
import type { MessageStore, Target } from '../adapter';
import { onceInRun, shareInRun } from '../account';
import { asJid, spellings } from '../../core/values/addresses';

// Models make up message IDs. WhatsApp and the server confirm any action on a message that doesn't exist.

/** The message that something is to be done to. */
interface MeantMessage {
	readonly recipient: string;
	readonly messageId: string;
	/** Whether this instance wrote it; left out where that doesn't matter. */
	readonly fromMe?: boolean;
}

/** Tells whether the output of an earlier node contains the ID. */
export const isNamedBefore = (target: Target, messageId: string): boolean => {
	const { context } = target;
	const output = shareInRun(target, 'items before', () =>
		JSON.stringify('getExecuteData' in context ? itemsBefore(context) : []),
	);
	return output.includes(JSON.stringify(messageId));
};

/**
 * Refuses a message that a model made up, before something is done to it. Other nodes get their IDs from people.
 * @param path of the field with the ID
 * @throws {InputProblem} if the chat has no such message, or another author wrote it
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
	'Take the "messageId" of the message that came in, of what was sent, or of a message that was read from this chat.';

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

/** Messages to read at each address of the chat. WhatsApp doesn't change much older ones. */
const NEWEST = 200;

/** The newest messages of a chat. */
interface NewestMessages {
	/** Whether this instance wrote them, by ID. */
	readonly authors: ReadonlyMap<string, boolean>;
	/** The store has all that is new in the chat. */
	readonly isComplete: boolean;
}

/** @throws {RequestFailure} if the store cannot be read */
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
