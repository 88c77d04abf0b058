import type { Json } from '../core/data';
import { metaId } from '../core/ids';
import type { Instance } from '../state/instance';
import { isAtLeast } from '../state/config';
import type { Message, MessageKey } from '../state/message';
import type { State } from '../state/state';
import type { Origin } from './incoming';
import { lidOf, storedKey } from './lid';
import { digitsOf, isBroadcastJid, isGroupJid } from './numbers';

export function keyFor(
	{ config }: State,
	{ integration }: Instance,
	{ chat, fromMe, sender, lid, username }: Origin,
	id: string,
): MessageKey {
	// The server mixes up simultaneous messages from two people: `id` then has one person's number, and `remoteJid` the other's.
	if (integration === 'WHATSAPP-BUSINESS')
		return { id: metaId(digitsOf(sender), 0x12), remoteJid: chat, fromMe };
	const isShared = isGroupJid(chat) || isBroadcastJid(chat);
	const key = { remoteJid: chat, fromMe, id, ...(isShared && { participant: sender }) };
	if (integration !== 'WHATSAPP-BAILEYS') return key;
	const named = username && { [isShared ? 'participantUsername' : 'remoteJidUsername']: username };
	// The server's WhatsApp library normalizes addresses, so a missing one becomes an empty text.
	const isEmpty = !isShared && config.server === 'api' && isAtLeast(config, '2.3.5');
	return { ...storedKey(config, key, lid), ...(isEmpty && { participant: '' }), ...named };
}

/** Returns the key of `target` on the sender's phone. A contact's phone has our account's JID as `remoteJid`. */
export function senderView(instance: Instance, { sender, fromMe }: Origin, target: Message): Json {
	const { id, remoteJid, participant } = target.key;
	if (isGroupJid(remoteJid) || isBroadcastJid(remoteJid)) {
		const isOwn = target.sender === sender;
		return { remoteJid, fromMe: isOwn, id, ...(!isOwn && { participant }) };
	}
	const own = instance.ownerJid ?? '';
	const ours = remoteJid.endsWith('@lid') ? lidOf(own) : own;
	return { remoteJid: fromMe ? remoteJid : ours, fromMe: target.key.fromMe === fromMe, id };
}
