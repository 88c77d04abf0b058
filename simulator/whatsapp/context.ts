import type { Json } from '../core/data';
import { asList, asObject, asString, optionalString } from '../core/values';
import type { Group, Instance } from '../state/instance';
import type { Message } from '../state/message';
import { isGroupJid, toJid } from './numbers';
import { long, quotable } from './wire';

const plainContext = (): Json => ({
	mentionedJid: [],
	groupMentions: [],
	ephemeralSettingTimestamp: long(Math.floor(Date.now() / 1000) - 172_800),
	disappearingMode: { initiator: 0 },
});

/** The string "false" mentions everyone too: the server only checks whether it's truthy. */
function mentions(body: Json, group: Group | undefined): string[] {
	if (!group) return [];
	if (body.mentionsEveryOne) return group.participants.map(({ id }) => id);
	return asList(body.mentioned).map((entry) => toJid(String(entry)));
}

/** A quote with neither a key nor a message crashes the server. */
function quoted(
	body: Json,
	instance: Instance,
): { id: string; sender: string; message: Json } | undefined {
	if (!body.quoted) return undefined;
	const { key, message } = asObject(body.quoted);
	const { id } = asObject(key);
	const stored: Message | undefined = instance.messages.row(asString(id));
	if (!message && stored)
		return { id: stored.key.id, sender: stored.sender, message: quotable(stored.message) };
	if (!message) {
		if (!key) throw new TypeError("Cannot read properties of undefined (reading 'fromMe')");
		return undefined;
	}
	const { fromMe, remoteJid, participant } = asObject(key);
	const sender = fromMe
		? asString(instance.ownerJid)
		: (optionalString(participant) ?? asString(remoteJid));
	return { id: asString(id), sender, message: asObject(message) };
}

export function contextFor(body: Json, instance: Instance, jid: string): Json {
	const group = isGroupJid(jid) ? instance.groups.get(jid) : undefined;
	const mentioned = mentions(body, group);
	const quote = quoted(body, instance);
	return {
		...(mentioned.length > 0 ? { mentionedJid: mentioned } : plainContext()),
		...(quote && {
			participant: quote.sender,
			stanzaId: quote.id,
			quotedMessage: quote.message,
		}),
	};
}
