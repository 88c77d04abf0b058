/** The simulator in its own process, over HTTP and HTTPS, counting all requests. */
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
	/** Accepts a {@link ReadyEvent}, and answers after sending it. */
	readonly events: string;
	readonly key: string;
}

/** Goes to WebSocket clients, as triggers with a webhook get theirs: a finished event. */
export interface ReadyEvent {
	readonly instance: string;
	readonly event: string;
	readonly data: object;
}

/** `reset`: the demo data and no requests; `seen`: since then. */
export type Order = { readonly reset: { readonly latencyMs: number } } | { readonly seen: true };

let connections = 0;
let open = 0;
let underWay = 0;
let atOnce = 0;

async function main(): Promise<void> {
	const simulator = await startSimulator({ port: 0, quiet: true, seed: true });
	const { state, config } = simulator;
	// Encryption in front of the simulator, which need not know about it.
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

	// After the encryption, each connection would count twice.
	subscribe('net.server.socket', (message) => {
		const { socket } = message as { socket: net.Socket };
		if (socket.localPort !== simulator.port) return;
		connections++;
		open++;
		socket.once('close', () => open--);
	});
	// Counts requests instead of connections: the one that is being closed still exists when the next one comes.
	subscribe('http.server.request.start', () => {
		atOnce = Math.max(atOnce, ++underWay);
	});
	subscribe('http.server.response.finish', () => underWay--);
	const follow = async (order: Order) => {
		if ('reset' in order) {
			// The connections of the last run are being closed.
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
	// The process that started it may be killed.
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
