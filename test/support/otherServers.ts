import http from 'node:http';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import { pipeline, Readable } from 'node:stream';

import type { Simulator } from '../../simulator/server';
import { selfSigned } from './selfSigned';

// Servers between n8n and Evolution API, or instead of it.

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

/** Passes everything on to the simulator, as a reverse proxy does; below the prefix, the rest is a 404 page. */
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

/** A proxy's answer instead of the server's. */
export interface ProxiedAnswer {
	status?: number;
	headers: http.IncomingHttpHeaders;
	/** Replaces the server's body. */
	body?: string;
}

/** A proxy that writes the `Date` of the answers itself, as nginx does. */
export const startDating = async (target: Simulator) =>
	await startChanging(target, ({ headers, ...answer }) => ({
		...answer,
		headers: { ...headers, date: new Date().toUTCString() },
	}));

/** Starts a proxy that passes every request on, and changes the server's answers. */
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

/** A proxy below a path, e.g. `/evolution`. */
export const startProxy = async (target: Simulator, prefix: string) =>
	await listen(http.createServer(forward(target, prefix)), 'http');

/** Starts the simulator over HTTPS, with an untrusted certificate. */
export const startUntrusted = async (target: Simulator) =>
	await listen(https.createServer(selfSigned('127.0.0.1'), forward(target)), 'https');

/** Starts a server that always returns the same answer. */
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

/** Starts a proxy that answers some requests endlessly. `sentMb`: how much of each was sent until the client disconnected. */
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

/** Starts a proxy that answers some requests with an unrequested `101 Switching Protocols`. */
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
