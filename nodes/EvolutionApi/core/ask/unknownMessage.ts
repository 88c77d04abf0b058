import { isTool } from '../input/nodeOutputs';
import type { Target } from '../server/adapter';
import { readMessageKeys } from '../server/words/keys';
import { shareInRun } from '../server/account';

// What is done to a message that does not exist, such as a reaction, WhatsApp and the server say is done.

/** IDs that came in with the items are of messages that exist: they need no request. */
const idsOfItems = (target: Target) =>
	shareInRun(target, 'message IDs of the items', () => {
		const { context } = target;
		const items = 'getInputData' in context ? context.getInputData() : [];
		return new Set(items.flatMap(({ json }) => [json.messageId, readMessageKeys(json).id]));
	});

/**
 * To be asked before something is done to a message. Nothing is refused: the store need not have all messages.
 * @param seen what nobody would see, as in "the reaction"
 */
export async function hintUnknownMessage(
	target: Target,
	messageId: string,
	seen: string,
): Promise<void> {
	const { context, connection } = target;
	const { store } = connection.server;
	// A model sees no hints.
	if (store === undefined || !('addExecutionHints' in context) || isTool(context)) return;
	if (idsOfItems(target).has(messageId)) return;
	const found = await store.find(target, messageId).catch(() => undefined);
	if (found === undefined || found.length > 0) return;
	context.addExecutionHints({
		message: `The server has no message "${messageId}" in its store. If the ID is wrong, nobody sees ${seen}, although WhatsApp says that it is done. It is "messageId" of the trigger, or of the node that sent the message.`,
		location: 'outputPane',
		type: 'warning',
	});
}
