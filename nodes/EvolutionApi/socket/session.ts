import { sleep } from 'n8n-workflow';

import { backoff, inTime } from '../core/concurrency/retry';
import { RequestFailure, type Failure } from '../errors/failure';
import { arePackets, CLOSE, joinPacket, type Packet, PacketReader, PONG } from './packets';

export interface SocketRequest {
	/** ID of the session; undefined for the request that begins a session. */
	readonly sid?: string;
	/** Packets to send; if undefined, the request waits for packets from the server. */
	readonly packets?: string;
	readonly signal?: AbortSignal;
}

/** @throws {RequestFailure} */
export type AskSocket = (request: SocketRequest) => Promise<string>;

export interface SessionListener {
	/** @param end ends the session and its open polling request. Never throws */
	begun(end: () => Promise<void>): void;
	/** The server has accepted the session, so events arrive from now on. Earlier events are lost. */
	joined(): void;
	/** The instance's namespace can't be joined yet: it doesn't exist before the server sends the instance's first event. */
	waits(): void;
	/** The server has answered a polling request. The answer contains all events so far. */
	answered(): void;
	/** Receives the bodies of events, in order. The session asks for more once the promise is settled. */
	received(bodies: readonly unknown[]): Promise<void>;
	/** The server has sent many empty answers in a row, without waiting for events. */
	hurried(): void;
	isOver(): boolean;
	/** A poll for events begins. @returns the signal that aborts it */
	polls(): AbortSignal;
}

const JOIN_PAUSE_MS = 1_000;

/** A normal answer without events takes longer than this: the server waits for events, and pings every 25 s. */
const EMPTY_POLL_MS = 1_000;
/** Up to this many fast, empty answers in a row are normal. An answer with only a ping counts as empty. */
const MAX_EMPTY = 2;
const REPORT_AFTER = 10;
/** Pause before the next poll after too many empty answers. It must be shorter than 20 s, the server's limit for a PONG. */
const delayAfter = backoff(100, 5_000);

/** @throws {RequestFailure} */
export async function openSession(ask: AskSocket): Promise<string> {
	const packets = new PacketReader().read(await ask({}));
	const sid = packets.find((packet) => packet.kind === 'opened')?.sid;
	if (sid === undefined) throw new RequestFailure(NOT_SOCKET_IO);
	return sid;
}

/**
 * Runs one session of long polling: joins the namespace of the instance, and passes events to the listener until no listener is
 * left, or the server ends the session.
 * @throws {RequestFailure} if the session fails
 */
export async function runSession(
	ask: AskSocket,
	namespace: string,
	listener: SessionListener,
): Promise<void> {
	const sid = await openSession(ask);
	const send: SendPackets = async (packets) => void (await ask({ sid, packets }));
	const end = async () => await send(CLOSE).catch(() => {});
	if (listener.isOver()) return await end();
	listener.begun(end);
	await send(joinPacket(namespace));
	const reader = new PacketReader();
	for (let hastyInARow = 0; !listener.isOver(); ) {
		const askedAt = Date.now();
		const answer = await ask({ sid, signal: listener.polls() }).catch((error: unknown) => {
			// The session may exist even if the answer was lost.
			if (!listener.isOver()) void end();
			throw error;
		});
		if (!arePackets(answer)) throw new RequestFailure(NOT_SOCKET_IO);
		listener.answered();
		const packets = reader.read(answer);
		// If the answer contains only a noop packet, `packets` is empty: `reader` skips noop packets.
		const isEmpty = packets.every(({ kind }) => kind === 'ping');
		const isHasty = isEmpty && Date.now() - askedAt < EMPTY_POLL_MS;
		hastyInARow = isHasty ? hastyInARow + 1 : 0;
		if (!(await handle(packets, namespace, listener, send))) return;
		if (hastyInARow === REPORT_AFTER) listener.hurried();
		if (hastyInARow > MAX_EMPTY) await sleep(delayAfter(hastyInARow - MAX_EMPTY));
	}
}

/** @throws {RequestFailure} */
type SendPackets = (packets: string) => Promise<void>;

/** @returns false if the server has ended the session @throws {RequestFailure} */
async function handle(
	packets: readonly Packet[],
	namespace: string,
	listener: SessionListener,
	send: SendPackets,
): Promise<boolean> {
	const ownPackets = packets.filter(
		(packet) => !('namespace' in packet) || packet.namespace === namespace,
	);
	const kinds = ownPackets.map(({ kind }) => kind);
	if (kinds.includes('joined')) listener.joined();
	if (kinds.includes('ping')) await send(PONG);
	const bodies = ownPackets.flatMap((packet) => (packet.kind === 'event' ? [packet.body] : []));
	if (bodies.length > 0) await keepAliveUntil(listener.received(bodies), send);
	if (kinds.includes('closed') || kinds.includes('left')) return false;
	const refusal = ownPackets.find((packet) => packet.kind === 'refused');
	if (refusal === undefined) return true;
	if (!/invalid namespace/i.test(refusal.reason)) throw refusedBecause(refusal.reason);
	listener.waits();
	await sleep(JOIN_PAUSE_MS);
	await send(joinPacket(namespace));
	return true;
}

/** Time between two PONGs during a long delivery. The server ends a session 45 s after the last PONG. */
const KEEP_ALIVE_MS = 15_000;

/** Sends PONGs during a long delivery, so that the server keeps the session. */
async function keepAliveUntil(delivery: Promise<void>, send: SendPackets): Promise<void> {
	try {
		while (!(await inTime(delivery, KEEP_ALIVE_MS))) await send(PONG);
	} finally {
		await delivery;
	}
}

const NOT_SOCKET_IO: Failure = {
	message: 'The server does not answer like a Socket.IO server',
	description:
		'Check the Base URL of the credential. A proxy in front of the server must forward /socket.io/ to the server.',
};

const refusedBecause = (reason: string): RequestFailure =>
	new RequestFailure({
		message: 'The server does not let n8n receive the events of the instance through WebSocket',
		description: reason === '' ? 'Look at the log of the server.' : `It says: ${reason}`,
	});
