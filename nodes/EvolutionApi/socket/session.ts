import { sleep } from 'n8n-workflow';

import { backoff, inTime } from '../core/concurrency/retry';
import type { Failure } from '../errors/failure';
import { arePackets, CLOSE, joinPacket, PacketReader, PONG, type Packet } from './packets';

/** A session's request to the server, at the route of Socket.IO. */
export interface SocketRequest {
	/** Undefined: begins a session. */
	readonly sid?: string;
	/** Packets to send; undefined: waits for packets from the server. */
	readonly packets?: string;
	/** Aborts the request. */
	readonly signal?: AbortSignal;
}

/** Sends a request, and returns the text of the server's answer, or why there is none. */
export type AskSocket = (
	request: SocketRequest,
) => Promise<{ readonly text: string } | { readonly failure: Failure }>;

export interface SessionListener {
	/** The session has begun. @param end tells the server that no listener is left, so that it answers at once. Never throws */
	begun(end: () => Promise<void>): void;
	/** The session has joined, so events arrive from now on. Earlier events are lost. */
	joined(): void;
	/** The session can't join yet. No client can before the server has sent the instance's first event. */
	waits(): void;
	/** The server has answered, with all its events so far. */
	answered(): void;
	/** Receives the bodies of events, in order. The session asks for more once the promise is settled. */
	received(bodies: readonly unknown[]): Promise<void>;
	/** The server has sent many empty answers in a row, each one at once. */
	hurried(): void;
	/** Tells whether no listener is left; called before each request. */
	isOver(): boolean;
}

/** Why a session failed; undefined if no listener is left, or the server has ended the session. */
type SessionEnd = Failure | undefined;

/** Pause between attempts to join. The namespace doesn't exist before the server's first event for the instance. */
const JOIN_PAUSE_MS = 1_000;

/** A normal answer without events takes longer than this: the server waits for events, and pings every 25 s. */
const EMPTY_POLL_MS = 1_000;
/** Number of fast, empty answers in a row before polls slow down. A few are normal: a ping may come at any time. */
const MAX_EMPTY = 2;
const TOLD_AFTER = 10;
const FIRST_POLL_PAUSE_MS = 100;
/** Limit for the pause, because the server waits only 20 s for the answer to a ping. */
const LONGEST_POLL_PAUSE_MS = 5_000;
const delayAfter = backoff(FIRST_POLL_PAUSE_MS, LONGEST_POLL_PAUSE_MS);

/**
 * Runs one session of long polling: joins the namespace of the instance, and passes events to the listener until the session
 * ends. Never throws.
 */
export async function runSession(
	ask: AskSocket,
	namespace: string,
	listener: SessionListener,
): Promise<SessionEnd> {
	const reader = new PacketReader();
	const opening = await ask({});
	if ('failure' in opening) return opening.failure;
	const sid = findSid(reader.read(opening.text));
	if (sid === undefined) return NOT_SOCKET_IO;
	const send = async (packets: string) => {
		const answer = await ask({ sid, packets });
		return 'failure' in answer ? answer.failure : undefined;
	};
	if (listener.isOver()) {
		await send(CLOSE);
		return undefined;
	}
	listener.begun(async () => void (await send(CLOSE)));
	const failure = await send(joinPacket(namespace));
	if (failure !== undefined) return failure;
	for (let hastyInARow = 0; !listener.isOver(); ) {
		const askedAt = Date.now();
		const answer = await ask({ sid });
		if ('failure' in answer) {
			// The session may exist even if the answer was lost.
			if (!listener.isOver()) void send(CLOSE);
			return answer.failure;
		}
		if (!arePackets(answer.text)) return NOT_SOCKET_IO;
		listener.answered();
		const packets = reader.read(answer.text);
		const isHasty = isEmpty(packets) && Date.now() - askedAt < EMPTY_POLL_MS;
		hastyInARow = isHasty ? hastyInARow + 1 : 0;
		const end = await handle(packets, namespace, listener, send);
		if (end !== 'goOn') return end.failure;
		await slowPolling(hastyInARow, listener);
	}
	return undefined;
}

/** Waits before the next poll if the server answers too fast. @param hasty number of immediate, empty answers in a row */
async function slowPolling(hasty: number, listener: SessionListener): Promise<void> {
	if (hasty === TOLD_AFTER) listener.hurried();
	if (hasty > MAX_EMPTY) await sleep(delayAfter(hasty - MAX_EMPTY));
}

const findSid = (packets: readonly Packet[]) =>
	packets.find((packet) => packet.kind === 'opened')?.sid;

/** Tells whether an answer contained nothing but pings. This is also true for a noop, which the reader skips. */
const isEmpty = (packets: readonly Packet[]) => packets.every(({ kind }) => kind === 'ping');

type PacketOutcome = 'goOn' | { readonly failure: SessionEnd };

/** Handles all packets of one answer. */
async function handle(
	packets: readonly Packet[],
	namespace: string,
	listener: SessionListener,
	send: (packets: string) => Promise<SessionEnd>,
): Promise<PacketOutcome> {
	const own = packets.filter(
		(packet) => !('namespace' in packet) || packet.namespace === namespace,
	);
	if (own.some(({ kind }) => kind === 'joined')) listener.joined();
	if (own.some(({ kind }) => kind === 'ping')) {
		const failure = await send(PONG);
		if (failure !== undefined) return { failure };
	}
	const bodies = own.flatMap((packet) => (packet.kind === 'event' ? [packet.body] : []));
	if (bodies.length > 0) {
		const failure = await keepAliveUntil(listener.received(bodies), send);
		if (failure !== undefined) return { failure };
	}
	if (own.some(({ kind }) => kind === 'closed' || kind === 'left')) return { failure: undefined };
	const refusal = own.find((packet) => packet.kind === 'refused');
	if (refusal === undefined) return 'goOn';
	if (!/invalid namespace/i.test(refusal.reason))
		return { failure: refusedBecause(refusal.reason) };
	listener.waits();
	await sleep(JOIN_PAUSE_MS);
	const failure = await send(joinPacket(namespace));
	return failure === undefined ? 'goOn' : { failure };
}

/** Time between two PONGs during a long delivery. The server ends a session 45 s after the last PONG. */
const KEEP_ALIVE_MS = 15_000;

/**
 * Waits until the events are processed, which takes long during a flood. The server keeps more events while the session lives,
 * and a PONG keeps the session alive, even without a ping.
 */
async function keepAliveUntil(
	delivery: Promise<void>,
	send: (packets: string) => Promise<SessionEnd>,
): Promise<SessionEnd> {
	let failure: SessionEnd;
	while (failure === undefined && !(await inTime(delivery, KEEP_ALIVE_MS)))
		failure = await send(PONG);
	await delivery;
	return failure;
}

/** The failure for an answer that isn't Socket.IO's. */
export const NOT_SOCKET_IO: Failure = {
	message: 'The server does not answer like a Socket.IO server',
	description:
		'Check the Base URL of the credential. A proxy in front of the server must forward /socket.io/ to the server.',
};

const refusedBecause = (reason: string): Failure => ({
	message: 'The server does not let n8n receive the events of the instance through WebSocket',
	description: reason === '' ? 'Look at the log of the server.' : `It says: ${reason}`,
});
