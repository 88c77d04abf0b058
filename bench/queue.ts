/** Measures the trigger outside n8n's main process: in a webhook process of queue mode, which puts executions into a queue. */
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { startN8n, type RunningN8n } from '../dev/n8n/driver';
import { freePort } from '../dev/ports';
import { OWNER } from '../dev/workspace';
import { DATABASE_USER, startPostgres, startRedis } from '../test/e2e/support/queue/services';
import { ENVIRONMENT } from './n8n';
import type { BenchServer } from './processes';
import type { Paths } from './protocol';
import { measureReceivers, type TriggerPlan, type TriggerResult } from './trigger';
import { addWorkflow, emptyTrigger, evolutionTrigger } from './workflows';

/**
 * Measures how many events per second n8n's webhook process puts into the queue. No worker runs the executions, because that
 * would take the same time for all triggers.
 * @throws {Error} if PostgreSQL or Redis is not installed
 */
export async function compareInQueueMode(
	paths: Paths,
	server: BenchServer,
	plan: TriggerPlan,
): Promise<TriggerResult[]> {
	const folder = mkdtempSync(path.join(tmpdir(), 'bench-queue-'));
	const ends: Array<() => Promise<unknown>> = [];
	try {
		const postgres = await startPostgres();
		ends.unshift(postgres.stop);
		const redis = await startRedis();
		ends.unshift(redis.stop);
		await server.reset(0);
		const port = await freePort();
		const env = environment(postgres.port, redis.port, port);
		const start = async (role: 'start' | 'webhook', own?: number): Promise<RunningN8n> => {
			const n8n = await startN8n({
				role,
				env,
				port: own,
				userFolder: path.join(folder, role),
				runtime: paths.runtime,
				packageFolder: paths.ours,
			});
			ends.unshift(n8n.stop);
			return n8n;
		};
		const { client } = await start('start');
		const { url } = await start('webhook', port);
		await client.enter(OWNER);
		const receivers = [
			await addWorkflow({ client, url }, evolutionTrigger(server.urls, 0)),
			await addWorkflow({ client, url }, emptyTrigger('workflowData')),
		];
		return await measureReceivers(receivers, plan);
	} finally {
		for (const end of ends) await end();
		rmSync(folder, { recursive: true, force: true });
	}
}

const environment = (database: number, queue: number, webhook: number): NodeJS.ProcessEnv => ({
	...ENVIRONMENT,
	EXECUTIONS_MODE: 'queue',
	N8N_DISABLE_PRODUCTION_MAIN_PROCESS: 'true',
	N8N_ENCRYPTION_KEY: randomUUID(),
	WEBHOOK_URL: `http://127.0.0.1:${webhook}`,
	QUEUE_BULL_REDIS_HOST: '127.0.0.1',
	QUEUE_BULL_REDIS_PORT: String(queue),
	DB_TYPE: 'postgresdb',
	DB_POSTGRESDB_HOST: '127.0.0.1',
	DB_POSTGRESDB_PORT: String(database),
	DB_POSTGRESDB_DATABASE: 'postgres',
	DB_POSTGRESDB_USER: DATABASE_USER,
});
