import { randomInt } from 'node:crypto';
import type { Instance } from '../../state/instance';
import { userOf } from '../core/jids';
import { goNow } from '../core/time';

export interface Row {
	/** the account's JID with the device number; it stays after a log-out */
	jid: string;
	webhook: string;
	/** subscribed event words, separated by commas */
	events: string;
	rabbitmqEnable: string;
	websocketEnable: string;
	natsEnable: string;
	/** JSON, stored as a text */
	proxy: string;
	disconnectReason: string;
}

export interface GoClient {
	/** the database row when the client started; `LoggedOut` is sent to this row's webhook */
	readonly startedWith: Row;
	/** the database row after the last `connect` request; most events are sent to this row's webhook (whatsmeow.go:2693) */
	row: Row;
	/** `logout` and `forcereconnect` start a client that the server can never end (instance_service.go:361, 748) */
	isDeaf?: true;
	isPairing: boolean;
	qrCount: number;
	passkey?: Passkey;
}

export interface Passkey {
	/** the random part of the passkey page's URL */
	token: string;
	stage: string;
	/** the code that the phone also shows; empty until WhatsApp has sent it */
	code: string;
	error: string;
	expiresAt: number;
}

export interface GoInstance {
	row: Row;
	client?: GoClient;
	/** the phone has linked the instance as a device, and hasn't logged it out */
	hasSession: boolean;
	/** in the server's own format */
	readonly createdAt: string;
	readonly muted: Set<string>;
	readonly pinned: Set<string>;
	/** channels that the instance owns or follows, by JID */
	readonly channels: Map<string, Channel>;
	/** JIDs whose LID WhatsApp has returned */
	readonly lids: Set<string>;
	/** labels of messages: `<chat> <message> <label>` */
	readonly labelled: Set<string>;
}

export interface Channel {
	id: string;
	name: string;
	description: string;
	/** the invite code, which is the last part of the channel's URL */
	invite: string;
	/** Unix time in seconds */
	created: number;
	role: 'owner' | 'subscriber';
	posts: number;
}

const instances = new WeakMap<Instance, GoInstance>();

const emptyRow = (): Row => ({
	jid: '',
	webhook: '',
	events: '',
	rabbitmqEnable: '',
	websocketEnable: '',
	natsEnable: '',
	proxy: 'null',
	disconnectReason: '',
});

const newDevice = () => randomInt(1, 90);

export const withNewDevice = (ownerJid: string) =>
	`${userOf(ownerJid)}:${newDevice()}@s.whatsapp.net`;

/** Instances of the demo data are connected from the start. */
export function goOf(instance: Instance): GoInstance {
	const existing = instances.get(instance);
	if (existing) return existing;
	const row = emptyRow();
	const wasConnected = instance.paired && instance.hasClient;
	if (wasConnected && instance.ownerJid) row.jid = withNewDevice(instance.ownerJid);
	const go: GoInstance = {
		row,
		client: wasConnected ? newClient(row) : undefined,
		hasSession: wasConnected,
		createdAt: goNow(Date.now()),
		muted: new Set(),
		pinned: new Set(),
		channels: new Map(),
		lids: new Set(),
		labelled: new Set(),
	};
	instances.set(instance, go);
	return go;
}

export function newClient(row: Row): GoClient {
	const startedWith = { ...row };
	return { startedWith, row: startedWith, isPairing: false, qrCount: 0 };
}

/** Tells whether the socket is open. That doesn't mean a phone is linked. */
export const isConnected = (instance: Instance, { client }: GoInstance): boolean =>
	client !== undefined && (instance.state === 'open' || client.isPairing);

export const isLoggedIn = (instance: Instance, { client }: GoInstance): boolean =>
	client !== undefined && instance.state === 'open';
