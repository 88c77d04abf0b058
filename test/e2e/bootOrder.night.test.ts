import net from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

import { listedIn } from './support/hubList';
import { Server, Stage, until } from './support/triggerStage';

// A host boots, and n8n is there long before the server. n8n itself tries five times in about 20 s to register a webhook.

const ANA = '5511988887777';
/** Connections to the server are refused for so long after n8n has started. */
const AWAY_MS = 50_000;

const stage = new Stage();
const server = new Server();
const NAMES = ['first', 'second', 'socket'];

/** The address of the server as n8n knows it: closed, it refuses connections. */
class Gateway {
	port = 0;
	private readonly connections = new Set<net.Socket>();
	private readonly listener = net.createServer((client) => {
		const upstream = net.connect(Number(new URL(stage.simulator.url).port), '127.0.0.1');
		client.pipe(upstream).pipe(client);
		for (const socket of [client, upstream]) {
			this.connections.add(socket);
			socket.on('error', () => socket.destroy());
			socket.on('close', () => {
				this.connections.delete(socket);
				client.destroy();
				upstream.destroy();
			});
		}
	});

	async open(): Promise<void> {
		await new Promise<void>((resolve) => this.listener.listen(this.port, '127.0.0.1', resolve));
		this.port = (this.listener.address() as net.AddressInfo).port;
	}

	async close(): Promise<void> {
		const closed = new Promise<void>((resolve) => this.listener.close(() => resolve()));
		for (const socket of this.connections) socket.destroy();
		await closed;
	}
}

const gateway = new Gateway();

beforeAll(async () => {
	await stage.start();
	await gateway.open();
	await server.start();
	const { key } = stage.simulator;
	const url = `http://127.0.0.1:${gateway.port}`;
	const place = { simulator: { url, key }, collector: stage.collector };
	for (const name of NAMES) {
		const parameters =
			name === 'socket' ? { options: { connection: { values: { method: 'webSocket' } } } } : {};
		const id = await server.create(place, name, parameters);
		await server.n8n.client.listen(id);
	}
});

afterAll(async () => {
	await server.end();
	await gateway.close();
	await stage.end();
});

const say = async (text: string) => await stage.receive({ from: ANA, kind: 'text', text });
const counts = () => NAMES.map((name) => stage.counts(`/${name}/production`));
const all = (texts: string[]) =>
	NAMES.map(() => Object.fromEntries(texts.map((text) => [text, 1])));

async function arrive(texts: string[]): Promise<void> {
	await until(
		`all have ${texts.length}`,
		() => counts().every((one) => texts.every((text) => text in one)),
		90_000,
	);
	await sleep(1_500);
	expect(counts()).toEqual(all(texts));
}

it('n8n starts 50 s before the server: every workflow is registered again, and misses no message', async () => {
	await say('before');
	await arrive(['before']);
	await server.stop();
	await say('while n8n was down');
	await gateway.close();
	await server.start();
	await sleep(AWAY_MS);
	await gateway.open();
	await arrive(['before', 'while n8n was down']);
	for (const text of ['one', 'two', 'three']) await say(text);
	await arrive(['before', 'while n8n was down', 'one', 'two', 'three']);
	expect(new Set(listedIn((await stage.webhook()).headers)).size).toBe(3);
}, 400_000);

it('n8n restarts once more while the server is running: no workflow misses a message', async () => {
	await server.stop();
	await say('down again');
	await server.start();
	await arrive(['before', 'while n8n was down', 'one', 'two', 'three', 'down again']);
}, 300_000);
