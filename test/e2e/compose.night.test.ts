import { execFile, execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

import { runtimeFolder, runtimePrograms } from '../../dev/n8n/runtimeFolder';
import { pack } from '../../dev/package/pack';
import { freePort } from '../../dev/ports';
import { COMPOSE, newKeys, readCompose } from '../support/composeFile';
import { chain, evolution, trigger } from './support/everyN8n/chain';
import { systemProgram, type LocalService } from './support/queue/localService';
import { DATABASE_USER, startPostgres, startRedis } from './support/queue/services';
import { CHECKOUT, Server, Stage, until } from './support/triggerStage';
import { ANA } from './support/waitStage';
import { textsTo } from './support/textsTo';

// Starts the services of docs/compose/ without Docker: this machine's PostgreSQL and Redis, the tests' n8n with the environment of
// the file, our package installed by the file's command, and the simulator instead of Evolution API. The names of services are
// replaced by addresses on this machine.

const keys = newKeys();
const { services } = readCompose(keys);
const folder = mkdtempSync(path.join(os.tmpdir(), 'compose-'));
const home = path.join(folder, 'home');
const { node } = runtimePrograms(runtimeFolder());
const env = { PATH: `${path.dirname(node)}:${process.env.PATH}`, HOME: home };

const stage = new Stage();
let postgres: LocalService;
let redis: LocalService;
let server: Server;
let port: number;

const addresses = (): Array<[string, string]> => [
	['http://n8n:5678/', `http://127.0.0.1:${port}/`],
	['127.0.0.1:5678', `127.0.0.1:${port}`],
	['http://127.0.0.1:8080/', `${stage.simulator.url}/`],
	['/package.tgz', path.join(folder, 'package.tgz')],
];
const here = (text: string) =>
	addresses().reduce((all, [there, address]) => all.replaceAll(there, address), text);

const psql = (database: string, ...command: string[]) =>
	execFileSync(
		systemProgram('psql'),
		[
			'-h',
			'127.0.0.1',
			'-p',
			String(postgres.port),
			'-U',
			DATABASE_USER,
			'-d',
			database,
			...command,
		],
		{ encoding: 'utf8', stdio: 'pipe' },
	);

async function isHealthy(name: string, at = 0): Promise<boolean> {
	const [kind, ...test] = services[name].healthcheck?.test ?? [];
	const words = test.map((word) => here(word).replace(/\b(5432|6379)\b/g, String(at)));
	const [program, ...rest] = kind === 'CMD-SHELL' ? ['sh', '-c', ...words] : words;
	const found = program === 'sh' || program === 'node' ? program : systemProgram(program);
	return await promisify(execFile)(found, rest, { env: { ...process.env, ...env } }).then(
		() => true,
		() => false,
	);
}

beforeAll(async () => {
	mkdirSync(home);
	port = await freePort();
	[postgres, redis] = await Promise.all([startPostgres(), startRedis(), stage.start()]);
	const { POSTGRES_USER, POSTGRES_DB } = services.postgres.environment ?? {};
	psql('postgres', '-c', `CREATE ROLE ${POSTGRES_USER} SUPERUSER LOGIN`);
	psql('postgres', '-c', `CREATE DATABASE ${POSTGRES_DB}`);
});

afterAll(async () => {
	await server?.end();
	await stage.end();
	await Promise.all([postgres?.stop(), redis?.stop()]);
	rmSync(folder, { recursive: true, force: true });
});

it('Docker Compose file: PostgreSQL gets a database for Evolution API, and is healthy only when it answers', async () => {
	const { POSTGRES_DB = '' } = services.postgres.environment ?? {};
	psql(POSTGRES_DB, '-f', path.join(COMPOSE, 'databases.sql'));
	expect(psql('evolution', '-tAc', 'SELECT current_database()').trim()).toBe('evolution');
	expect(await isHealthy('postgres', postgres.port)).toBe(true);
	expect(await isHealthy('postgres', await freePort())).toBe(false);
	expect(services['evolution-api'].environment?.DATABASE_CONNECTION_URI).toContain(
		`postgresql://postgres:${keys.POSTGRES_PASSWORD}@postgres:5432/evolution?`,
	);
});

it('Docker Compose file: Redis and Evolution API are healthy when they answer', async () => {
	expect(await isHealthy('redis', redis.port)).toBe(true);
	expect(await isHealthy('redis', await freePort())).toBe(false);
	expect(await isHealthy('evolution-api')).toBe(true);
});

it('Docker Compose file: the package is installed into n8n without a network, also when it is installed already', async () => {
	await pack(CHECKOUT, folder);
	const tarball = readdirSync(folder).find((name) => name.endsWith('.tgz')) ?? '';
	renameSync(path.join(folder, tarball), path.join(folder, 'package.tgz'));
	const { entrypoint = [], command = [] } = services.package;
	const [shell, ...words] = [...entrypoint, ...command].map(here);
	const offline = { ...env, npm_config_registry: 'http://127.0.0.1:9' };
	const install = () => execFileSync(shell, words, { env: offline, stdio: 'pipe' });
	install();
	install();
}, 120_000);

it('Docker Compose file: a bot in an n8n with the environment from this file answers a message', async () => {
	const given = Object.entries(services.n8n.environment ?? {});
	const environment = Object.fromEntries(given.map(([name, value]) => [name, here(value)]));
	server = new Server({
		userFolder: home,
		packageFolder: undefined,
		port,
		env: {
			...environment,
			DB_POSTGRESDB_HOST: '127.0.0.1',
			DB_POSTGRESDB_PORT: String(postgres.port),
		},
	});
	expect(await isHealthy('n8n')).toBe(false);
	await server.start();
	expect(await isHealthy('n8n')).toBe(true);
	const start = await trigger(server, stage);
	const reply = await evolution(server, stage, 'Answer', {
		resource: 'message',
		operation: 'reply',
		text: 'Here I am',
	});
	const { client } = server.n8n;
	const { id } = await client.createWorkflow(chain('Bot', [reply], start));
	await client.activate(id);
	await until('it listens', async () => (await stage.webhook())?.enabled === true);
	expect((await stage.webhook()).url).toContain(here('http://n8n:5678/') + 'webhook/');
	await stage.receive({ from: ANA, kind: 'text', text: 'Hello?' });
	await until('Ana has the answer', () =>
		textsTo(stage.simulator, ANA).join().includes('Here I am'),
	);
	expect(psql('n8n', '-tAc', 'SELECT name FROM workflow_entity').trim()).toBe('Bot');
}, 300_000);
