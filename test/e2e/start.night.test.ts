import { mkdtempSync, rmSync } from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { N8nClient } from '../../dev/n8n/client';
import { runtimeFolder } from '../../dev/n8n/runtimeFolder';
import { freePort, isPortFree } from '../../dev/ports';
import type { NewWorkflow } from '../../dev/n8n/types';
import { exampleWorkflows, forRealServer, OWNER } from '../../dev/workspace';
import { startSimulator, type Simulator } from '../../simulator/server';
import { npmStart, READY, survivors, type NpmStart } from './support/npmStart';
import { until } from './support/triggerStage';

let folder: string;
let n8nPort: number;
let simulatorPort: number;
let running: NpmStart | undefined;
let server: Simulator | undefined;

beforeAll(async () => {
	folder = mkdtempSync(path.join(os.tmpdir(), 'npm-start-'));
	n8nPort = await freePort();
	simulatorPort = await freePort();
});

afterEach(async () => {
	const left = running?.processes() ?? new Map<number, string>();
	for (const pid of left.keys()) process.kill(pid, 'SIGKILL');
	running = undefined;
	await server?.close();
	server = undefined;
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function start(env: NodeJS.ProcessEnv = {}): NpmStart {
	const ports = ['--n8n-port', String(n8nPort), '--simulator-port', String(simulatorPort)];
	running = npmStart([...ports, '--data-folder', folder], env);
	return running;
}

async function logIn(): Promise<N8nClient> {
	const client = new N8nClient(`http://127.0.0.1:${n8nPort}`, runtimeFolder());
	await client.login(OWNER);
	return client;
}

async function names(client: N8nClient): Promise<{ credentials: string[]; workflows: string[] }> {
	const workflows = await client.workflows();
	const credentials = await client.credentials();
	return {
		credentials: credentials.map(({ name }) => name).sort(),
		workflows: workflows.map(({ name }) => name).sort(),
	};
}

async function scanMyPhone(): Promise<void> {
	const instances = `http://127.0.0.1:${simulatorPort}/_sim/instances`;
	await until('there is a code to scan', async () => {
		const all = (await (await fetch(instances)).json()) as Array<{ name: string; qr: unknown }>;
		return all.some(({ name, qr }) => name === 'my-phone' && qr !== null);
	});
	await fetch(`${instances}/my-phone/scan`, { method: 'POST' });
}

async function textsToAna(): Promise<string[]> {
	const chat = encodeURIComponent('5511988887777@s.whatsapp.net');
	const url = `http://127.0.0.1:${simulatorPort}/_sim/instances/demo/messages?chat=${chat}`;
	const views = (await (await fetch(url)).json()) as Array<{ text?: string }>;
	return views.map(({ text = '' }) => text);
}

const namesOf = (workflows: NewWorkflow[]) => workflows.map(({ name }) => name).sort();

const CUSTOMERS = 'Evolution (Instance Key) per customer';

const IN_PLACE = {
	credentials: ['Evolution (Global Key) account', 'Evolution (Instance Key) account', CUSTOMERS],
	workflows: namesOf(exampleWorkflows()),
};

describe('npm start', () => {
	it.each([
		['n8n', '--n8n-port', () => n8nPort],
		['the simulator', '--simulator-port', () => simulatorPort],
	])('names an occupied port for %s, and the option for another one', async (who, option, port) => {
		const other = net.createServer().listen(port(), '127.0.0.1');
		const attempt = start();
		expect(await attempt.ended()).not.toBe(0);
		expect(attempt.printed()).toContain(`Port ${port()}, wanted for ${who}, is occupied`);
		expect(attempt.printed()).toContain(`npm start -- ${option} `);
		await new Promise((resolve) => other.close(resolve));
	});

	it('prints four addresses that answer, the examples run, and Ctrl-C ends everything', async () => {
		const first = start();
		await first.prints(READY);
		const addresses = first.printed().match(/http:\/\/localhost:\S+/g) ?? [];
		expect(addresses).toHaveLength(4);
		for (const address of addresses) expect((await fetch(address)).status).toBe(200);
		expect(first.printed()).toContain(OWNER.password);

		const client = await logIn();
		expect(await names(client)).toEqual(IN_PLACE);
		const execution = await client.finished(await client.run('evolutionSendText'));
		expect(execution.data.resultData.error).toBeUndefined();
		expect(execution.status).toBe('success');
		expect(await textsToAna()).toContain('Hello Ana, this message comes from n8n.');

		const connecting = await client.run('evolutionConnectPhone');
		await scanMyPhone();
		const connect = await client.finished(connecting);
		const [run] = connect.data.resultData.runData['Get QR code'];
		const [item] = run.data?.main[0] ?? [];
		expect(Object.values(item.binary ?? {})).toEqual([
			expect.objectContaining({ mimeType: 'image/png' }),
		]);

		const processes = first.processes();
		expect([...processes.values()].join()).toContain('bin/n8n start');
		first.interrupt();
		await first.ended();
		expect(first.printed()).toContain('Stopping');
		expect(first.printed()).not.toMatch(/stopped unexpectedly|Error/);
		expect(await survivors(processes)).toEqual([]);
		expect([await isPortFree(n8nPort), await isPortFree(simulatorPort)]).toEqual([true, true]);
	});

	it('creates no credential or workflow twice when it is started again, and fails when n8n dies', async () => {
		const second = start();
		await second.prints(READY);
		process.stderr.write(`Second npm start: ready after ${second.elapsed()} ms\n`);
		const client = await logIn();
		expect(await names(client)).toEqual(IN_PLACE);

		const third = npmStart(['--data-folder', folder, '--n8n-port', String(await freePort())], {
			SIMULATOR_PORT: String(await freePort()),
		});
		expect(await third.ended()).not.toBe(0);
		expect(third.printed()).toContain('Another "npm start" is using');

		const processes = second.processes();
		const [n8n] = [...processes].find(([, args]) => args.includes('bin/n8n start')) ?? [0];
		process.kill(n8n, 'SIGKILL');
		expect(await second.ended()).not.toBe(0);
		expect(second.printed()).toContain('n8n stopped unexpectedly (signal SIGKILL)');
		expect(await survivors(processes)).toEqual([]);
	});

	it('ends everything when npm alone is killed', async () => {
		const attempt = start();
		await attempt.prints(READY);
		const processes = attempt.processes();
		const [npm] = processes.keys();
		process.kill(npm, 'SIGTERM');
		expect(await survivors(processes)).toEqual([]);
	});

	it('starts no simulator with a real server, and n8n ends even when the script is killed', async () => {
		server = await startSimulator({ port: 0, key: 'own-key', seed: true, quiet: true });
		const own = start({ EVOLUTION_API_URL: server.url, EVOLUTION_API_KEY: 'own-key' });
		await own.prints(READY);
		expect(own.printed()).not.toContain('own-key');
		expect(own.printed()).not.toContain('/phone');
		expect(await isPortFree(simulatorPort)).toBe(true);

		const client = await logIn();
		const credentials = ['Evolution (Global Key) account', CUSTOMERS];
		const workflows = namesOf(forRealServer(exampleWorkflows()));
		expect(workflows).toContain('Send a text');
		expect(await names(client)).toEqual({ credentials, workflows });
		// For a real server, the examples are imported without recipients, so they can't write to strangers.
		const execution = await client.finished(await client.run('evolutionSendText'));
		expect(execution.status).toBe('error');

		const processes = own.processes();
		for (const [pid, args] of processes) {
			if (!/bin\/n8n start|task-runner/.test(args)) process.kill(pid, 'SIGKILL');
		}
		expect(await survivors(processes)).toEqual([]);
	});
});
