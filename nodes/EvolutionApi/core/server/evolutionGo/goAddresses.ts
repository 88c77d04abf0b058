import type { IDataObject } from 'n8n-workflow';

import { plainJid } from '../../values/addresses';
import { isPerson, isPhone } from '../../values/jid';
import { textsOf } from '../../values/loose';

/**
 * All addresses of one person or group, without devices, that with the phone number first. Go puts the number in the place of
 * the LID only in messages that came in: so a chat has the same address whoever wrote in it.
 */
export function numberFirst(...addresses: unknown[]): string[] {
	const jids = [...new Set(textsOf(addresses).map(plainJid))];
	return [...jids.filter(isPhone), ...jids.filter((jid) => !isPhone(jid))];
}

/** The chat of a message, a tick or a presence, with `Chat`, `Sender` and their other addresses. */
export function chatOfSource(source: IDataObject): string[] {
	const { Chat, Sender, SenderAlt, RecipientAlt, IsFromMe } = source;
	const [chat] = numberFirst(Chat);
	if (chat === undefined || !isPerson(chat)) return numberFirst(Chat);
	return numberFirst(Chat, ...(IsFromMe === true ? [RecipientAlt] : [Sender, SenderAlt]));
}

export const senderOfSource = ({ Sender, SenderAlt }: IDataObject): string[] =>
	numberFirst(Sender, SenderAlt);

/** In groups, statuses and broadcast lists: who it is from. */
export function participantOfSource(source: IDataObject): string | null {
	const [chat = ''] = chatOfSource(source);
	const hasMany = chat.endsWith('@g.us') || chat.endsWith('@broadcast');
	return (hasMany ? senderOfSource(source)[0] : undefined) ?? null;
}
