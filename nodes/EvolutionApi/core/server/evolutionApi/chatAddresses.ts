import type { IDataObject } from 'n8n-workflow';

import { chatKeysFor, plainJid } from '../../values/addresses';
import { recordOf } from '../../values/answer';
import { firstText } from '../../values/loose';
import { chatConflictIn } from './chatConflict';

/** What an instance of Meta makes of a customer without a number. */
const NOBODY = '@s.whatsapp.net';

/**
 * All addresses of the chat that an event is about, best first. Empty if it is not about a chat, or if it is not certain
 * which chat that is.
 */
export function addressesOfChat(data: unknown): string[] {
	if (typeof data === 'string') return data.includes('@') ? [plainJid(data)] : [];
	if (chatConflictIn(data) !== undefined) return [];
	const event = recordOf(data);
	return [event.key, event]
		.map(recordOf)
		.flatMap((part) => [part.remoteJid, part.remoteJidAlt, part.remoteLid, ...senderAliases(part)])
		.concat(event.chatId, asJid(event.id))
		.filter((jid): jid is string => typeof jid === 'string' && jid !== '' && jid !== NOBODY)
		.map(plainJid);
}

/** Servers before 2.3.5 have these. In the account's own messages they name the account, not the chat. */
const senderAliases = ({ senderPn, senderLid, fromMe, remoteJid }: IDataObject) =>
	fromMe === true || firstText(remoteJid)?.endsWith('@g.us') ? [] : [senderPn, senderLid];

/** Groups and presences have a JID as their `id`; labels and stored messages have another kind of id. */
const asJid = (id: unknown) => (typeof id === 'string' && id.includes('@') ? id : undefined);

/** Keys of an item that say which chat it is about; `lid` only if it is known. */
export const chatKeys = (data: unknown): IDataObject => chatKeysFor(addressesOfChat(data));
