import http from 'node:http';
import https from 'node:https';
import type { AddressInfo } from 'node:net';

import { bodyText, type Cleaner, type Exchange } from './exchange';

/** A proxy between node and server that records their requests and answers. */
export interface Recorder {
	readonly url: string;
	/** Returns the exchanges since the last call. */
	take(): Exchange[];
	close(): Promise<void>;
}

/** An answer of the server, unchanged. */
export interface SeenAnswer {
	readonly method: string;
	/** Path of the request, without its query. */
	readonly path: string;
	readonly status: number;
	readonly text: string;
}

/**
 * @param target URL of the server, which may include a path
 * @param compare returns the differences between an answer and the expected answer
 */
export async function startRecorder(
	target: string,
	cleaner: Cleaner,
	compare: (seen: SeenAnswer) => readonly string[] = () => [],
): Promise<Recorder> {
	let exchanges: Exchange[] = [];
	const server = http.createServer((request, response) => {
		void forward(target, request)
			.catch((error: Error): Answered => ({ sent: '', failure: error.message }))
			.then((answered) => {
				exchanges.push(exchangeOf(request, answered, { cleaner, compare }));
				if ('failure' in answered) return void response.destroy();
				response.writeHead(answered.status, without(answered.headers)).end(answered.body);
			});
	});
	server.requestTimeout = 0;
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const { port } = server.address() as AddressInfo;
	return {
		url: `http://127.0.0.1:${port}`,
		take() {
			const batch = exchanges;
			exchanges = [];
			return batch;
		},
		async close() {
			server.closeAllConnections();
			await new Promise<void>((resolve) => server.close(() => resolve()));
		},
	};
}

type Answered = { readonly sent: string } & (
	| { readonly failure: string }
	| {
			readonly status: number;
			readonly headers: http.IncomingHttpHeaders;
			readonly body: Buffer;
	  }
);

async function forward(target: string, incoming: http.IncomingMessage): Promise<Answered> {
	const data = await bytesOf(incoming);
	const sent = bodyText(data, incoming.headers['content-type']);
	const { request } = target.startsWith('https:') ? https : http;
	const headers = without(incoming.headers);
	return await new Promise((resolve) => {
		const failed = ({ message }: Error) => resolve({ sent, failure: message });
		const outgoing = request(
			target + (incoming.url ?? ''),
			{ method: incoming.method, headers: { ...headers, 'content-length': data.length } },
			(answer) => {
				const { statusCode: status = 0, headers: received } = answer;
				void bytesOf(answer).then(
					(body) => resolve({ sent, status, headers: received, body }),
					failed,
				);
			},
		);
		outgoing.on('error', failed);
		outgoing.end(data);
	});
}

/** Headers that only apply to one connection, or that would make the answer unreadable. */
const NOT_PASSED_ON = ['accept-encoding', 'connection', 'host', 'transfer-encoding'];

const without = (headers: http.IncomingHttpHeaders): http.IncomingHttpHeaders =>
	Object.fromEntries(Object.entries(headers).filter(([name]) => !NOT_PASSED_ON.includes(name)));

async function bytesOf(stream: AsyncIterable<unknown>): Promise<Buffer> {
	const chunks: Buffer[] = [];
	for await (const chunk of stream) chunks.push(chunk as Buffer);
	return Buffer.concat(chunks);
}

function exchangeOf(
	{ method = '', url = '' }: http.IncomingMessage,
	answered: Answered,
	{ cleaner, compare }: { cleaner: Cleaner; compare: (seen: SeenAnswer) => readonly string[] },
): Exchange {
	const request = cleaner.clean(`${method} ${url}`);
	const sent = cleaner.shorten(answered.sent);
	if ('failure' in answered) return { request, sent, status: 0, answer: answered.failure };
	const { status } = answered;
	const text = bodyText(answered.body);
	const found = compare({ method, path: url.split('?')[0], status, text });
	const differs = found.length === 0 ? undefined : found.map((line) => cleaner.clean(line));
	return { request, sent, status, answer: cleaner.answer({ text, status }), differs };
}
