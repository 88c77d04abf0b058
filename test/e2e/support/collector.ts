import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

import { PATIENCE_MS } from '../../../dev/n8n/client';

interface Collected {
	readonly path: string;
	readonly headers: IncomingMessage['headers'];
	readonly text: string;
	/** Time of arrival, Unix ms. */
	readonly at: number;
}

export class Collector {
	readonly got: Collected[] = [];

	private readonly server = createServer((request, response) => {
		const chunks: Buffer[] = [];
		request.on('data', (chunk: Buffer) => chunks.push(chunk));
		request.on('end', () => {
			const text = Buffer.concat(chunks).toString();
			this.got.push({ path: request.url ?? '', headers: request.headers, text, at: Date.now() });
			response.end('ok');
		});
	});

	async start(): Promise<void> {
		await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
	}

	get url(): string {
		return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
	}

	at(path: string): Array<Record<string, unknown>> {
		return this.got.filter((one) => one.path === path).map(({ text }) => JSON.parse(text));
	}

	/**
	 * Waits for `count` posts to the path, and then another moment for unexpected ones.
	 * @param timeoutMs maximum time without a new post, ms; the total time depends on the machine's load
	 */
	async settled(
		path: string,
		count: number,
		timeoutMs = PATIENCE_MS,
	): Promise<Array<Record<string, unknown>>> {
		let previous = 0;
		for (let end = Date.now() + timeoutMs; this.at(path).length < count && Date.now() < end; ) {
			await sleep(50);
			const { length } = this.at(path);
			if (length > previous) end = Date.now() + timeoutMs;
			previous = length;
		}
		await sleep(700);
		return this.at(path);
	}

	async close(): Promise<void> {
		this.server.closeAllConnections();
		await new Promise((resolve) => this.server.close(resolve));
	}
}
