import { InputProblem } from '../input/inputProblem';
import { isTool } from '../input/nodeOutputs';
import type { MessageStore, Target } from '../server/adapter';
import { readMessageKeys } from '../server/words/keys';
import { shareInRun } from '../server/account';
import { asJid, spellings } from '../values/addresses';

// What is done to a message that does not exist, such as a reaction, WhatsApp and the server say is done.

/** IDs that came in with the items are of messages that exist: they need no request. */
const idsOfItems = (target: Target) =>
	shareInRun(target, 'message IDs of the items', () => {
		const { context } = target;
		const items = 'getInputData' in context ? context.getInputData() : [];
		return new Set(items.flatMap(({ json }) => [json.messageId, readMessageKeys(json).id]));
	});

/**
 * To be asked before something is done to a message. A person gets a hint: the store need not have all messages. A model sees
 * no hints, so it gets an error where the store has the newest of the chat, and not this one.
 * @param seen what nobody would see, as in "the reaction"
 * @throws {InputProblem} to a model
 */
export async function checkKnownMessage(
	target: Target,
	{ recipient, messageId }: { readonly recipient: string; readonly messageId: string },
	seen: string,
): Promise<void> {
	const { context, connection } = target;
	const { store } = connection.server;
	if (store === undefined || !('addExecutionHints' in context)) return;
	if (isTool(context)) {
		if (!(await isStrange(target, store, asJid(recipient), messageId).catch(() => false))) return;
		throw new InputProblem(
			['messageId'],
			`is "${messageId}", and the server has no such message in this chat`,
			'Nothing was done. Take the "messageId" of the message that came in, of what was sent, or of a message that was read from this chat.',
		);
	}
	if (idsOfItems(target).has(messageId)) return;
	const found = await store.find(target, messageId).catch(() => undefined);
	if (found === undefined || found.length > 0) return;
	context.addExecutionHints({
		message: `The server has no message "${messageId}" in its store. If the ID is wrong, nobody sees ${seen}, although WhatsApp says that it is done. It is "messageId" of the trigger, or of the node that sent the message.`,
		location: 'outputPane',
		type: 'warning',
	});
}

/** Of a chat, at each of its addresses. WhatsApp changes nothing that is much older. */
const NEWEST = 200;

/**
 * Whether the store has all that is new in the chat, but not this message. Nothing of another chat is read for it.
 * @throws {RequestFailure} if the store cannot be read
 */
async function isStrange(
	target: Target,
	store: MessageStore,
	chat: string,
	messageId: string,
): Promise<boolean> {
	let kept = 0;
	const mayBeAt = async (address: string): Promise<boolean> => {
		for (const spelling of spellings(address)) {
			const newest = await store.newestOfChat(target, spelling, NEWEST);
			kept += newest.length;
			if (newest.length >= NEWEST) return true;
			if (newest.some((stored) => stored.kept.messageId === messageId)) return true;
		}
		return false;
	};
	if (await mayBeAt(chat)) return false;
	const other = chat.endsWith('@g.us') ? undefined : await store.otherAddress(target, chat);
	if (other !== undefined && (await mayBeAt(other))) return false;
	return kept > 0 && !(await store.keepsNothing(target));
}
