import type { IDataObject } from 'n8n-workflow';

import type { DeliveredMessage, Delivery } from '../../core/server/delivery';
import { chatKeysFor, plainJid, senderKeys } from '../../core/values/addresses';
import { recordOf } from '../../core/values/answer';
import { firstText, withoutNulls } from '../../core/values/loose';
import { plainNameOrNull } from '../../core/values/text';
import { adReferralOf } from './business';
import { detailsOf, mediaOfContent, receivedContentOf } from './content';
import { contextOf, mentionsOf, quotedOf } from './context';
import type { Kind } from './kinds';
import { modelKeys } from './modelKeys';

/** Kind and text of the message that an event is about, for filters. */
export function kindAndText(delivery: Delivery): { kind: Kind; text: string | null } | undefined {
	const { message } = delivery;
	if (message === undefined) return undefined;
	const { kind, text } = receivedContentOf(message);
	return { kind: delivery.event === 'messages.delete' ? 'deleted' : kind, text };
}

/** Whether it quotes, reacts to or votes in a message. */
export function isReply(delivery: Delivery): boolean {
	const message = simplifyMessage(delivery);
	return firstText(recordOf(message?.quoted).id, message?.targetMessageId) !== null;
}

/**
 * `messages.upsert`, `messages.set`, `send.message`, `messages.edited`, `send.message.update`,
 * `messages.delete`: an item for a message, its keys as in docs/trigger-output.md: first what people use
 * most, last what only some messages have. `targetMessageId` is the message that this one reacts to, votes
 * in, pins, edits or deletes.
 */
export function simplifyMessage(delivery: Delivery): IDataObject | undefined {
	const { event, message, chat } = delivery;
	if (message === undefined) return undefined;
	const content = receivedContentOf(message);
	const context = contextOf(content, message);
	const isDeletion = event === 'messages.delete';
	const { kind, text, isViewOnce, target } = content;
	const { chat: jid, ...chatDetails } = chatKeysFor(chat);
	const common = {
		text,
		senderName: plainNameOrNull(message.senderName),
		chat: jid,
		kind: isDeletion ? 'deleted' : kind,
		timestamp: message.time,
		messageId: message.id,
		fromMe: message.fromMe,
		...chatDetails,
		...authorKeys(message),
		messageType: message.type ?? null,
		status: message.status,
		isForwarded: context.isForwarded === true,
		isViewOnce,
		quoted: quotedOf(context),
		mentions: mentionsOf(context),
		media: mediaOfContent(content, message),
	};
	const special: IDataObject = {
		...withoutNulls({ targetMessageId: firstText(target?.id, isDeletion ? message.id : null) }),
		...withoutNulls({ chatwootConversationId: message.conversationInChatwoot ?? null }),
		...(message.chatConflict === undefined ? {} : { chatConflict: { ...message.chatConflict } }),
		...adReferralOf(context),
		...(kind === 'edited' ? {} : detailsOf(content, message)),
	};
	const forModel = modelKeys(delivery, { ...special, ...common });
	return { ...common, ...forModel, ...special };
}

/** Keys of who wrote it. */
const authorKeys = ({ participant, author }: DeliveredMessage): IDataObject => ({
	...(participant === null ? {} : { participant: plainJid(participant) }),
	...senderKeys(...author),
});
