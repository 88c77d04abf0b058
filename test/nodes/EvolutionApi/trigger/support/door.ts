import http from 'node:http';
import type { AddressInfo } from 'node:net';

/** Proxy in front of a server. `keys` contains the `apikey` header of each request to the proxy. */
export interface Door {
	readonly url: string;
	readonly keys: Set<unknown>;
	close(): void;
}

export async function startDoor(target: string): Promise<Door> {
	const keys = new Set<unknown>();
	const server = http.createServer((request, response) => {
		const { method, headers, url = '' } = request;
		keys.add(headers.apikey);
		const onward = http.request(target + url, { method, headers }, (answer) => {
			response.writeHead(answer.statusCode ?? 502, answer.headers);
			answer.pipe(response);
		});
		onward.on('error', () => response.destroy());
		request.pipe(onward);
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const { port } = server.address() as AddressInfo;
	const close = () => {
		server.closeAllConnections();
		server.close();
	};
	return { url: `http://127.0.0.1:${port}`, keys, close };
}
