import { randomInt } from 'node:crypto';
import type { Instance } from '../../state/instance';
import { userOf } from '../core/jids';
import { goNow } from '../core/time';

/** This server's own columns of an instance, in addition to the shared ones. */
export interface Row {
	/** own address with the device's number; it stays after a log-out */
	jid: string;
	webhook: string;
	/** words with commas between them */
	events: string;
	rabbitmqEnable: string;
	websocketEnable: string;
	natsEnable: string;
	/** JSON as a text */
	proxy: string;
	disconnectReason: string;
}

/** A connection to WhatsApp that the server keeps. */
export interface GoClient {
	/** the row at the client's start: its own end, and QR codes before 0.7.2, are reported to it */
	readonly startedWith: Row;
	/** the client's row: everything else is reported to it; the same object until a `connect` replaces it (W:2693) */
	row: Row;
	/** nothing can end it: a log-out by request, or `forcereconnect`, has removed the channel for that signal (I:361, :748) */
	isDeaf?: true;
	/** it is connected, and waits for a phone */
	isPairing: boolean;
	qrCount: number;
	/** WhatsApp's demand for linking a phone, instead of a QR code */
	passkey?: Passkey;
}

export interface Passkey {
	/** the browser's name for it */
	token: string;
	stage: string;
	/** empty until WhatsApp has sent it */
	code: string;
	error: string;
	expiresAt: number;
}

export interface GoInstance {
	row: Row;
	client?: GoClient;
	/** there is a session: the phone was paired, and hasn't logged this device out */
	hasSession: boolean;
	/** as the server writes it */
	readonly createdAt: string;
	/** chats that the phone has muted or pinned */
	readonly muted: Set<string>;
	readonly pinned: Set<string>;
	/** channels that it has or follows, by their JIDs */
	readonly channels: Map<string, Channel>;
	/** addresses whose LID WhatsApp has returned */
	readonly lids: Set<string>;
	/** labels of messages: `<chat> <message> <label>` */
	readonly labelled: Set<string>;
}

export interface Channel {
	id: string;
	name: string;
	description: string;
	/** the last part of its address */
	invite: string;
	/** seconds */
	created: number;
	role: 'owner' | 'subscriber';
	/** number of its posts */
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

/** Our address with the number of this device. */
export const withNewDevice = (ownerJid: string) =>
	`${userOf(ownerJid)}:${newDevice()}@s.whatsapp.net`;

/** Returns Evolution Go's state of an instance. Instances of the demo data are connected from the start. */
export function goOf(instance: Instance): GoInstance {
	const existing = instances.get(instance);
	if (existing) return existing;
	const row = emptyRow();
	// The simulator's own instances have no client at first.
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
