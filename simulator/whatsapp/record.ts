import { rowId } from '../core/ids';
import type { Json } from '../core/data';
import { compact } from '../core/values';
import type { Instance } from '../state/instance';
import type { Media, Message, MessageKey } from '../state/message';
import { withBase64Bytes, withIndexedBytes } from './wire';

export interface NewMessage {
	key: MessageKey;
	sender: string;
	pushName: string | null;
	messageType: string;
	message: Json;
	contextInfo?: Json | null;
	source: string;
	status: Message['status'];
	media?: Media;
	pollUpdates?: Message['pollUpdates'];
	attached?: boolean;
	isStored?: boolean;
	/** Unix ms; by the server's clock for messages that the server sends */
	at?: number;
	/** Unix ms at which the server stores the message; by default, `at` */
	storedAt?: number;
}

export function newMessage(instance: Instance, details: NewMessage): Message {
	const { at = Date.now(), storedAt = at, ...rest } = details;
	return {
		attached: false,
		isStored: true,
		...rest,
		id: rowId(storedAt),
		instanceId: instance.id,
		messageTimestamp: Math.floor(at / 1000),
		updates: [],
		weight: JSON.stringify([details.message, details.contextInfo]).length,
		at,
		reactions: new Map(),
		votes: new Map(),
		edited: false,
		deleted: false,
	};
}

export function asSent(message: Message): Json {
	return compact({
		key: message.key,
		pushName: message.pushName ?? undefined,
		status: message.status,
		message: withIndexedBytes(message.message),
		contextInfo: withIndexedBytes(message.contextInfo),
		messageType: message.messageType,
		messageTimestamp: message.messageTimestamp,
		instanceId: message.instanceId,
		source: message.source,
		pollUpdates: message.pollUpdates,
	});
}

export function asRecord(message: Message): Json {
	return {
		id: message.id,
		key: message.key,
		pushName: message.pushName,
		messageType: message.messageType,
		message: withBase64Bytes(message.message),
		messageTimestamp: message.messageTimestamp,
		instanceId: message.instanceId,
		source: message.source,
		contextInfo: withBase64Bytes(message.contextInfo ?? null),
		MessageUpdate: message.updates.map((status) => ({ status })),
	};
}
