import { randomBytes } from 'node:crypto';
import { receivedId, rowId } from '../core/ids';
import type { Json } from '../core/data';
import type { Instance } from '../state/instance';
import type { Message } from '../state/message';
import type { State } from '../state/state';
import { withDeviceContext } from './deviceContext';
import { inChatwoot } from './inChatwoot';
import type { Incoming, Origin } from './incoming';
import { keyFor } from './keys';
import { deliveredKey } from './lid';
import { digitsOf, isBroadcastJid, isGroupJid } from './numbers';
import { pictureOf } from './pictures';
import { hearProtocol, protocolIn } from './receiveChanges';
import { meetFromMeta } from './receiveMeta';
import { asSent, newMessage } from './record';
import { keepsRows } from './send';

// Handles received messages as the server does.

const MAX_CONTACTS = 20_000;
const MAX_GROUPS = 5000;
/** WhatsApp's limit for the members of a group. */
const MAX_PARTICIPANTS = 1024;

function dropOldest(map: Map<string, unknown>): void {
	const [oldest] = map.keys();
	map.delete(oldest);
}

function meet(state: State, instance: Instance, { sender, pushName, fromMe }: Origin): void {
	if (fromMe) return;
	const now = new Date().toISOString();
	const contact = instance.contacts.get(sender);
	if (contact?.name === pushName) return;
	if (!contact && instance.contacts.size >= MAX_CONTACTS) dropOldest(instance.contacts);
	instance.contacts.set(sender, {
		id: contact?.id ?? rowId(),
		jid: sender,
		name: pushName,
		createdAt: contact?.createdAt ?? now,
		updatedAt: now,
	});
	const isEvolution = instance.integration === 'EVOLUTION';
	state.emit({
		instance,
		event: contact ? 'contacts.update' : 'contacts.upsert',
		data: {
			remoteJid: sender,
			pushName,
			...(!isEvolution && { profilePicUrl: pictureOf(sender) }),
			instanceId: instance.id,
		},
	});
}

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

interface Arrival extends Incoming {
	/** false if the server stores no row for the message */
	isKept?: boolean;
}

function store(state: State, instance: Instance, origin: Origin, arrival: Arrival): Message {
	const { chat, sender, fromMe, pushName } = origin;
	const { isKept = keepsRows(state, instance), ...incomingMessage } = arrival;
	const message = newMessage(instance, {
		at: Date.now() + state.config.whatsappClockMs,
		storedAt: state.now(),
		...incomingMessage,
		key: keyFor(state, instance, origin, receivedId()),
		sender,
		pushName,
		source: instance.integration === 'WHATSAPP-BAILEYS' ? 'ios' : 'unknown',
		isStored: isKept,
		status: fromMe ? 'SERVER_ACK' : 'DELIVERY_ACK',
	});
	instance.messages.add(message);
	const opened = instance.messages.chat(chat);
	if (!opened) return message;
	if (!message.attached && !fromMe) opened.unread += 1;
	if (!opened.introduced) {
		opened.introduced = true;
		introduce(state, instance, origin, opened.unread);
	}
	return message;
}

function introduce(state: State, instance: Instance, { chat, pushName }: Origin, unread: number) {
	if (instance.integration === 'WHATSAPP-BUSINESS') return;
	const entry = { remoteJid: chat, instanceId: instance.id };
	const named = { ...entry, name: pushName, unreadMessages: unread };
	const isEvolution = instance.integration === 'EVOLUTION';
	state.emit({ instance, event: 'chats.upsert', data: isEvolution ? entry : [named] });
}

/** Evolution API keeps a WhatsApp status only if it's configured to mark statuses as seen. */
const isStatusDropped = ({ config }: State, { integration, settings }: Instance) => {
	if (config.server === 'go') return settings.ignoreStatus === true;
	return integration === 'WHATSAPP-BAILEYS' && settings.readStatus !== true;
};

const isDropped = (state: State, instance: Instance, { chat }: Origin) =>
	(isGroupJid(chat) && instance.settings.groupsIgnore === true) ||
	(isBroadcastJid(chat) && isStatusDropped(state, instance));

export function take(state: State, instance: Instance, origin: Origin, read: Incoming): Json {
	const isBaileys = instance.integration === 'WHATSAPP-BAILEYS';
	const protocol = isBaileys ? protocolIn(read.message) : undefined;
	if (protocol) return hearProtocol(state, instance, origin, protocol);
	if (isDropped(state, instance, origin)) return { ignored: true };
	joinGroup(instance, origin);
	distributeKeys(state, instance, origin);
	const hasContext = state.config.deviceContext && isBaileys;
	return deliver(state, instance, origin, hasContext ? withDeviceContext(read) : read);
}

export function deliver(state: State, instance: Instance, origin: Origin, arrival: Arrival): Json {
	const message = store(state, instance, origin, arrival);
	const key = deliveredKey(state.config, message.key);
	const data: Json = { ...asSent(message), key, ...inChatwoot(instance, origin.chat) };
	if (instance.integration !== 'WHATSAPP-BAILEYS') delete data.status;
	state.emit({ instance, event: 'messages.upsert', data, messageId: message.key.id });
	if (instance.integration === 'WHATSAPP-BUSINESS') meetFromMeta(state, instance, origin);
	else meet(state, instance, origin);
	const { id } = message.key;
	state.changed({
		type: arrival.attached ? 'update' : 'message',
		instance: instance.name,
		chat: origin.chat,
		id,
	});
	return data;
}

/** Before every third message of a group, an extra message with an encryption key arrives. Real share: 28 to 46 %. */
const KEYS_EVERY = 3;

function distributeKeys(state: State, instance: Instance, origin: Origin): void {
	const { chat, fromMe } = origin;
	const isPlayed = state.config.server === 'api' && instance.integration === 'WHATSAPP-BAILEYS';
	if (!isPlayed || !isGroupJid(chat) || fromMe || !state.config.keyExchange) return;
	const { received } = instance;
	const count = received.get(chat) ?? 0;
	received.set(chat, count + 1);
	if (count % KEYS_EVERY !== 0) return;
	deliver(state, instance, origin, {
		messageType: 'unknown',
		message: {
			senderKeyDistributionMessage: {
				groupId: chat,
				axolotlSenderKeyDistributionMessage: randomBytes(50),
			},
			messageContextInfo: { deviceListMetadataVersion: 2 },
		},
		attached: true,
	});
}
