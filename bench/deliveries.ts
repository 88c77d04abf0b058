import http from 'node:http';

import type { Receiver } from './workflows';

export interface Load {
	readonly count: number;
	readonly p99Ms: number;
}

/** Delivers events, `atOnce` of them at a time, over connections that are kept. */
export async function load(receiver: Receiver, count: number, atOnce: number): Promise<Load> {
	const agent = new http.Agent({ keepAlive: true, maxSockets: atOnce });
	const times: number[] = [];
	let next = 0;
	const work = async () => {
		while (next < count) {
			const start = performance.now();
			const { url, headers, body } = await receiver.delivery(next++);
			await post(agent, url, headers, JSON.stringify(body));
			times.push(performance.now() - start);
		}
	};
	await Promise.all(Array.from({ length: atOnce }, work));
	agent.destroy();
	times.sort((a, b) => a - b);
	return { count, p99Ms: times[Math.min(count - 1, Math.floor(count * 0.99))] };
}

async function post(
	agent: http.Agent,
	url: string,
	headers: Record<string, string>,
	body: string,
): Promise<void> {
	await new Promise<void>((resolve, reject) => {
		const options = {
			method: 'POST',
			agent,
			headers: { 'content-type': 'application/json', ...headers },
		};
		const request = http.request(url, options, (response) => {
			response.resume();
			response.once('end', () => {
				if (response.statusCode === 200 || response.statusCode === 201) resolve();
				else reject(new Error(`${url} answered ${response.statusCode}`));
			});
		});
		request.once('error', reject);
		request.end(body);
	});
}
