import { metaId, receivedId, rowId } from '../core/ids';
import type { Json } from '../core/data';
import { asString, optionalString } from '../core/values';
import { simError } from '../core/answers';
import type { Instance } from '../state/instance';
import type { Message } from '../state/message';
import { isAtLeast } from '../state/config';
import type { State } from '../state/state';
import { deliveredKey, storedKey } from './lid';
import { keepsRows } from './send';
import { digitsOf, isBroadcastJid, isGroupJid, toJid } from './numbers';
import { pictureOf } from './pictures';
import { asSent, newMessage } from './record';
import type { Incoming, Origin } from './incoming';
import { changes, findTargetMessage } from './receiveChanges';
import { withDeviceContext } from './deviceContext';
import { inChatwoot } from './inChatwoot';
import { incoming } from './receiveKinds';

const MAX_CONTACTS = 20_000;
const MAX_GROUPS = 5000;
/** WhatsApp's own limit. */
const MAX_PARTICIPANTS = 1024;

function dropOldest(map: Map<string, unknown>): void {
	const [oldest] = map.keys();
	map.delete(oldest);
}

function originOf(instance: Instance, body: Json): Origin {
	const from = optionalString(body.from);
	if (!from) throw simError(400, '"from" must be a number or a JID');
	const isEvolution = instance.integration === 'EVOLUTION';
	const person = isEvolution ? from : toJid(from);
	const fromMe = body.fromMe === true;
	const chat = optionalString(body.chat) ?? person;
	const known = instance.contacts.get(person)?.name;
	const pushName = optionalString(body.pushName) ?? known ?? digitsOf(person);
	const sender = fromMe ? (instance.ownerJid ?? '') : person;
	const lid = optionalString(body.lid);
	const username = optionalString(body.username);
	return { chat, sender, fromMe, pushName: fromMe ? 'Você' : pushName, lid, username };
}

/** The person becomes a contact with the first message, and changes the name with a later one. */
function meet(state: State, instance: Instance, { sender, pushName, fromMe }: Origin): void {
	if (fromMe) return;
	const now = new Date().toISOString();
	const known = instance.contacts.get(sender);
	if (known?.name === pushName) return;
	if (!known && instance.contacts.size >= MAX_CONTACTS) dropOldest(instance.contacts);
	instance.contacts.set(sender, {
		id: known?.id ?? rowId(),
		jid: sender,
		name: pushName,
		createdAt: known?.createdAt ?? now,
		updatedAt: now,
	});
	const isEvolution = instance.integration === 'EVOLUTION';
	state.emit({
		instance,
		event: known ? 'contacts.update' : 'contacts.upsert',
		data: {
			remoteJid: sender,
			pushName,
			...(!isEvolution && { profilePicUrl: pictureOf(sender) }),
			instanceId: instance.id,
		},
	});
}

/** A group that nobody knew: it is there from now on, with who wrote and ourselves. */
function joinGroup(instance: Instance, { chat, sender }: Origin): void {
	if (!isGroupJid(chat) || instance.integration === 'WHATSAPP-BUSINESS') return;
	const group = instance.groups.get(chat);
	if (!group) {
		if (instance.groups.size >= MAX_GROUPS) dropOldest(instance.groups);
		const own = instance.ownerJid ?? '';
		instance.groups.set(chat, {
			id: chat,
			subject: `Group ${digitsOf(chat).slice(0, 6)}`,
			owner: own,
			creation: Math.floor(Date.now() / 1000),
			participants: [
				{ id: own, admin: 'superadmin' },
				...(sender === own ? [] : [{ id: sender, admin: null } as const]),
			],
		});
	} else if (
		group.participants.length < MAX_PARTICIPANTS &&
		!group.participants.some(({ id }) => id === sender)
	) {
		group.participants.push({ id: sender, admin: null });
	}
}

