import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { createApp, playEvolutionApi } from './app';
import type { Played } from './core/played';
import { Sockets } from './events/sockets';
import { Webhooks } from './events/webhooks';
import { playGo } from './go/play';
import type { Config, ServerKind } from './state/config';
import { takeFault } from './state/faults';
import { seed } from './state/seed';
import { State } from './state/state';
import { followPlans } from './whatsapp/plans';

export interface SimulatorOptions {
	/** 0 means any free port */
	port?: number;
	host?: string;
	key?: string;
	seed?: boolean;
	server?: ServerKind;
	version?: string;
	quiet?: boolean;
}

export interface Simulator {
	url: string;
	port: number;
	key: string;
	state: State;
	config: Config;
	close(): Promise<void>;
}

function playApi(state: State): Played {
	const webhooks = new Webhooks(state);
	const sockets = new Sockets(state);
	state.sockets = sockets;
	return {
		routes: playEvolutionApi(sockets),
		takesUpgrade: (url) => sockets.takes(url),
		upgrade: (request, connection, head) => sockets.upgrade(request, connection, head),
		stop: () => webhooks.stop(),
	};
}

/** If the port is in use, the promise rejects with the system's error. */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
	const { port = 8080, host = '127.0.0.1', key = 'simulator-key' } = options;
	const state = new State(key, options.version, options.server);
	const played = options.server === 'go' ? playGo(state) : playApi(state);
	followPlans(state);
	const app = createApp(state, played.routes);
	// In any environment but `test`, Express logs interrupted requests to the terminal.
	if (options.quiet) app.set('env', 'test');
	const server = http.createServer(app);
	server.headersTimeout = 30_000;
	// Longer than clients keep connections open. Otherwise, they might send a request on a connection that the server is closing.
	server.keepAliveTimeout = 65_000;
	server.requestTimeout = 600_000;
	server.maxConnections = 2000;
	server.on('upgrade', (request, connection, head) => {
		const { url = '' } = request;
		if (!played.takesUpgrade(url)) {
			connection.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\n\r\n');
		}
		// Whatever the fault is, the WebSocket's connection breaks.
		else if (takeFault(state.faults, 'GET', url)) connection.destroy();
		else played.upgrade(request, connection, head);
	});
	server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
		const status =
			error.code === 'HPE_HEADER_OVERFLOW'
				? '431 Request Header Fields Too Large'
				: '400 Bad Request';
		if (socket.writable) socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\n\r\n`);
		else socket.destroy();
	});
	await new Promise<void>((resolve, reject) => {
		server.once('error', reject);
		server.listen(port, host, resolve);
	});
	const address = server.address() as AddressInfo;
	const name = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
	state.serverUrl = `http://${name.includes(':') ? `[${name}]` : name}:${address.port}`;
	if (options.seed) seed(state);
	return {
		url: state.serverUrl,
		port: address.port,
		key,
		state,
		config: state.config,
		async close() {
			state.reset();
			played.stop();
			await new Promise<void>((resolve) => {
				server.close(() => resolve());
				server.closeAllConnections();
			});
		},
	};
}
