import { sleep } from 'n8n-workflow';

import { backoff } from '../core/concurrency/retry';
import { type Failure, RequestFailure } from '../errors/failure';
import { queryString } from '../core/http/route';
import type { AnsweredFile, Caller, Connection, Target } from '../server/adapter';
import { trySendOnce } from '../server/request';
import { CLOSE } from './packets';
import { type AskSocket, openSession, runSession, type SessionListener } from './session';

// Speaks Socket.IO through n8n's own HTTP helper, at `/socket.io/` below the base URL.

const ROUTE = '/socket.io/';

/** The server pings every 25 s, and ends the session 20 s after a ping without an answer. */
const SILENCE_MS = 45_000;
/** Maximum size of an answer: its events may contain files. Messages in a larger answer are read from the server's store. */
const MAX_BYTES = 64 * 1024 * 1024;

/** @param contextNow returns the context of an active trigger */
const makeAskSocket =
	(contextNow: () => Caller, connection: Connection, instance: string): AskSocket =>
	async ({ sid, packets, signal }) => {
		const result = await trySendOnce(contextNow(), connection, {
			method: packets === undefined ? 'GET' : 'POST',
			path: ROUTE + queryString({ EIO: 4, transport: 'polling', sid }),
			body: packets === undefined ? undefined : Buffer.from(packets),
			headers: { 'content-type': 'text/plain;charset=UTF-8' },
			idempotent: false,
			timeoutMs: SILENCE_MS,
			maxBytes: MAX_BYTES,
			asFile: true,
			signal,
			instance,
		});
		if ('failure' in result) throw new RequestFailure(explainRefusal(result.failure, instance));
		return String((result.body as AnsweredFile).data);
	};

const isForgotten = ({ httpCode, message }: Failure) =>
	httpCode === 400 && /session id unknown/i.test(message);

function explainRefusal(failure: Failure, instance: string): Failure {
	const { httpCode, message, unknownRoute } = failure;
	if (unknownRoute === true) return SWITCHED_OFF;
	if (httpCode !== 403 || !/token|apikey|auth/i.test(message)) return failure;
	return {
		...failure,
		message: `The server refused the API key for the instance "${instance}"`,
		description:
			'Check the key in the credential: the global key is AUTHENTICATION_API_KEY in the settings of the server.',
	};
}

export const SWITCHED_OFF: Failure = {
	message: 'WebSocket is switched off in the settings of the server: WEBSOCKET_ENABLED',
	description:
		'Set WEBSOCKET_ENABLED=true and restart the server, or choose Options → Connection → Webhook in the trigger.',
	nothingDone: true,
};

export interface SocketListener {
	readonly context: Caller;
	joined(): void;
	/** No events arrive until {@link joined} is called. @param since Unix ms; events may be missing from this time on */
	lost(since: number): void;
	/** Receives the bodies of events, in order. No more events arrive until the promise is settled. Never throws. */
	received(bodies: readonly unknown[]): Promise<void>;
}

export interface SocketWorld {
	ask(contextNow: () => Caller): AskSocket;
	sleep(ms: number): Promise<void>;
	random(): number;
}

const MIN_REJOIN_MS = 500;
const MAX_REJOIN_MS = 30_000;
/** Shorter sessions count as brief. Sessions of a minute don't: some proxies end every connection after a minute. */
const LASTING_SESSION_MS = 10_000;
const OFTEN = 3;
const LONGEST_SERVER_PAUSE_MS = 300_000;
const GOODBYE_MS = 1_000;

/** Receives the events of one instance for all listeners of this process that use the same key. */
export class SocketConnection {
	private readonly listeners = new Set<SocketListener>();
	private isJoined = false;
	/** True if the session tried to join before the instance's namespace existed. The server ends such a session after 45 s. */
	private hasWaited = false;
	/** Unix ms. */
	private joinedAt = 0;
	/** If the session ends, events may be missing from this time on, Unix ms. */
	private completeUpTo = Date.now();
	private failures = 0;
	private briefSessions = 0;
	private loggedProblem?: string;
	private endSession = async () => {};
	private poll = new AbortController();

	constructor(
		private readonly world: SocketWorld,
		private readonly namespace: string,
		private readonly onEmpty: () => void,
	) {}

	/** @returns a function that removes the listener, within about a second */
	add(listener: SocketListener): () => Promise<void> {
		this.listeners.add(listener);
		if (this.isJoined) listener.joined();
		if (this.listeners.size === 1) void this.run(listener.context);
		return async () => {
			if (!this.listeners.delete(listener) || this.listeners.size > 0) return;
			this.onEmpty();
			await Promise.race([this.endSession(), this.world.sleep(GOODBYE_MS)]);
			// Ends the poll, so that the server closes the connection instead of keeping it open while there are no events.
			this.poll.abort();
		};
	}

