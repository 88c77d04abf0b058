import http from 'node:http';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import { pipeline, Readable } from 'node:stream';

import type { Simulator } from '../../simulator/server';
import { selfSigned } from './selfSigned';

// Simulates proxies between n8n and Evolution API, and other servers at its address.

export interface OtherServer {
	readonly url: string;
	close(): Promise<void>;
}

async function listen(server: http.Server, scheme: string): Promise<OtherServer> {
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	return {
		url: `${scheme}://127.0.0.1:${(server.address() as AddressInfo).port}`,
		close: async () =>
			await new Promise((resolve) => {
				server.close(() => resolve());
				server.closeAllConnections();
			}),
	};
}

const forward =
	(target: Pick<Simulator, 'url'>, prefix = ''): http.RequestListener =>
	(request, response) => {
		const { method, headers, url = '' } = request;
		if (!url.startsWith(prefix)) {
			response.writeHead(404, { 'content-type': 'text/html' }).end('<title>Not Found</title>');
			return;
		}
		const onward = http.request(
			target.url + url.slice(prefix.length),
			{ method, headers },
			(answer) => {
				response.writeHead(answer.statusCode ?? 502, answer.headers);
				answer.pipe(response);
			},
		);
		request.pipe(onward);
	};

export interface ProxiedAnswer {
	status?: number;
	headers: http.IncomingHttpHeaders;
	/** Replaces the body of the server's answer. */
	body?: string;
}

/** Starts a proxy that writes its own `Date` header into the answers, like nginx. */
export const startDating = async (target: Simulator) =>
	await startChanging(target, ({ headers, ...answer }) => ({
		...answer,
		headers: { ...headers, date: new Date().toUTCString() },
	}));

export const startChanging = async (
	target: Simulator,
	change: (answer: ProxiedAnswer, request: http.IncomingMessage) => ProxiedAnswer,
) =>
	await listen(
		http.createServer((request, response) => {
			const { method, headers, url = '' } = request;
			const onward = http.request(target.url + url, { method, headers }, (answer) => {
				const changed = change({ status: answer.statusCode, headers: answer.headers }, request);
				response.sendDate = false;
				response.writeHead(changed.status ?? 502, changed.headers);
				if (changed.body === undefined) {
					answer.pipe(response);
					return;
				}
				answer.resume();
				response.end(changed.body);
			});
			request.pipe(onward);
		}),
		'http',
	);

export const startProxy = async (target: Simulator, prefix: string) =>
	await listen(http.createServer(forward(target, prefix)), 'http');

export const startUntrusted = async (target: Simulator) =>
	await listen(https.createServer(selfSigned('127.0.0.1'), forward(target)), 'https');

export const startConstant = async (
	status: number,
	body: string | Buffer,
	contentType = 'text/html',
) =>
	await listen(
		http.createServer((_request, response) =>
			response.writeHead(status, { 'content-type': contentType }).end(body),
		),
		'http',
	);

const MB = 1024 * 1024;

/** Starts a proxy with endless answers. `sentMb`: the size of each answer until the client closed the connection, MB. */
export async function startEndless(
	target: Simulator,
	start: string,
	isEndless: (request: http.IncomingMessage) => boolean,
) {
	const sentMb: number[] = [];
	const pass = forward(target);
	const server = http.createServer((request, response) => {
		if (!isEndless(request)) {
			pass(request, response);
			return;
		}
		let sent = 0;
		const pieces = function* () {
			yield start;
			for (const piece = Buffer.alloc(MB, 'x'); ; sent++) yield piece;
		};
		response.writeHead(200, { 'content-type': 'text/plain' });
		pipeline(Readable.from(pieces(), { objectMode: false }), response, () => sentMb.push(sent));
	});
	return { ...(await listen(server, 'http')), sentMb };
}

/** Starts a proxy that answers some requests with `101 Switching Protocols`, although the client didn't ask for an upgrade. */
export async function startSwitching(
	target: Pick<Simulator, 'url'>,
	isSwitched: (request: http.IncomingMessage) => boolean,
) {
	const switched: string[] = [];
	const pass = forward(target);
	const server = http.createServer((request, response) => {
		if (!isSwitched(request)) {
			pass(request, response);
			return;
		}
		switched.push(request.url ?? '');
		request.resume();
		request.socket.write(
			'HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: upgrade\r\n\r\n',
		);
	});
	return { ...(await listen(server, 'http')), switched };
}
