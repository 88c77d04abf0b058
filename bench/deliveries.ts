import http from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

import type { Receiver } from './workflows';

export interface Load {
	readonly count: number;
	readonly p99Ms: number;
}

/** Pause before a rejected event is sent again. A real server waits at least five seconds. */
const REFUSED_MS = 100;

export async function deliverMany(
	receiver: Receiver,
	count: number,
	atOnce: number,
): Promise<Load> {
	const agent = new http.Agent({ keepAlive: true, maxSockets: atOnce });
	const times: number[] = [];
	let next = 0;
	const work = async () => {
		while (next < count) {
			const start = performance.now();
			const { url, headers, body } = await receiver.delivery(next++);
			const text = JSON.stringify(body);
			while (!(await post(agent, url, headers, text))) await sleep(REFUSED_MS);
			times.push(performance.now() - start);
		}
	};
	await Promise.all(Array.from({ length: atOnce }, work));
	agent.destroy();
	times.sort((a, b) => a - b);
	return { count, p99Ms: times[Math.min(count - 1, Math.floor(count * 0.99))] };
}

/** @returns whether the event was accepted; with status 503, a busy receiver wants it again later */
async function post(
	agent: http.Agent,
	url: string,
	headers: Record<string, string>,
	body: string,
): Promise<boolean> {
	return await new Promise<boolean>((resolve, reject) => {
		const options = {
			method: 'POST',
			agent,
			headers: { 'content-type': 'application/json', ...headers },
		};
		const request = http.request(url, options, (response) => {
			response.resume();
			response.once('end', () => {
				if (response.statusCode === 200 || response.statusCode === 201) resolve(true);
				else if (response.statusCode === 503) resolve(false);
				else reject(new Error(`${url} answered ${response.statusCode}`));
			});
		});
		request.once('error', reject);
		request.end(body);
	});
}
