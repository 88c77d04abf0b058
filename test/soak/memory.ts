import type { RunningN8n } from '../../dev/n8n/driver';

const MB = 1024 * 1024;
const EVERY_MS = 5_000;
/** In a shorter life than these samples make n8n's heap is all growth and garbage. */
const FEWEST = 40;
const PATIENCE_MS = 10_000;
/** From the middle third of a life to the last one; in the first one n8n loads what it keeps. */
const MOST_GROWTH = { heap: 1.1, resident: 1.15 };

/** Bytes of one n8n process, by its pid. */
interface Sample {
	readonly pid: number;
	readonly heap: number;
	readonly resident: number;
}

const TOO_SHORT = 'No n8n lived long enough to see whether its memory grows';

interface Report {
	readonly lines: readonly string[];
	readonly problems: readonly string[];
}

/** What n8n has of memory while it runs, from its own metrics: a look into it that changes nothing. */
export class MemoryLog {
	/** For n8n to be started with. */
	static readonly env = { N8N_METRICS: 'true' };
	private readonly samples: Sample[] = [];
	private timer?: NodeJS.Timeout;

	watch(n8n: () => RunningN8n): void {
		this.timer = setInterval(() => {
			void sampleOf(n8n()).then(
				(sample) => this.samples.push(sample),
				// It is away.
				() => undefined,
			);
		}, EVERY_MS);
	}

	stop(): void {
		clearInterval(this.timer);
	}

	/** One line for each life of n8n that was long enough, and what grew. */
	report(): Report {
		return memoryReport(this.samples);
	}
}

async function sampleOf({ url, pid }: RunningN8n): Promise<Sample> {
	const answer = await fetch(`${url}/metrics`, { signal: AbortSignal.timeout(PATIENCE_MS) });
	const text = await answer.text();
	const figure = (name: string) => {
		const value = Number(new RegExp(`^n8n_${name} (.+)$`, 'm').exec(text)?.[1]);
		if (!Number.isFinite(value) || pid === undefined) throw new Error(`No ${name} of n8n`);
		return value;
	};
	return {
		pid: pid ?? 0,
		heap: figure('nodejs_heap_size_used_bytes'),
		resident: figure('process_resident_memory_bytes'),
	};
}

export function memoryReport(samples: readonly Sample[]): Report {
	const lives = new Map<number, Sample[]>();
	for (const one of samples) lives.set(one.pid, [...(lives.get(one.pid) ?? []), one]);
	const long = [...lives.values()].filter(({ length }) => length >= FEWEST);
	if (long.length === 0) return { lines: [TOO_SHORT], problems: [] };
	const found = long.map((life, index) => {
		// Garbage that waits to be collected is on top of what is kept.
		const heap = growth(
			life.map((one) => one.heap),
			lowest,
			MOST_GROWTH.heap,
		);
		const resident = growth(
			life.map((one) => one.resident),
			median,
			MOST_GROWTH.resident,
			// n8n gives memory back to the system after a burst, and takes it again at the next one.
			true,
		);
		const name = `n8n process ${index + 1} of ${long.length}, ${life.length} samples`;
		const line = `${name}: lowest heap ${heap.text}, resident ${resident.text}`;
		return { line, isFlat: heap.isFlat && resident.isFlat };
	});
	const grown = found.filter(({ isFlat }) => !isFlat);
	return {
		lines: found.map(({ line }) => line),
		problems: grown.map(({ line }) => `Memory grows: ${line}`),
	};
}

type Statistic = (values: readonly number[]) => number;

/** @param mayReturn whether it may come back to what it was in the first third: it was given back meanwhile */
function growth(bytes: readonly number[], statistic: Statistic, most: number, mayReturn = false) {
	const third = Math.floor(bytes.length / 3);
	const parts = [bytes.slice(0, third), bytes.slice(third, -third), bytes.slice(-third)];
	const [first, middle, last] = parts.map(statistic);
	const text = `${[first, middle, last].map((value) => Math.round(value / MB)).join(' → ')} MB`;
	return { text, isFlat: last <= middle * most || (mayReturn && last <= first) };
}

const lowest: Statistic = (values) => Math.min(...values);

const median: Statistic = (values) => [...values].sort((a, b) => a - b)[values.length >> 1];
