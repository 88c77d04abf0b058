import type { IDataObject } from 'n8n-workflow';

import { isRecord } from '../../../core/values/answer';
import { firstText } from '../../../core/values/loose';
import { plainNameOrNull } from '../../../core/values/plainName';
import { eventToItems } from '../../../events';
import { SERVERS } from '../../../core/server/connection';

/** A message that a workflow is about. */
export interface StartingMessage {
	readonly messageId: string;
	/** In the spelling of the server's message store. */
	readonly chat: string;
	/** Where to send an answer: the chat, or an address that is known to work better. */
	readonly address: string;
	/** Where to send a private answer to the author. */
	readonly senderAddress?: string;
	readonly isGroup: boolean;
	readonly fromMe: boolean;
	readonly instance?: string;
	/** The name that its author has chosen. */
	readonly senderName?: string;
	/** What was written, or the caption. */
	readonly text?: string;
}

/** The message in an item of the trigger, simplified or as the server sent it; undefined if it has none. */
export function messageOf(item: unknown): StartingMessage | undefined {
	const flat = flatItem(item);
	if (flat === undefined) return undefined;
	const messageId = firstText(flat.messageId);
	const chat = firstText(flat.chat);
	if (messageId === null || chat === null) return undefined;
	const sender = addressOf(flat.senderJid, flat.senderPhone);
	return {
		messageId,
		chat,
		// Nobody can write to a status. An answer to one is a private message.
		address: (flat.chatType === 'status' ? sender : addressOf(chat, flat.phoneNumber)) ?? chat,
		senderAddress: sender,
		isGroup: chat.endsWith('@g.us'),
		fromMe: flat.fromMe === true,
		instance: firstText(flat.instance) ?? undefined,
		senderName: plainNameOrNull(flat.senderName) ?? undefined,
		text: firstText(flat.text) ?? undefined,
	};
}

/** Whether an item of the trigger has a message of which the server does not know who wrote it. */
export const hasChatConflict = (item: unknown): boolean => isRecord(flatItem(item)?.chatConflict);

function flatItem(item: unknown): IDataObject | undefined {
	if (!isRecord(item)) return undefined;
	return isRecord(item.data) && typeof item.event === 'string' ? simplified(item) : item;
}

const DOORS = Object.values(SERVERS).map(({ deliveries }) => deliveries);

/** The server is not named in it: the first that finds a message there has sent it. */
function simplified(body: IDataObject): IDataObject {
	const delivery = DOORS.map(({ read }) => read(body)).find((one) => one?.message !== undefined);
	return (delivery && eventToItems(delivery, { simplify: true })[0]) ?? {};
}

/** The server does not always find a person by LID, but always by phone number. */
function addressOf(jid: unknown, phoneNumber: unknown): string | undefined {
	const given = firstText(jid);
	const isHidden = given === null || given.endsWith('@lid');
	return (isHidden ? firstText(phoneNumber, given) : given) ?? undefined;
}
