import { randomInt } from 'node:crypto';
import type { Instance } from '../../state/instance';
import { userOf } from '../core/jids';
import { goNow } from '../core/time';

/** What the server's database has of an instance, beside what every kind of server has. */
export interface Row {
	/** own address with the number of the device; it stays after a log-out */
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
	/** the row as it was when the client was started: its own end, and QR codes before 0.7.2, are told by it */
	readonly startedWith: Row;
	/** the row as the client knows it: everything else is told by it; the same object until a `connect` replaces it (W:2693) */
	row: Row;
	/** nothing can end it: a log-out by request, or `forcereconnect`, has taken away the channel by which it would hear of that (I:361, :748) */
	isDeaf?: true;
	/** it is connected, and waits for a phone */
	isPairing: boolean;
	qrCount: number;
	/** what WhatsApp demands of who links the phone, instead of a QR code */
	passkey?: Passkey;
}

export interface Passkey {
	/** by which the browser names it */
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
	/** there is a session: the phone was paired, and has not logged this device out */
	hasSession: boolean;
	/** as the server writes it */
	readonly createdAt: string;
	/** chats that the phone has muted or pinned */
	readonly muted: Set<string>;
	readonly pinned: Set<string>;
	/** channels that it has or follows, by their JIDs */
	readonly channels: Map<string, Channel>;
	/** addresses whose LID WhatsApp has told */
	readonly lids: Set<string>;
	/** labels of messages: `<chat> <message> <label>` */
	readonly labelled: Set<string>;
}

export interface Channel {
	id: string;
	name: string;
	description: string;
	/** the last part of the address by which it is found */
	invite: string;
	/** seconds */
	created: number;
	role: 'owner' | 'subscriber';
	/** how many posts it had */
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

/** What Evolution Go keeps of an instance. One of the demo data is connected from the start. */
export function goOf(instance: Instance): GoInstance {
	const known = instances.get(instance);
	if (known) return known;
	const row = emptyRow();
	// Of what the simulator has from the start, nobody has started a client.
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

/** Whether the socket is up, which says nothing of a phone. */
export const isConnected = (instance: Instance, { client }: GoInstance): boolean =>
	client !== undefined && (instance.state === 'open' || client.isPairing);

export const isLoggedIn = (instance: Instance, { client }: GoInstance): boolean =>
	client !== undefined && instance.state === 'open';
