import type { IDataObject } from 'n8n-workflow';

import { isRecord, recordOf } from '../../core/values/answer';
import { firstText, withoutNulls } from '../../core/values/loose';
import { chatAddresses, chatKeys, plainJid, senderKeys } from '../addresses';
import type { Delivery } from '../delivery';
import { isoOfMilliseconds, isoOfSeconds } from '../timestamps';
import { adReferralOf } from './business';
import { receivedContentOf, detailsOf, mediaOfContent } from './content';
import { contextOf, mentionsOf, quotedOf } from './context';
import type { Kind } from './kinds';

/** An event about a message, as if it were that message: `{ key, message, … }`. */
export function messageIn({ event, data }: Delivery): IDataObject | undefined {
	if (!isRecord(data)) return undefined;
	switch (event) {
		case 'messages.upsert':
		case 'messages.set':
		case 'send.message':
			return data;
		case 'messages.edited':
		case 'send.message.update': {
			// The data is the protocol message alone. The server uses these names for deletions, too.
			const { key, ...protocol } = data;
			return { key, message: { protocolMessage: { key, ...protocol } } };
		}
		case 'messages.delete':
			// Deleted through the API: the stored message. Deleted on a phone: only its key, with a status.
			return isRecord(data.key) ? data : { key: data, status: data.status };
		default:
			return undefined;
	}
}

/** Kind and text of the message that an event is about, for filters. */
export function kindAndText(delivery: Delivery): { kind: Kind; text: string | null } | undefined {
	const data = messageIn(delivery);
	if (data === undefined) return undefined;
	const { kind, text } = receivedContentOf(data);
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
	const data = messageIn(delivery);
	if (data === undefined) return undefined;
	const key = recordOf(data.key);
	const content = receivedContentOf(data);
	const context = contextOf(content, data);
	const isDeletion = delivery.event === 'messages.delete';
	const { kind, text, isViewOnce, target } = content;
	const { chat, ...chatDetails } = chatKeys(data);
	return {
		text,
		// The server calls the account itself "Você", in any language.
		senderName: key.fromMe === true ? null : firstText(data.pushName),
		chat,
		kind: isDeletion ? 'deleted' : kind,
		timestamp: timeOf(delivery, data),
		messageId: firstText(key.id),
		fromMe: key.fromMe === true,
		...chatDetails,
		...authorKeys(delivery, data),
		messageType: firstText(data.messageType),
		status: firstText(data.status),
		isForwarded: context.isForwarded === true,
		isViewOnce,
		quoted: quotedOf(context),
		mentions: mentionsOf(context),
		media: mediaOfContent(content, data),
		...withoutNulls({ targetMessageId: firstText(target?.id, isDeletion ? key.id : null) }),
		...adReferralOf(context),
		...(kind === 'edited' ? {} : detailsOf(content, data)),
	};
}

/** A deletion has no time of its own, and the time of the deleted message would be wrong. */
const timeOf = ({ event, data }: Delivery, { messageTimestamp }: IDataObject) =>
	event === 'messages.delete'
		? null
		: (isoOfMilliseconds(recordOf(data).timestampMs) ?? isoOfSeconds(messageTimestamp));

/** Keys of who wrote it. */
function authorKeys({ sender }: Delivery, data: IDataObject): IDataObject {
	const { participant } = participantOf(data);
	return {
		...(participant === null ? {} : { participant: plainJid(participant) }),
		...senderKeys(...authorAddresses(sender, data)),
	};
}

/**
 * Addresses of who wrote a message, best first: of the account itself, in groups and statuses of the participant, else
 * of the chat.
 * @param sender the account itself
 */
export function authorAddresses(sender: string | null, data: IDataObject): unknown[] {
	if (recordOf(data.key).fromMe === true) return [sender];
	const { participant, aliases } = participantOf(data);
	return participant === null ? chatAddresses(data) : [participant, ...aliases];
}

function participantOf(data: IDataObject) {
	const { participant, participantAlt, participantPn, participantLid } = recordOf(data.key);
	return {
		participant: firstText(participant, data.participant),
		aliases: [participantAlt, participantPn, participantLid],
	};
}
