/** The simulator in its own process, over HTTP and HTTPS. It counts all requests. */
import { subscribe } from 'node:diagnostics_channel';
import http from 'node:http';
import net from 'node:net';
import { json } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import tls from 'node:tls';

import { startSimulator } from '../simulator/server';
import { seed } from '../simulator/state/seed';
import { selfSigned } from '../test/support/selfSigned';
import type { Seen } from './protocol';

export interface ServerUrls {
	readonly http: string;
	readonly https: string;
	/** URL for a POST request with a {@link ReadyEvent}, which the simulator then sends. */
	readonly events: string;
	readonly key: string;
}

export interface ReadyEvent {
	readonly instance: string;
	readonly event: string;
	readonly data: object;
}

export type Order = { readonly reset: { readonly latencyMs: number } } | { readonly seen: true };

let connections = 0;
let open = 0;
let underWay = 0;
let atOnce = 0;

async function main(): Promise<void> {
	const simulator = await startSimulator({ port: 0, quiet: true, seed: true });
	const { state, config } = simulator;
	// Decrypts HTTPS in front of the simulator, which only supports HTTP.
	const front = tls.createServer(selfSigned('bench'), (socket) => {
		const inner = net.connect(simulator.port, '127.0.0.1');
		socket.pipe(inner).pipe(socket);
		socket.on('error', () => inner.destroy());
		inner.on('error', () => socket.destroy());
	});
	await new Promise<void>((resolve) => front.listen(0, '127.0.0.1', resolve));
	const { port } = front.address() as net.AddressInfo;
	const events = http.createServer((request, response) => {
		void json(request).then((body) => {
			const { instance: name, event, data } = body as ReadyEvent;
			const instance = state.instances.get(name);
			if (instance === undefined) response.statusCode = 404;
			else state.emit({ instance, event, data });
			response.end();
		});
	});
	await new Promise<void>((resolve) => events.listen(0, '127.0.0.1', resolve));
	const { port: eventsPort } = events.address() as net.AddressInfo;

	// Only counts connections to the simulator. An HTTPS connection would otherwise count twice.
	subscribe('net.server.socket', (message) => {
		const { socket } = message as { socket: net.Socket };
		if (socket.localPort !== simulator.port) return;
		connections++;
		open++;
		socket.once('close', () => open--);
	});
	// Counts requests instead of connections, because a connection that is closing still exists when the next one opens.
	subscribe('http.server.request.start', () => {
		atOnce = Math.max(atOnce, ++underWay);
	});
	subscribe('http.server.response.finish', () => underWay--);
	const follow = async (order: Order) => {
		if ('reset' in order) {
			// Connections of the previous run may still be closing.
			while (open > 0) await sleep(5);
			state.reset();
			seed(state);
			config.latencyMs = order.reset.latencyMs;
			connections = 0;
			atOnce = 0;
		}
		const seen: Seen = { requests: state.requests.list().length, connections, atOnce };
		process.send?.(seen);
	};
	process.on('message', (order: Order) => void follow(order));
	process.on('disconnect', () => process.exit());
	const urls: ServerUrls = {
		http: simulator.url,
		https: `https://127.0.0.1:${port}`,
		events: `http://127.0.0.1:${eventsPort}`,
		key: simulator.key,
	};
	process.send?.(urls);
}

void main();