	private async run(first: Caller): Promise<void> {
		let context = first;
		const contextNow = () => (context = [...this.listeners][0]?.context ?? context);
		const ask = this.world.ask(contextNow);
		const listener = this.sessionListener(contextNow);
		while (this.listeners.size > 0) {
			this.hasWaited = false;
			const failure = await runSession(ask, this.namespace, listener).then(
				() => undefined,
				({ failure: reason }: RequestFailure) => reason,
			);
			const hadJoined = this.isJoined;
			if (hadJoined) for (const one of this.listeners) one.lost(this.completeUpTo);
			this.isJoined = false;
			this.endSession = async () => {};
			if (this.listeners.size === 0) return;
			const count = this.countSession(hadJoined);
			this.logEnd(contextNow(), failure, count);
			await this.world.sleep(this.pauseAfter(failure, count));
		}
	}

	private sessionListener(contextNow: () => Caller): SessionListener {
		return {
			begun: (end) => (this.endSession = end),
			joined: () => {
				this.isJoined = true;
				this.failures = 0;
				this.joinedAt = Date.now();
				this.completeUpTo = this.joinedAt;
				for (const listener of this.listeners) listener.joined();
			},
			waits: () => (this.hasWaited = true),
			answered: () => {
				if (this.isJoined) this.completeUpTo = Date.now();
			},
			received: async (bodies) => {
				const all = [...this.listeners];
				await Promise.all(all.map(async (listener) => await listener.received(bodies)));
			},
			hurried: () => this.log(contextNow(), NOTHING_AT_ONCE),
			isOver: () => this.listeners.size === 0,
			polls: () => (this.poll = new AbortController()).signal,
		};
	}

	/** Returns how many sessions in a row failed before a failed session. Brief sessions are counted separately. */
	private countSession(hadJoined: boolean): number {
		if (!hadJoined && this.hasWaited) return (this.failures = 0);
		if (!hadJoined) return this.failures++;
		if (Date.now() - this.joinedAt < LASTING_SESSION_MS) return this.briefSessions++;
		this.briefSessions = 0;
		this.loggedProblem = undefined;
		return 0;
	}

	private pauseAfter(failure: Failure | undefined, count: number): number {
		const serverPauseMs = Math.min((failure?.retryAfter ?? 0) * 1000, LONGEST_SERVER_PAUSE_MS);
		const delay = backoff(MIN_REJOIN_MS, MAX_REJOIN_MS, 0.5, () => this.world.random());
		return Math.max(serverPauseMs, delay(count + 1));
	}

	private logEnd(context: Caller, failure: Failure | undefined, count: number): void {
		// A restarting server ends its sessions, so the end of a session is only logged if it happens often.
		if (failure === undefined || isForgotten(failure)) {
			if (count + 1 >= OFTEN) this.log(context, ENDED_SOON);
			return;
		}
		// Proxies end a session now and then. This heals by itself, so it's only logged the second time in a row.
		if (count > 0 || failure.mayHeal !== true) this.log(context, failure);
	}

	private log({ logger }: Caller, failure: Failure): void {
		if (failure.message === this.loggedProblem) return;
		this.loggedProblem = failure.message;
		logger.warn('The events of an instance cannot be received through WebSocket', {
			instance: this.namespace,
			cause: `${failure.message}. ${failure.description}`,
		});
	}
}

const ENDED_SOON: Failure = {
	message: 'The server ends each session soon after it begins',
	description:
		'Look at the log of the server, and at a proxy in front of it. If several servers share one address, the proxy has to send all requests of a session to the same server.',
};

const NOTHING_AT_ONCE: Failure = {
	message: 'The server answers at once, but its answers are empty',
	description: 'Look at the log of the server, and at a proxy in front of it. n8n asks less often.',
};

const connections = new Map<string, SocketConnection>();

/** @returns a function that removes the listener */
export function listen(
	connection: Connection,
	instance: string,
	listener: SocketListener,
): () => Promise<void> {
	const { baseUrl, apiKey, ignoreCertificateErrors } = connection;
	const name = JSON.stringify([baseUrl, instance, apiKey, ignoreCertificateErrors]);
	const world: SocketWorld = {
		ask: (contextNow) => makeAskSocket(contextNow, connection, instance),
		sleep: async (ms) => await sleep(ms),
		random: () => Math.random(),
	};
	const existing = connections.get(name);
	const current = existing ?? new SocketConnection(world, instance, () => connections.delete(name));
	connections.set(name, current);
	return current.add(listener);
}

/** @throws {RequestFailure} with advice */
export async function checkSocket({ context, connection, instance }: Target): Promise<void> {
	// A comma would end the name of the namespace.
	if (instance.includes(',')) throw new RequestFailure(COMMA);
	const ask = makeAskSocket(() => context, connection, instance);
	const sid = await openSession(ask);
	// If this request fails, the server ends the session by itself, after a while.
	await ask({ sid, packets: CLOSE }).catch(() => {});
}

const COMMA = {
	message: 'WebSocket does not work for an instance whose name contains a comma',
	description:
		'Create the instance with another name, or choose Options → Connection → Webhook in the trigger.',
};
