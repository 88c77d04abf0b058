/** A load balancer for n8n's queue mode. It has one address for the main process and the webhook process. */
import http from 'node:http';
import type { AddressInfo } from 'node:net';

/** Paths that the webhook process serves, according to n8n's documentation. Test webhooks and the editor belong to the main process. */
const PRODUCTION = /^\/(webhook|webhook-waiting|form|form-waiting)\//;

export class FrontDoor {
	main?: number;
	webhook?: number;

	private readonly server = http.createServer((request, response) => {
		const port = PRODUCTION.test(request.url ?? '') ? this.webhook : this.main;
		const { method, url: path, headers } = request;
		const onward = http.request({ host: '127.0.0.1', port: port ?? 0, method, path, headers });
		onward.on('response', (answer) => {
			response.writeHead(answer.statusCode ?? 502, answer.headers);
			answer.pipe(response);
		});
		onward.on('error', () => {
			if (!response.headersSent) response.writeHead(502);
			response.end();
		});
		request.pipe(onward);
	});

	async open(): Promise<void> {
		await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
	}

	get url(): string {
		return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
	}

	async close(): Promise<void> {
		this.server.closeAllConnections();
		await new Promise((resolve) => this.server.close(resolve));
	}
}
