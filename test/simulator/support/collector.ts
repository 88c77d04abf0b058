import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { until } from './client';

export interface Delivered {
	path: string;
	headers: http.IncomingHttpHeaders;
	body: Record<string, any>; // eslint-disable-line @typescript-eslint/no-explicit-any
}

export interface Collector {
	url: string;
	all: Delivered[];
	/** status of the answers, or a function that returns the status for a delivery */
	answer: number | ((delivery: Delivered, count: number) => number | Promise<number>);
	wait(event: string, test?: (delivery: Delivered) => boolean): Promise<Delivered>;
	events(): string[];
	close(): Promise<void>;
}

export async function startCollector(): Promise<Collector> {
	const all: Delivered[] = [];
	const server = http.createServer((request, response) => {
		const chunks: Buffer[] = [];
		request.on('data', (chunk: Buffer) => chunks.push(chunk));
		request.on('end', async () => {
			const body = JSON.parse(Buffer.concat(chunks).toString('utf8'));
			const delivery = { path: request.url ?? '', headers: request.headers, body };
			all.push(delivery);
			const { answer } = collector;
			response.statusCode =
				typeof answer === 'number' ? answer : await answer(delivery, all.length);
			response.end();
		});
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const collector: Collector = {
		url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
		all,
		answer: 200,
		async wait(event, test = () => true) {
			const find = () => all.find((delivery) => delivery.body.event === event && test(delivery));
			const found = await until(find);
			if (!found)
				throw new Error(
					`No ${event} came; there were: ${all.map(({ body }) => body.event).join(', ')}`,
				);
			return found;
		},
		events: () => all.map(({ body }) => body.event),
		close: () =>
			new Promise((resolve) => {
				server.close(() => resolve());
				server.closeAllConnections();
			}),
	};
	return collector;
}
