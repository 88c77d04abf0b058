import { probe } from './noise';
import type { Comparison } from './plan';
import type { BenchServer, Worker } from './processes';
import type { Competitor, Job } from './protocol';
import { median, spread } from './statistics';

export interface Result {
	readonly competitor: Competitor;
	readonly count: number;
	readonly wallMsPerItem: number;
	readonly cpuMsPerItem: number;
	readonly spread: number;
	readonly requests: number;
	readonly connections: number;
	readonly atOnce: number;
}

export interface Compared extends Omit<Comparison, 'counts'> {
	readonly rounds: number;
	readonly results: readonly Result[];
}

type Run = Omit<Result, 'spread' | 'competitor' | 'count'>;

const REHEARSED = 0.2;

/** Measures all competitors in turns. The first round is only a rehearsal. */
export async function compare(
	worker: Worker,
	server: BenchServer,
	comparison: Comparison,
	rounds: number,
): Promise<Compared> {
	const { counts, ...about } = comparison;
	const competitors = Object.keys(counts) as Competitor[];
	const runs = new Map<Competitor, Run[]>(competitors.map((competitor) => [competitor, []]));
	for (let round = -1; round < rounds; round++) {
		for (let turn = 0; turn < competitors.length; turn++) {
			const competitor = competitors[(turn + round + 1) % competitors.length];
			const full = counts[competitor] ?? 0;
			const count = round < 0 ? Math.ceil(full * REHEARSED) : full;
			const run = await runOnce(worker, server, comparison, competitor, count);
			if (round >= 0) runs.get(competitor)?.push(run);
		}
	}
	const results = competitors.map((competitor) =>
		summary(competitor, counts[competitor] ?? 0, runs.get(competitor) ?? []),
	);
	return { ...about, rounds, results };
}

async function runOnce(
	worker: Worker,
	server: BenchServer,
	{ name, scheme, latencyMs }: Comparison,
	competitor: Competitor,
	count: number,
): Promise<Run> {
	probe();
	await server.reset(latencyMs);
	const { [scheme]: url, key } = server.urls;
	const job: Job = { name, competitor, count, server: { url, key } };
	const { wallMs, cpuMs, items } = await worker.run(job);
	const { requests, connections, atOnce } = await server.seen();
	if (items !== count) throw new Error(`${competitor}, ${name}: ${items} items of ${count}`);
	return {
		wallMsPerItem: wallMs / count,
		cpuMsPerItem: cpuMs / count,
		requests,
		connections,
		atOnce,
	};
}

function summary(competitor: Competitor, count: number, runs: readonly Run[]): Result {
	const of = (key: keyof Run) => median(runs.map((run) => run[key]));
	return {
		competitor,
		count,
		wallMsPerItem: of('wallMsPerItem'),
		cpuMsPerItem: of('cpuMsPerItem'),
		spread: spread(runs.map(({ wallMsPerItem }) => wallMsPerItem)),
		requests: of('requests'),
		connections: of('connections'),
		atOnce: of('atOnce'),
	};
}
