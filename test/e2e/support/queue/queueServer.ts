import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { startN8n, type N8nOptions, type RunningN8n } from '../../../../dev/n8n/driver';
import { runtimeFolder } from '../../../../dev/n8n/runtimeFolder';
import { CHECKOUT, Server } from '../triggerStage';
import { FrontDoor } from './frontDoor';
import type { LocalService } from './localService';
import { DATABASE_USER, startPostgres, startRedis } from './services';

type WorkerName = 'worker-1' | 'worker-2';

export class QueueServer extends Server {
	private readonly door = new FrontDoor();
	private readonly services: LocalService[] = [];
	private database?: LocalService;
	private readonly workers = new Map<WorkerName, RunningN8n>();
	private webhook?: RunningN8n;
	private environment: NodeJS.ProcessEnv = {};

	constructor(private readonly workerNames: readonly WorkerName[] = ['worker-1', 'worker-2']) {
		super();
	}

	/** The first start also creates the database and the queue, which `stop()` keeps. */
	override async start(): Promise<void> {
		if (this.services.length === 0) await this.open();
		this.options.env = this.environment;
		await this.startMain(); // before the others, because it migrates the database
		const [webhook] = await Promise.all([
			this.member('webhook', 'webhook'),
			...this.workerNames.map(async (name) => await this.startWorker(name)),
		]);
		this.webhook = webhook;
		this.door.webhook = webhook.port;
	}

	async killMain(): Promise<void> {
		await this.n8n.stop(0);
	}

	async startMain(): Promise<void> {
		await super.start();
		this.door.main = this.n8n.port;
	}

	async startWorker(name: WorkerName): Promise<void> {
		this.workers.set(name, await this.member(name, 'worker'));
	}

	async stopWorker(name: WorkerName): Promise<void> {
		await this.workers.get(name)?.stop();
		this.workers.delete(name);
	}

	workerOf(executionId: string): WorkerName | undefined {
		const line = `Worker finished execution ${executionId} `;
		const ran = [...this.workers].find(([, { logFile }]) =>
			readFileSync(logFile, 'utf8').includes(line),
		);
		return ran?.[0];
	}

	override async stop(): Promise<void> {
		const names = [...this.workers.keys()];
		// A process that is starting answers 404 for webhooks that it hasn't loaded yet, and the server doesn't retry after a 404.
		this.door.webhook = undefined;
		await Promise.all([
			super.stop(),
			this.webhook?.stop(),
			...names.map(async (name) => await this.stopWorker(name)),
		]);
	}

	override async end(): Promise<void> {
		await this.stop();
		for (const service of this.services) await service.stop();
		await this.door.close();
		await super.end();
	}

	async restartDatabase(awayMs: number): Promise<void> {
		await this.database?.restart(awayMs);
	}

	private async open(): Promise<void> {
		await this.door.open();
		const database = await startPostgres();
		this.database = database;
		this.services.push(database);
		const queue = await startRedis();
		this.services.push(queue);
		this.environment = {
			EXECUTIONS_MODE: 'queue',
			EXECUTIONS_DATA_SAVE_ON_SUCCESS: 'all',
			OFFLOAD_MANUAL_EXECUTIONS_TO_WORKERS: 'true',
			N8N_DISABLE_PRODUCTION_MAIN_PROCESS: 'true',
			N8N_DEFAULT_BINARY_DATA_MODE: 'database',
			N8N_ENCRYPTION_KEY: randomUUID(),
			WEBHOOK_URL: this.door.url,
			QUEUE_BULL_REDIS_HOST: '127.0.0.1',
			QUEUE_BULL_REDIS_PORT: String(queue.port),
			DB_TYPE: 'postgresdb',
			DB_POSTGRESDB_HOST: '127.0.0.1',
			DB_POSTGRESDB_PORT: String(database.port),
			DB_POSTGRESDB_DATABASE: 'postgres',
			DB_POSTGRESDB_USER: DATABASE_USER,
		};
	}

	private async member(name: string, role: N8nOptions['role']): Promise<RunningN8n> {
		return await startN8n({
			runtime: runtimeFolder(),
			packageFolder: CHECKOUT,
			...this.options,
			userFolder: path.join(this.folder, name),
			role,
		});
	}
}
