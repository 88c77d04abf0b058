/** Runs jobs one after the other, in the installed n8n's engine. */
import http from 'node:http';
import https from 'node:https';
import type { AxiosStatic } from 'axios';
import type { IBinaryKeyData, INodeExecutionData } from 'n8n-workflow';

import { bodyOf, itemsOf, nodeOf, routeOf, runsOncePerItem } from './competitors';
import { startEngine, type Engine } from './engine';
import { watchMemory } from './memory';
import type { Job, Measured, Paths } from './protocol';

export interface Refused {
	readonly failed: string;
}

const NUMBERS_PER_REQUEST = 50;
const AXIOS_AT_ONCE = 10;

async function measure(engine: Engine, job: Job, file?: string): Promise<Measured> {
	const binary = file === undefined ? undefined : await storedFile(engine, file);
	const items = itemsOf(job, binary);
	if (job.name === 'media' && job.competitor === 'peer') await addBase64(items, file);
	global.gc?.();
	// Only watches memory during uploads, because frequent checks take time.
	const peak = file === undefined ? () => 0 : watchMemory();
	const cpu = process.cpuUsage();
	const start = performance.now();
	const output = await run(engine, job, items);
	const wallMs = performance.now() - start;
	const { user, system } = process.cpuUsage(cpu);
	return { wallMs, cpuMs: (user + system) / 1000, items: output, peakBytes: peak() };
}

async function run(engine: Engine, job: Job, items: INodeExecutionData[]): Promise<number> {
	if (job.competitor === 'axios') return await withAxios(engine.library('axios'), job, items);
	const node = nodeOf(job);
	if (!runsOncePerItem(job)) return (await engine.run({ ...node, items })).length;
	let count = 0;
	for (const item of items) count += (await engine.run({ ...node, items: [item] })).length;
	return count;
}

/** Runs the job without n8n, as fast as possible: connections stay open, and ten look-ups run at the same time. */
async function withAxios(
	axios: AxiosStatic,
	job: Job,
	items: readonly INodeExecutionData[],
): Promise<number> {
	const size = job.name === 'numbers' ? NUMBERS_PER_REQUEST : 1;
	const atOnce = job.name === 'texts' ? 1 : AXIOS_AT_ONCE;
	const keep = { keepAlive: true, maxSockets: atOnce };
	const httpAgent = new http.Agent(keep);
	const httpsAgent = new https.Agent({ ...keep, rejectUnauthorized: false });
	const client = axios.create({ headers: { apikey: job.server.key }, httpAgent, httpsAgent });
	const url = routeOf(job);
	let next = 0;
	let answered = 0;
	const work = async () => {
		while (next < items.length) {
			const part = items.slice(next, (next += size));
			await client.post(url, bodyOf(job.name, part));
			answered += part.length;
		}
	};
	await Promise.all(Array.from({ length: atOnce }, work));
	httpAgent.destroy();
	httpsAgent.destroy();
	return answered;
}

async function storedFile(engine: Engine, file: string): Promise<IBinaryKeyData> {
	return { data: await engine.store(file, 'file.pdf') };
}

async function addBase64(items: INodeExecutionData[], file = ''): Promise<void> {
	const { readFile } = await import('node:fs/promises');
	const base64 = await readFile(file, 'base64');
	for (const { json } of items) json.base64 = base64;
}

async function main(): Promise<void> {
	const paths = JSON.parse(process.argv[2]) as Paths;
	const engine = await startEngine(paths);
	process.on('message', ({ job, file }: { job: Job; file?: string }) => {
		measure(engine, job, file).then(
			(measured) => process.send?.(measured),
			(error: unknown) => process.send?.({ failed: String(error) } satisfies Refused),
		);
	});
	process.send?.('ready');
}

void main();