function keyOf(
	{ config }: State,
	{ integration }: Instance,
	{ chat, fromMe, sender, lid, username }: Origin,
): Message['key'] {
	// With another chat than that of the sender it is what the server makes of two callbacks of Meta at the same time.
	if (integration === 'WHATSAPP-BUSINESS')
		return { remoteJid: chat, fromMe, id: metaId(digitsOf(sender), 0x12) };
	const isShared = isGroupJid(chat) || isBroadcastJid(chat);
	const key = {
		remoteJid: chat,
		fromMe,
		id: receivedId(),
		...(isShared && { participant: sender }),
	};
	if (integration !== 'WHATSAPP-BAILEYS') return key;
	const named = username && { [isShared ? 'participantUsername' : 'remoteJidUsername']: username };
	return { ...storedKey(config, key, lid), ...named };
}

function store(state: State, instance: Instance, origin: Origin, given: Incoming): Message {
	const { chat, sender, fromMe, pushName } = origin;
	const message = newMessage(instance, {
		at: Date.now() + state.config.whatsappClockMs,
		storedAt: state.now(),
		...given,
		key: keyOf(state, instance, origin),
		sender,
		pushName,
		source: instance.integration === 'WHATSAPP-BAILEYS' ? 'ios' : 'unknown',
		isStored: keepsRows(state, instance),
		status: fromMe ? 'SERVER_ACK' : 'DELIVERY_ACK',
	});
	instance.messages.add(message);
	const opened = instance.messages.chat(chat);
	if (!opened) return message;
	if (!message.attached && !fromMe) opened.unread += 1;
	if (!opened.introduced) {
		opened.introduced = true;
		const isEvolution = instance.integration === 'EVOLUTION';
		const entry = { remoteJid: chat, instanceId: instance.id };
		const named = { ...entry, name: pushName, unreadMessages: opened.unread };
		state.emit({ instance, event: 'chats.upsert', data: isEvolution ? entry : [named] });
	}
	return message;
}

/** Evolution Go takes statuses unless it is told not to, Evolution API only if it is told to mark them as seen. */
const isStatusDropped = ({ config }: State, { integration, settings }: Instance) => {
	if (config.server === 'go') return settings.ignoreStatus === true;
	return integration === 'WHATSAPP-BAILEYS' && settings.readStatus !== true;
};

/** The server drops groups where it is told to. */
const isDropped = (state: State, instance: Instance, { chat }: Origin) =>
	(isGroupJid(chat) && instance.settings.groupsIgnore === true) ||
	(isBroadcastJid(chat) && isStatusDropped(state, instance));

/**
 * Something that a person did on a phone: a message, a reaction, a vote, an edit … Stores it, sends the
 * webhooks, and gives back the message as the webhook has it.
 */
export function receive(state: State, instance: Instance, body: Json): Json {
	if (instance.state !== 'open')
		throw simError(409, `Instance "${instance.name}" is not connected`);
	const origin = originOf(instance, body);
	if (instance.account.blocked.has(origin.chat) && !origin.fromMe) return { ignored: true };
	const kind = asString(body.kind);
	if (Object.hasOwn(changes, kind)) return changes[kind](state, instance, origin, body);
	const read = incoming(instance, origin, kind, body);
	const isBaileys = instance.integration === 'WHATSAPP-BAILEYS';
	const hasContext = state.config.deviceContext && isBaileys;
	const given = hasContext ? withDeviceContext(read) : read;
	if (isDropped(state, instance, origin)) return { ignored: true };
	joinGroup(instance, origin);
	// Before 2.3.7 the server tells nobody of a vote.
	if (kind === 'pollVote' && isBaileys && !isAtLeast(state.config, '2.3.7')) {
		const { id } = findTargetMessage(instance, body).key;
		state.changed({ type: 'update', instance: instance.name, chat: origin.chat, id });
		return { ignored: true };
	}
	const message = store(state, instance, origin, given);
	const key = deliveredKey(state.config, message.key);
	const data: Json = { ...asSent(message), key, ...inChatwoot(instance, origin.chat) };
	if (instance.integration === 'EVOLUTION') delete data.status;
	state.emit({ instance, event: 'messages.upsert', data, messageId: message.key.id });
	meet(state, instance, origin);
	const { id } = message.key;
	state.changed({
		type: given.attached ? 'update' : 'message',
		instance: instance.name,
		chat: origin.chat,
		id,
	});
	return data;
}
