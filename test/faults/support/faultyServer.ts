import http from 'node:http';
import type { AddressInfo } from 'node:net';

import type { Simulator } from '../../../simulator/server';
import type { How } from './faults';

export const FAULTY = 'faulty';
/** For the simulator, the proxy replaces all of these names by `demo`. */
export const INSTANCES = ['first', FAULTY, 'third'];
const ALIAS = new RegExp(`/(${INSTANCES.join('|')})\\b`);

const MB = Buffer.alloc(1024 * 1024, ' ');
const DROP_MS = 15;

/** A proxy in front of the simulator. It causes a fault on one route for one instance, and forwards all other requests. */
export class FaultyServer {
	how: How | undefined;
	/** Method and the beginning of the path, e.g. `POST /message/sendText/`. */
	route = '';
	/** Number of requests to `route`, by instance. */
	counts: Record<string, number> = {};
	private readonly server = http.createServer((request, response) => this.serve(request, response));

	constructor(private readonly target: () => Simulator) {}

	async start(): Promise<void> {
		await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
	}

	get url(): string {
		return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
	}

	async close(): Promise<void> {
		await new Promise<void>((resolve) => {
			this.server.close(() => resolve());
			this.server.closeAllConnections();
		});
	}

	private serve(request: http.IncomingMessage, response: http.ServerResponse): void {
		const { method, url = '', headers } = request;
		const [, instance = ''] = ALIAS.exec(url) ?? [];
		const isOnRoute = `${method} ${url}`.startsWith(this.route);
		const count = () => (this.counts[instance] = (this.counts[instance] ?? 0) + 1);
		if (!isOnRoute || instance !== FAULTY || this.how === undefined) {
			if (isOnRoute) count();
			const options = { method, headers };
			const onward = http.request(
				this.target().url + url.replace(ALIAS, '/demo'),
				options,
				(answer) => {
					response.writeHead(answer.statusCode ?? 502, answer.headers);
					answer.pipe(response);
				},
			);
			onward.on('error', () => response.destroy());
			request.pipe(onward);
			return;
		}
		const { how } = this;
		request.resume();
		request.on('end', () => {
			count();
			fail(response, how, url);
		});
	}
}

function fail(response: http.ServerResponse, how: How, url: string): void {
	if ('answer' in how) {
		const { status, body, contentType = 'application/json', headers } = how.answer;
		response.writeHead(status, { 'content-type': contentType, ...headers });
		response.end((typeof body === 'string' ? body : JSON.stringify(body)).replace('{url}', url));
	} else if ('cut' in how) {
		if (how.cut === 'before') return void response.destroy();
		response.writeHead(200, { 'content-type': 'application/json', 'content-length': 100 });
		response.write('{"key":', () => response.destroy());
	} else if ('answers' in how && how.answers !== 'never') {
		response.writeHead(200, { 'content-type': 'application/json', 'x-fault': how.answers });
		if (how.answers === 'with 200 MB') pour(response, 200);
		else drip(response);
	}
}

function drip(response: http.ServerResponse): void {
	const drops = setInterval(() => response.write(' '), DROP_MS);
	response.on('close', () => clearInterval(drops));
}

/** Writes the rest of the answer as fast as the client reads it, so that nothing is buffered in this process. */
function pour(response: http.ServerResponse, left: number): void {
	if (response.destroyed) return;
	if (left === 0) response.end();
	else response.write(MB, () => pour(response, left - 1));
}
