/** Lets people write to instances, and counts the messages that come out of workflows. */
import http from 'node:http';
import { text as readText } from 'node:stream/consumers';

import type { Collector } from '../test/e2e/support/collector';
import type { ServerUrls } from './server';

export function countsOf({ got }: Collector): Map<string, number> {
	const counts = new Map<string, number>();
	for (const { path: at, text } of got) {
		const name = `${at} ${(JSON.parse(text) as { id: string }).id}`;
		counts.set(name, (counts.get(name) ?? 0) + 1);
	}
	return counts;
}

export function startLoad(urls: ServerUrls, instances: readonly string[], perSecond: number) {
	const ids: string[] = [];
	const open = new Set<Promise<void>>();
	const since = Date.now();
	let sent = 0;
	const send = async (instance: string, index: number) => {
		const { key } = (await ask(urls, `/_sim/instances/${instance}/receive`, {
			from: `55119000000${10 + (index % 40)}`,
			kind: 'text',
			text: `event ${index}`,
		})) as { key: { id: string } };
		ids.push(key.id);
	};
	const timer = setInterval(() => {
		while (sent < ((Date.now() - since) / 1000) * perSecond) {
			sent++;
			for (const instance of instances) {
				const sending = send(instance, sent).finally(() => open.delete(sending));
				open.add(sending);
			}
		}
	}, 20);
	return {
		async stop() {
			clearInterval(timer);
			await Promise.all(open);
			return ids;
		},
	};
}

/** Shares connections, because a busy machine couldn't open one for each message in time. */
const agent = new http.Agent({ keepAlive: true, maxSockets: 16 });

export async function ask(
	{ http: url, key }: ServerUrls,
	route: string,
	body: object,
): Promise<unknown> {
	const text = await new Promise<string>((resolve, reject) => {
		const headers = { 'content-type': 'application/json', apikey: key };
		const request = http.request(url + route, { method: 'POST', agent, headers }, (response) => {
			void readText(response).then((answer) => {
				const { statusCode = 0 } = response;
				if (statusCode >= 200 && statusCode < 300) resolve(answer);
				else reject(new Error(`${route} was answered ${statusCode}: ${answer}`));
			}, reject);
		});
		request.once('error', reject);
		request.end(JSON.stringify(body));
	});
	return JSON.parse(text);
}
