/* eslint-disable @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/require-node-api-error */
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { controlRoutes } from './control';
import { readBody, type ParsedBody } from './core/body';
import { cannot, crashed, HttpError } from './core/answers';
import { dispatch } from './core/dispatch';
import { logRequest } from './core/log';
import { findRoute } from './core/router';
import type { Answer, SimRequest } from './core/types';
import { reply, type Cut } from './core/reply';
import { Webhooks } from './events/webhooks';
import { phoneAnswer } from './control/phone';
import { routes } from './routes';
import type { Config } from './state/config';
import { takeFault } from './state/faults';
import { seed } from './state/seed';
import { State } from './state/state';
import { followPlans } from './whatsapp/plans';

export interface SimulatorOptions {
	/** 0: any free port */
	port?: number;
	host?: string;
	/** the global key */
	key?: string;
	/** start with the demo data */
	seed?: boolean;
	/** the version that it plays, e.g. `2.4.0` */
	version?: string;
	/** no messages on the terminal */
	quiet?: boolean;
}

export interface Simulator {
	url: string;
	port: number;
	key: string;
	state: State;
	config: Config;
	close(): Promise<void>;
}

/** Starts a simulator. Rejects with the system's error when the port is taken. */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
	const { port = 8080, host = '127.0.0.1', key = 'simulator-key' } = options;
	const state = new State(key, options.version);
	const webhooks = new Webhooks(state);
	followPlans(state);
	const server = http.createServer((request, response) => {
		serve(state, request, response).catch((error: unknown) => {
			if (!options.quiet && !request.destroyed)
				process.stderr.write(`Simulator: ${String(error)}\n`);
			response.destroy();
		});
	});
	server.headersTimeout = 30_000;
	// Longer than clients keep theirs, or they write into one that is being closed.
	server.keepAliveTimeout = 65_000;
	server.requestTimeout = 600_000;
	server.maxConnections = 2000;
	server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
		const status =
			error.code === 'HPE_HEADER_OVERFLOW'
				? '431 Request Header Fields Too Large'
				: '400 Bad Request';
		if (socket.writable) socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\n\r\n`);
		else socket.destroy();
	});
	await new Promise<void>((resolve, reject) => {
		server.once('error', reject);
		server.listen(port, host, resolve);
	});
	const address = server.address() as AddressInfo;
	const name = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
	state.serverUrl = `http://${name.includes(':') ? `[${name}]` : name}:${address.port}`;
	if (options.seed) seed(state);
	return {
		url: state.serverUrl,
		port: address.port,
		key,
		state,
		config: state.config,
		async close() {
			state.reset();
			webhooks.stop();
			await new Promise<void>((resolve) => {
				server.close(() => resolve());
				server.closeAllConnections();
			});
		},
	};
}

/** One request from its head to its answer. */
async function serve(
	state: State,
	incoming: http.IncomingMessage,
	response: http.ServerResponse,
): Promise<void> {
	const url = incoming.url ?? '/';
	const [path, search = ''] = splitOnce(url, '?');
	const request: SimRequest = {
		method: incoming.method ?? 'GET',
		url,
		path,
		query: Object.fromEntries(new URLSearchParams(search)),
		apikey: [incoming.headers.apikey].flat()[0],
		body: {},
		files: [],
	};
	if (path === '/_sim' || path.startsWith('/_sim/')) {
		if (isForeign(incoming.headers))
			return reply(response, { status: 403, body: { error: 'Foreign origin' } });
		return reply(response, await control(state, incoming, request));
	}
	const page = request.method === 'GET' ? phoneAnswer(path) : undefined;
	if (page) return reply(response, page);
	return evolution(state, incoming, request, response);
}

/** The own routes need no key, so pages of other sites must not reach them. */
function isForeign({ origin, host }: http.IncomingHttpHeaders): boolean {
	return origin !== undefined && origin !== `http://${host}`;
}

function splitOnce(text: string, separator: string): [string, string?] {
	const index = text.indexOf(separator);
	return index < 0 ? [text] : [text.slice(0, index), text.slice(index + 1)];
}

/** An Evolution route: faults, delay, body, answer, log. */
async function evolution(
	state: State,
	incoming: http.IncomingMessage,
	request: SimRequest,
	response: http.ServerResponse,
): Promise<void> {
	const at = Date.now();
	const fault = takeFault(state.faults, request.method, request.path);
	let parsed: ParsedBody | undefined;
	const log = (status: number) => logRequest(state, request, parsed, at, status);
	if (fault?.drop === 'before') {
		log(0);
		incoming.socket.destroy();
		return;
	}
	let answer: Answer;
	try {
		parsed = await readBody(incoming, incoming.headers);
		Object.assign(request, parsed);
		await state.sleep(state.config.latencyMs + (fault?.delayMs ?? 0));
		answer = fault?.status
			? faultAnswer(fault.status, fault)
			: await dispatch(state, routes, request);
	} catch (error) {
		if (!(error instanceof HttpError)) throw error;
		answer = error.answer;
	}
	const cut: Cut = fault?.drop === 'after' || fault?.drop === 'mid' ? fault.drop : undefined;
	log(cut === 'after' ? 0 : answer.status);
	return reply(response, answer, cut);
}

function faultAnswer(
	status: number,
	{
		body,
		contentType,
		headers,
	}: { body?: unknown; contentType?: string; headers?: Record<string, string> },
): Answer {
	if (typeof body === 'string')
		return { status, raw: body, contentType: contentType ?? 'text/html', headers };
	return { status, body: body ?? { status, error: 'Injected fault' }, contentType, headers };
}

/** The simulator's own routes; no key. */
async function control(
	state: State,
	incoming: http.IncomingMessage,
	request: SimRequest,
): Promise<Answer> {
	try {
		const match = findRoute(controlRoutes, request.method, request.path);
		Object.assign(request, await readBody(incoming, incoming.headers));
		if (!match) return cannot(request.method, request.url);
		const { params } = match;
		return await match.route.handler({
			state,
			request,
			params,
			body: request.body,
			query: request.query,
		});
	} catch (error) {
		if (error instanceof HttpError) return error.answer;
		return crashed(error instanceof Error ? error.message : String(error)).answer;
	}
}
