import http from 'node:http';
import type { AddressInfo } from 'node:net';

/** A server with only those Telegram routes that n8n's Telegram trigger needs to be activated. */
export interface Telegram {
	readonly url: string;
	/** The URL that the trigger registers for its updates. */
	readonly hook: { url: string; secret_token?: string };
	stop(): void;
}

export async function startTelegram(): Promise<Telegram> {
	const hook: Telegram['hook'] = { url: '' };
	const server = http.createServer((request, response) => {
		let body = '';
		request.on('data', (part) => (body += String(part)));
		request.on('end', () => {
			if (request.url?.endsWith('/setWebhook')) Object.assign(hook, JSON.parse(body));
			const result = request.url?.endsWith('/getWebhookInfo') ? { url: hook.url } : true;
			response.setHeader('content-type', 'application/json');
			response.end(JSON.stringify({ ok: true, result }));
		});
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const { port } = server.address() as AddressInfo;
	return { url: `http://127.0.0.1:${port}`, hook, stop: () => void server.close() };
}
