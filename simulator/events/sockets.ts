import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { Server } from 'socket.io';
import { isAtLeast, isDisabled } from '../state/config';
import type { OpenSocket, Outgoing, State } from '../state/state';
import { admission } from './admission';
import { eventBody } from './envelope';
import { withMedia } from './media';
import { settableName } from './names';

const PATH = '/socket.io/';

/**
 * Sends the events of each instance to the Socket.IO namespace of its name. The server creates a namespace when it
 * first emits an event to it. Until then, joining it is refused with "Invalid namespace".
 */
export class Sockets {
	private host = new http.Server();
	private io: Server;
	/** Connections of WebSockets, and of long polls that wait for an answer. */
	private readonly open = new Set<Duplex>();

	constructor(private readonly state: State) {
		this.io = this.start();
		state.on('event', (outgoing) => this.emit(outgoing));
		state.on('reset', () => void this.forget());
	}

	/** If Socket.IO is switched off on the server, the route doesn't exist. */
	takes(url: string | undefined): boolean {
		return url?.startsWith(PATH) === true && !isDisabled(this.state.config, 'websocket');
	}

	/** The request's body must not have been read before. */
	handle(request: IncomingMessage, response: ServerResponse): void {
		this.follow(request.socket, response);
		this.host.emit('request', request, response);
	}

	upgrade(request: IncomingMessage, connection: Duplex, head: Buffer): void {
		this.follow(connection, connection);
		this.host.emit('upgrade', request, connection, head);
	}

	list(): OpenSocket[] {
		return [...this.io._nsps.values()].flatMap((namespace) =>
			[...namespace.sockets.values()].map(({ id, conn }) => ({
				id,
				namespace: namespace.name,
				transport: conn.transport.name,
			})),
		);
	}

	/** Breaks off open polls and WebSockets, as a proxy may do. */
	cut(): number {
		const { size } = this.open;
		for (const connection of this.open) connection.destroy();
		this.open.clear();
		return size;
	}

	/** Forgets all sessions and namespaces, as a restart does. */
	forget(): number {
		const sessions = this.io.engine.clientsCount;
		const old = this.io;
		this.cut();
		this.host = new http.Server();
		this.io = this.start();
		void old.close();
		return sessions;
	}

	private start(): Server {
		const { config } = this.state;
		return new Server(this.host, {
			path: PATH,
			allowRequest: admission(this.state),
			pingInterval: config.websocket.pingMs,
			pingTimeout: config.websocket.pongMs,
		});
	}

	private follow(connection: Duplex, until: ServerResponse | Duplex): void {
		this.open.add(connection);
		until.once('close', () => this.open.delete(connection));
	}

	private emit(outgoing: Outgoing): void {
		const { config } = this.state;
		const { instance, event } = outgoing;
		if (instance.isSilent || isDisabled(config, 'websocket')) return;
		const hasExtra = isAtLeast(config, '2.3.7');
		// The server adds the file to the message for the webhook, and then sends the same message over Socket.IO.
		const body = withMedia(outgoing, eventBody(this.state, outgoing, hasExtra));
		if (config.websocket.globalEvents) this.io.emit(event, body);
		const { enabled, events } = instance.extras.websocket ?? {};
		if (enabled !== true || !Array.isArray(events)) return;
		if (events.includes(settableName(event))) this.io.of(`/${instance.name}`).emit(event, body);
	}
}
