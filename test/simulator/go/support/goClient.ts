import type { SimulatorOptions } from '../../../../simulator/server';
import { type Client, type Response, startClient } from '../../support/client';
import { type Collector, type Delivered, startCollector } from '../../support/collector';

export const TOKEN = 'demo-token';
export const ANA = '5511988887777@s.whatsapp.net';
export const BRUNO = '5511977776666@s.whatsapp.net';
export const TEAM = '120363020202020202@g.us';
/** A number without a WhatsApp account. */
export const UNKNOWN = '5511933330000';

export interface GoClient extends Client {
	ask(method: string, path: string, body?: unknown): Promise<Response>;
	send(path: string, body: unknown): Promise<Response>;
	subscribe(...words: string[]): Promise<Collector>;
	close(): Promise<void>;
}

export async function startGo(options: SimulatorOptions = {}): Promise<GoClient> {
	const client = await startClient({ server: 'go', seed: true, ...options });
	const { config } = client.simulator;
	Object.assign(config.go, { startMs: 40, retryMs: 5, queryMs: 20 });
	Object.assign(config, { ackDelayMs: 5, reloadMs: 20 });
	config.webhookRetry = { delaysMs: [10, 10, 10, 10], timeoutMs: 0 };
	const hooks: Collector[] = [];
	const ask = async (method: string, path: string, body?: unknown) =>
		await client.call(method, path, body, TOKEN);
	return {
		...client,
		ask,
		send: async (path, body) => await ask('POST', path, body),
		async subscribe(...subscribe) {
			const hook = await startCollector();
			hooks.push(hook);
			await ask('POST', '/instance/connect', { webhookUrl: hook.url, subscribe });
			return hook;
		},
		async close() {
			await client.simulator.close();
			await Promise.all(hooks.map((hook) => hook.close()));
		},
	};
}

export const dataOf = ({ body }: Delivered) => body.data;
