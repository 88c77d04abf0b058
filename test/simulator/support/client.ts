import type { Collector } from './collector';
import { startSimulator, type Simulator, type SimulatorOptions } from '../../../simulator/server';
import { httpRequest, type HttpAnswer } from '../../support/httpRequest';

export interface Response {
	status: number;
	/** the parsed JSON; for other types, the text */
	body: any; // eslint-disable-line @typescript-eslint/no-explicit-any
	headers: Headers;
}

export interface Client {
	simulator: Simulator;
	/** Sends JSON or FormData. The default for `key` is the global key; `key: ''` sends none. */
	call(method: string, path: string, body?: unknown, key?: string): Promise<Response>;
	get(path: string): Promise<Response>;
	post(path: string, body?: unknown): Promise<Response>;
}

export async function startClient(options: SimulatorOptions = {}): Promise<Client> {
	const simulator = await startSimulator({ port: 0, quiet: true, ...options });
	const call = async (method: string, path: string, body?: unknown, key = simulator.key) => {
		const headers: Record<string, string> = key === '' ? {} : { apikey: key };
		const {
			status,
			headers: answered,
			text,
		} = await send(simulator.url + path, method, headers, body);
		const type = answered.get('content-type') ?? '';
		// Some answers have the type JSON, but an empty body.
		const isJson = type.includes('json') && text !== '';
		return { status, body: isJson ? JSON.parse(text) : text, headers: answered };
	};
	return {
		simulator,
		call,
		get: (path) => call('GET', path),
		post: (path, body = {}) => call('POST', path, body),
	};
}

async function send(
	url: string,
	method: string,
	headers: Record<string, string>,
	body: unknown,
): Promise<HttpAnswer> {
	if (body instanceof FormData) {
		const response = await fetch(url, { method, headers, body });
		return { status: response.status, headers: response.headers, text: await response.text() };
	}
	if (body === undefined) return await httpRequest(url, method, headers);
	const text = typeof body === 'string' ? body : JSON.stringify(body);
	return await httpRequest(url, method, { ...headers, 'content-type': 'application/json' }, text);
}

/** Calls `ask` until the result is truthy, for at most `limitMs`. Returns the last result. */
export async function until<Value>(
	ask: () => Promise<Value> | Value,
	limitMs = 5000,
): Promise<Value> {
	const end = Date.now() + limitMs;
	for (;;) {
		const value = await ask();
		if (value || Date.now() > end) return value;
		await new Promise((resolve) => setTimeout(resolve, 10));
	}
}

export const refused = (status: number, ...message: unknown[]) => ({
	status,
	body: { response: { message } },
});

export async function reset(client: Client, hook: Collector): Promise<void> {
	await client.post('/_sim/reset', { seed: true });
	await client.post('/webhook/set/demo', { webhook: { enabled: true, url: hook.url, events: [] } });
	hook.all.length = 0;
}
