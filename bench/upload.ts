import { closeSync, ftruncateSync, mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { probe } from './noise';
import { startWorker, type BenchServer } from './processes';
import type { Competitor, FileStore, Paths } from './protocol';
import { median } from './statistics';

export interface Upload {
	readonly competitor: Competitor;
	readonly sizeMb: number;
	readonly keep: FileStore;
	/** How many MB the peak memory during the upload was above the memory before it. */
	readonly peakMb: number;
	readonly wallMs: number;
}

const MB = 1024 * 1024;

export interface UploadPlan {
	readonly sizeMb: number;
	readonly keep: FileStore;
	readonly competitors: readonly Competitor[];
}

/** Measures one file, in a new process each time, because a process doesn't release memory at once. */
export async function compareUploads(
	paths: Paths,
	server: BenchServer,
	plans: readonly UploadPlan[],
	rounds: number,
): Promise<Upload[]> {
	const folder = mkdtempSync(path.join(tmpdir(), 'bench-file-'));
	const uploads: Upload[] = [];
	try {
		for (const { sizeMb, keep, competitors } of plans) {
			const file = path.join(folder, `${sizeMb}.bin`);
			const handle = openSync(file, 'w');
			ftruncateSync(handle, sizeMb * MB);
			closeSync(handle);
			for (const competitor of competitors) {
				const runs = [];
				for (let round = 0; round < rounds; round++) {
					runs.push(await upload(paths, server, { competitor, keep, file }));
				}
				uploads.push({
					competitor,
					sizeMb,
					keep,
					peakMb: median(runs.map(({ peakBytes }) => peakBytes)) / MB,
					wallMs: median(runs.map(({ wallMs }) => wallMs)),
				});
			}
		}
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
	return uploads;
}

async function upload(
	paths: Paths,
	server: BenchServer,
	{ competitor, keep, file }: { competitor: Competitor; keep: FileStore; file: string },
) {
	const worker = await startWorker(paths, keep);
	const { http: url, key } = server.urls;
	const small = { name: 'media', competitor, count: 1, server: { url, key } } as const;
	try {
		probe();
		await server.reset(0);
		return await worker.run(small, file);
	} finally {
		worker.stop();
	}
}
