import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { phoneFile } from '../../../simulator/phone/files';
import { PICTURE } from './samples';

type Json = Record<string, unknown>;
export type View = Json & { id: string; chat: string };

export interface Data {
	instances: Json[];
	chats: Json[];
	messages: View[];
}

export interface Asked {
	action: string;
	body: Json;
}

const INSTANCE_ROUTE = /^\/_sim\/instances\/([^/]+)\/(\w+)/;

async function bodyOf(request: IncomingMessage): Promise<Json> {
	const chunks: Buffer[] = [];
	for await (const chunk of request) chunks.push(chunk as Buffer);
	return JSON.parse(Buffer.concat(chunks).toString() || '{}') as Json;
}

/** Serves the simulator's own routes from plain arrays, for data that the real simulator would never have. */
export class StubSimulator {
	readonly asked: Asked[] = [];

	fetches = 0;

	url = '';

	private readonly streams = new Set<ServerResponse>();

	private readonly server = createServer((request, response) => {
		void this.answer(request, response);
	});

	constructor(readonly data: Data) {}

	async start(port = 0): Promise<this> {
		await new Promise<void>((resolve) => this.server.listen(port, '127.0.0.1', resolve));
		this.url = `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
		return this;
	}

	async close(): Promise<void> {
		this.server.closeAllConnections();
		await new Promise((resolve) => this.server.close(resolve));
	}

	tell(change: Json): void {
		for (const stream of this.streams) stream.write(`data: ${JSON.stringify(change)}\n\n`);
	}

	async waitFor(action: string, count: number): Promise<void> {
		while (this.asked.filter((one) => one.action === action).length < count) {
			await new Promise((resolve) => setTimeout(resolve, 20));
		}
	}

	private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
		const { pathname, searchParams } = new URL(request.url ?? '/', 'http://stub');
		const file = phoneFile(pathname);
		if (file) {
			response.writeHead(200, { 'content-type': file.contentType }).end(file.body);
			return;
		}
		if (pathname === '/_sim/events') {
			response.writeHead(200, { 'content-type': 'text/event-stream' }).write(':\n\n');
			this.streams.add(response);
			response.on('close', () => this.streams.delete(response));
			return;
		}
		const [, , action] = INSTANCE_ROUTE.exec(pathname) ?? [];
		if (action === 'media') {
			response.writeHead(200, { 'content-type': 'image/png' }).end(PICTURE);
			return;
		}
		if (request.method === 'POST') this.asked.push({ action, body: await bodyOf(request) });
		const answer = request.method === 'POST' ? {} : this.read(action, searchParams);
		response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
	}

	private read(action: string | undefined, query: URLSearchParams): unknown {
		if (action === 'chats') return this.data.chats;
		if (action !== 'messages') return this.data.instances;
		this.fetches++;
		const found = this.data.messages.filter(({ chat }) => chat === query.get('chat'));
		return found.slice(-Number(query.get('limit')));
	}
}
