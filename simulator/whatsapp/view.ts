import type { Json } from '../core/data';
import { asObject, asString, compact } from '../core/values';
import type { Instance } from '../state/instance';
import { chatOf, type Message } from '../state/message';
import { digitsOf } from './numbers';
import { content, textOf } from './viewContent';

export function nameOf(instance: Instance, jid: string): string {
	if (jid && jid === instance.ownerJid) return instance.profileName ?? instance.name;
	return instance.groups.get(jid)?.subject ?? instance.contacts.get(jid)?.name ?? digitsOf(jid);
}

function quoteOf(instance: Instance, { contextInfo }: Message): Json | undefined {
	const { stanzaId, quotedMessage, participant } = asObject(contextInfo);
	if (!stanzaId) return undefined;
	const stored = instance.messages.get(asString(stanzaId));
	return {
		id: stanzaId,
		text: stored ? textOf(stored.messageType, stored.message) : textOf('', asObject(quotedMessage)),
		sender: stored?.sender ?? asString(participant),
	};
}

function mediaOf(
	instance: Instance,
	{ key, media, message, messageType }: Message,
): Json | undefined {
	if (!media) return undefined;
	const { seconds, ptt } = asObject(message[messageType]);
	const stored = `/_sim/instances/${encodeURIComponent(instance.name)}/media/${encodeURIComponent(key.id)}`;
	return compact({
		mimetype: media.mimetype,
		fileName: media.fileName,
		// With an `address`, `media.size` is the size of the simulator's placeholder, not of the real file.
		size: media.address === undefined ? media.size : undefined,
		url: media.address ?? stored,
		seconds,
		ptt,
		ptv: messageType === 'ptvMessage' ? true : undefined,
	});
}

export function viewOf(instance: Instance, message: Message): Json {
	const { mentionedJid } = asObject(message.contextInfo);
	return compact({
		id: message.key.id,
		chat: chatOf(message.key),
		fromMe: message.key.fromMe,
		sender: { jid: message.sender, name: nameOf(instance, message.sender) },
		at: message.at,
		...content(message),
		quoted: quoteOf(instance, message),
		mentions: Array.isArray(mentionedJid) && mentionedJid.length > 0 ? mentionedJid : undefined,
		media: mediaOf(instance, message),
		reactions: [...message.reactions].map(([sender, emoji]) => ({ emoji, sender })),
		edited: message.edited,
		deleted: message.deleted,
		ack: message.status,
	});
}
