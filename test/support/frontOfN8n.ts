import http from 'node:http';
import https from 'node:https';
import type { AddressInfo } from 'node:net';

import { PASSED_HEADER } from '../../nodes/EvolutionApi/hub/subscribers';
import { selfSigned } from './selfSigned';

// Proxies in front of n8n's public address, in a few lines each.

/** Handling of a request: passes it on, redirects it, answers it itself, or never answers. */
type Manners = 'passes' | 'redirects' | 'holds' | 401 | 403 | 404 | 302 | 502;

export interface FrontOptions {
	/** `stripped`: it serves n8n below `/n8n` and passes the rest on; `kept`: n8n gets the path with the prefix. */
	readonly prefix?: 'none' | 'stripped' | 'kept';
	readonly manners?: Manners;
	/** Uses an untrusted certificate. */
	readonly isHttps?: boolean;
	/** n8n's machine can't reach it (NAT, `HTTP_PROXY`), but the server can. */
	readonly hasHairpin?: boolean;
	/** The opposite: only the server is affected, as with a firewall that checks addresses. */
	readonly isForServer?: boolean;
}

/** A proxy in front of n8n. */
export interface FrontOfN8n {
	/** The public address of n8n. */
	readonly url: string;
	manners: Manners;
	hasHairpin: boolean;
	/** Paths of the server's requests. */
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

/** @param target n8n's address; a function if n8n starts later */
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
