import { randomUUID } from 'node:crypto';
import http from 'node:http';
import type { AddressInfo } from 'node:net';

interface Received {
	readonly path: string;
	readonly headers: http.IncomingHttpHeaders;
	readonly body: string;
}

/** Answer of a receiver. `hang`: there is none. `drip` and `flood`: its body never ends. `break`: the connection is cut. */
export interface Answer {
	readonly status?: number;
	readonly body?: string | object;
	readonly type?: string;
	readonly location?: string;
	readonly fate?: 'hang' | 'drip' | 'flood' | 'break';
}

export class Receiver {
	readonly all: Received[] = [];
	/** The last answer is used for all further requests. */
	answers: Answer[] = [{}];
	private readonly mark = randomUUID();
	flooded = 0;
	private readonly server = http.createServer((request, response) => {
		const chunks: Buffer[] = [];
		request.on('data', (chunk: Buffer) => chunks.push(chunk));
		request.on('end', () => {
			const body = Buffer.concat(chunks).toString();
			this.all.push({ path: request.url ?? '', headers: request.headers, body });
			this.reply(response);
		});
	});

	static async start(): Promise<Receiver> {
		const receiver = new Receiver();
		await new Promise<void>((resolve) => receiver.server.listen(0, '127.0.0.1', resolve));
		return receiver;
	}

	get url(): string {
		return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/webhook/x`;
	}

	get waitUrl(): string {
		return `${this.url}#${this.mark}`;
	}

	private reply(response: http.ServerResponse): void {
		const answer = this.answers.length > 1 ? this.answers.shift() : this.answers[0];
		const { status = 200, body = '', type, location, fate } = answer ?? {};
		if (fate === 'hang') return;
		if (fate === 'drip') {
			const drops = setInterval(() => response.write(' '), 10);
			response.on('close', () => clearInterval(drops));
			return;
		}
		if (fate === 'flood') {
			this.flood(response);
			return;
		}
		if (fate === 'break') {
			response.destroy();
			return;
		}
		const isText = typeof body === 'string';
		response.writeHead(status, {
			'content-type': type ?? (isText ? 'text/html' : 'application/json'),
			...(location === undefined ? {} : { location }),
		});
		response.end(isText ? body : JSON.stringify(body));
	}

	private flood(response: http.ServerResponse): void {
		const wave = Buffer.alloc(64 * 1024, ' ');
		const pour = () => {
			while (!response.destroyed) {
				this.flooded += wave.length;
				if (!response.write(wave)) break;
			}
		};
		response.on('drain', pour);
		pour();
	}

	async countOpen(): Promise<number> {
		return await new Promise((resolve) =>
			this.server.getConnections((_error, count) => resolve(count)),
		);
	}

	async untilIdle(): Promise<void> {
		while ((await this.countOpen()) > 0) await new Promise((resolve) => setTimeout(resolve, 10));
	}

	async close(): Promise<void> {
		await new Promise<void>((resolve) => {
			this.server.close(() => resolve());
			this.server.closeAllConnections();
		});
	}
}
