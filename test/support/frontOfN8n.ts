import http from 'node:http';
import https from 'node:https';
import type { AddressInfo } from 'node:net';

import { PASSED_HEADER } from '../../nodes/EvolutionApi/hub/subscribers';
import { selfSigned } from './selfSigned';

// Simulates proxies and firewalls in front of n8n's public address.

/** Treatment of a request: forwards it, redirects it, never answers it, or answers it itself with this status. */
type Manners = 'passes' | 'redirects' | 'holds' | 401 | 403 | 404 | 302 | 502;

export interface FrontOptions {
	/** `stripped`: the proxy removes the prefix `/n8n` before it forwards a request to n8n. `kept`: it forwards the whole path. */
	readonly prefix?: 'none' | 'stripped' | 'kept';
	readonly manners?: Manners;
	/** Uses HTTPS with an untrusted certificate. */
	readonly isHttps?: boolean;
	/** Whether n8n's requests to its own public address fail, for example because of NAT or `HTTP_PROXY`. */
	readonly hasHairpin?: boolean;
	/** Whether n8n's requests to itself are always forwarded, for example by a firewall that allows only some addresses. */
	readonly isForServer?: boolean;
}

export interface FrontOfN8n {
	readonly url: string;
	manners: Manners;
	hasHairpin: boolean;
	readonly paths: string[];
	close(): Promise<void>;
}

const PAGES: Readonly<
	Record<401 | 403 | 404 | 302 | 502, readonly [title: string, headers: object]>
> = {
	401: ['401 Authorization Required', { 'www-authenticate': 'Basic realm="n8n"' }],
	403: ['Attention Required! | Cloudflare', { server: 'cloudflare' }],
	404: ['404 Not Found', { server: 'nginx' }],
	302: ['Found', { location: '/login?next=%2F' }],
	502: ['502 Bad Gateway', { server: 'nginx' }],
};

/** @param target n8n's URL, or a function that returns it if n8n starts later */
export async function startFront(
	target: string | (() => string),
	{
		prefix = 'none',
		manners = 'passes',
		isHttps = false,
		hasHairpin = false,
		isForServer = false,
	}: FrontOptions = {},
): Promise<FrontOfN8n> {
	const base = prefix === 'none' ? '' : '/n8n';
	const answer: http.RequestListener = (request, response) => {
		const { method, headers, url = '' } = request;
		if (headers[PASSED_HEADER] === undefined) front.paths.push(url);
		else if (front.hasHairpin) {
			request.socket.destroy();
			return;
		}
		const isPassed = isForServer && headers[PASSED_HEADER] !== undefined;
		const now = isPassed ? 'passes' : front.manners;
		if (now === 'holds') return;
		if (now === 'redirects') {
			response.writeHead(301, { location: `https://n8n.example.com${url}` }).end();
			return;
		}
		if (now !== 'passes' || !url.startsWith(`${base}/`)) {
			const status = now === 'passes' ? 404 : now;
			const [title, more] = PAGES[status];
			const page = `<!doctype html><html><head><title>${title}</title></head></html>`;
			response.writeHead(status, { 'content-type': 'text/html', ...more }).end(page);
			return;
		}
		const path = prefix === 'stripped' ? url.slice(base.length) : url;
		const address = typeof target === 'string' ? target : target();
		const onward = http.request(address + path, { method, headers }, (answered) => {
			response.writeHead(answered.statusCode ?? 502, answered.headers);
			answered.pipe(response);
		});
		onward.on('error', () => response.writeHead(502).end());
		request.pipe(onward);
	};
	const server = isHttps
		? https.createServer(selfSigned('127.0.0.1'), answer)
		: http.createServer(answer);
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const { port } = server.address() as AddressInfo;
	const front: FrontOfN8n = {
		url: `${isHttps ? 'https' : 'http'}://127.0.0.1:${port}${base}`,
		manners,
		hasHairpin,
		paths: [],
		close: async () => {
			server.closeAllConnections();
			await new Promise<void>((resolve) => server.close(() => resolve()));
		},
	};
	return front;
}
