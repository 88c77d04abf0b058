import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

import type { RunningN8n } from '../../dev/n8n/driver';

const MB = 1024 * 1024;
const EVERY_MS = 5_000;
/** Minimum number of samples. An n8n process with fewer samples is ignored, because at first, the heap only grows. */
const FEWEST = 40;
const PATIENCE_MS = 10_000;
/** Maximum growth from the middle third of a process's life to its last third. The first third doesn't count: n8n still loads its data. */
const MOST_GROWTH = { heap: 1.1, resident: 1.15 };

/** Memory of one n8n process, in bytes. */
interface Sample {
	readonly pid: number;
	/** Size of the heap after the last garbage collection. */
	readonly heap: number;
	readonly resident: number;
}

const TOO_SHORT = 'No n8n lived long enough to see whether its memory grows';

interface Report {
	readonly lines: readonly string[];
	readonly problems: readonly string[];
}

export class MemoryLog {
	readonly env: Readonly<Record<string, string>>;
	private readonly samples: Sample[] = [];
	private timer?: NodeJS.Timeout;

	constructor(private readonly file: string) {
		const program = path.join(__dirname, 'heapAfterGc.cjs');
		this.env = { N8N_METRICS: 'true', NODE_OPTIONS: `--require ${program}`, HEAP_FILE: file };
	}

	watch(n8n: () => RunningN8n): void {
		this.timer = setInterval(() => {
			void sampleOf(n8n(), this.file).then(
				(sample) => this.samples.push(sample),
				// No sample is taken while n8n isn't running.
				() => undefined,
			);
		}, EVERY_MS);
	}

	stop(): void {
		clearInterval(this.timer);
	}

	report(): Report {
		return memoryReport(this.samples);
	}
}

/** @throws {Error} if n8n isn't running, or has not collected garbage yet */
async function sampleOf({ url, pid }: RunningN8n, file: string): Promise<Sample> {
	const answer = await fetch(`${url}/metrics`, { signal: AbortSignal.timeout(PATIENCE_MS) });
	const text = await answer.text();
	const figure = (name: string) => {
		const value = Number(new RegExp(`^n8n_${name} (.+)$`, 'm').exec(text)?.[1]);
		if (!Number.isFinite(value)) throw new Error(`No ${name} of n8n`);
		return value;
	};
	const written = existsSync(file) ? readFileSync(file, 'utf8') : '';
	const [writer, heap = 0] = written.split(' ').map(Number);
	if (pid === undefined || writer !== pid) throw new Error('No heap of n8n');
	return {
		pid,
		heap,
		resident: figure('process_resident_memory_bytes'),
	};
}

export function memoryReport(samples: readonly Sample[]): Report {
	const lives = new Map<number, Sample[]>();
	for (const one of samples) lives.set(one.pid, [...(lives.get(one.pid) ?? []), one]);
	const long = [...lives.values()].filter(({ length }) => length >= FEWEST);
	if (long.length === 0) return { lines: [TOO_SHORT], problems: [] };
	const found = long.map((life, index) => {
		// Compares each third's lowest heap size, which running executions hardly affect.
		const heap = growth(
			life.map((one) => one.heap),
			lowest,
			MOST_GROWTH.heap,
		);
		const resident = growth(
			life.map((one) => one.resident),
			median,
			MOST_GROWTH.resident,
			// The memory may be lower in the middle third, when an idle n8n has returned some to the system.
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

function growth(bytes: readonly number[], statistic: Statistic, most: number, mayReturn = false) {
	const third = Math.floor(bytes.length / 3);
	const parts = [bytes.slice(0, third), bytes.slice(third, -third), bytes.slice(-third)];
	const [first, middle, last] = parts.map(statistic);
	const text = `${[first, middle, last].map((value) => Math.round(value / MB)).join(' → ')} MB`;
	return { text, isFlat: last <= middle * most || (mayReturn && last <= first) };
}

const lowest: Statistic = (values) => Math.min(...values);

const median: Statistic = (values) => [...values].sort((a, b) => a - b)[values.length >> 1];
