/** The processes of a benchmark. Each of them handles one request at a time. */
import { fork, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { runtimePrograms } from '../dev/n8n/runtimeFolder';
import type { FileStore, Job, Measured, Paths, Seen } from './protocol';
import type { Order, ServerUrls } from './server';
import type { Refused } from './worker';

const TYPESCRIPT = ['--import', require.resolve('tsx')];

/** Resolves to the next message of a process. @throws if the process ends before it */
async function answerOf<Answer>(child: ChildProcess): Promise<Answer> {
	return await new Promise((resolve, reject) => {
		const ended = (code: number | null) =>
			reject(new Error(`A process of the benchmark ended with exit code ${code}`));
		child.once('exit', ended);
		child.once('message', (answer) => {
			child.off('exit', ended);
			resolve(answer as Answer);
		});
	});
}

async function request<Answer>(child: ChildProcess, message: object): Promise<Answer> {
	const answer = answerOf<Answer>(child);
	child.send(message);
	return await answer;
}

export interface BenchServer {
	readonly urls: ServerUrls;
	/** Restores the demo data, and resets all counts. */
	reset(latencyMs: number): Promise<void>;
	seen(): Promise<Seen>;
	stop(): void;
}

export async function startServer(): Promise<BenchServer> {
	const child = fork(path.join(__dirname, 'server.ts'), { execArgv: TYPESCRIPT });
	const urls = await answerOf<ServerUrls>(child);
	return {
		urls,
		async reset(latencyMs) {
			await request(child, { reset: { latencyMs } } satisfies Order);
		},
		seen: async () => await request<Seen>(child, { seen: true } satisfies Order),
		stop: () => void child.kill(),
	};
}

export interface Worker {
	/** @param file to send in the case `media`. @throws {Error} if the job fails */
	run(job: Job, file?: string): Promise<Measured>;
	stop(): void;
}

/** Starts a process with n8n's engine, on the Node that n8n was installed with. */
export async function startWorker(paths: Paths, keep: FileStore = 'filesystem'): Promise<Worker> {
	const userFolder = mkdtempSync(path.join(tmpdir(), 'bench-worker-'));
	const child = fork(path.join(__dirname, 'worker.ts'), [JSON.stringify(paths)], {
		execPath: runtimePrograms(paths.runtime).node,
		execArgv: ['--expose-gc', '--disable-warning=DEP0123', ...TYPESCRIPT],
		env: {
			...process.env,
			N8N_USER_FOLDER: userFolder,
			N8N_DEFAULT_BINARY_DATA_MODE: keep,
			TMPDIR: userFolder,
			// This package and `n8n-nodes-evolution-api` must find n8n's libraries as if they were installed in n8n.
			NODE_PATH: path.join(paths.runtime, 'node_modules'),
			// Some packages have no setting to accept this run's certificate.
			NODE_TLS_REJECT_UNAUTHORIZED: '0',
			NODE_NO_WARNINGS: '1',
		},
	});
	await answerOf<string>(child);
	return {
		async run(job, file) {
			const answer = await request<Measured | Refused>(child, { job, file });
			if ('failed' in answer) throw new Error(`${job.competitor}, ${job.name}: ${answer.failed}`);
			return answer;
		},
		stop() {
			child.once('exit', () => rmSync(userFolder, { recursive: true, force: true }));
			child.kill();
		},
	};
}
