/**
 * Tests the package in an n8n of which the test uses only the URL and an API key. In CI, the test starts an n8n. To test
 * another n8n, in which the package is installed:
 *
 *    N8N_URL=http://localhost:5678 N8N_API_KEY=… SIMULATOR_URL=http://host.docker.internal:8080 npm run test:e2e -- runningN8n
 */
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startN8n, type RunningN8n } from '../../dev/n8n/driver';
import { PublicApi } from '../../dev/n8n/publicApi';
import { runtimeFolder } from '../../dev/n8n/runtimeFolder';
import { nodeType } from '../../dev/ourPackage';
import { freePort } from '../../dev/ports';
import type { NewWorkflow, WorkflowNode } from '../../dev/n8n/types';
import { credentialsFor, exampleWorkflows, OWNER } from '../../dev/workspace';
import { startSimulator, type Simulator } from '../../simulator/server';
import { npmStart, READY } from './support/npmStart';
import { CHECKOUT, until } from './support/triggerStage';
import { ANA } from './support/waitStage';

const { N8N_URL, N8N_API_KEY = '', SIMULATOR_URL } = process.env;

let folder: string | undefined;
let own: RunningN8n | undefined;
let url: string;
let key: string;
let api: PublicApi;

async function startOwn(): Promise<void> {
	folder = mkdtempSync(path.join(os.tmpdir(), 'running-'));
	own = await startN8n({
		runtime: runtimeFolder(),
		userFolder: folder,
		packageFolder: CHECKOUT,
	});
	await own.client.enter(OWNER);
	const scopes = await own.client.request<string[]>('GET', '/rest/api-keys/scopes');
	const body = { label: 'Test', scopes, expiresAt: null };
	const made = await own.client.request<{ rawApiKey: string }>('POST', '/rest/api-keys', body);
	url = own.url;
	key = made.rawApiKey;
}

beforeAll(async () => {
	if (N8N_URL === undefined) {
		await startOwn();
	} else {
		url = N8N_URL.replace(/\/+$/, '');
		key = N8N_API_KEY;
	}
	api = new PublicApi(url, key);
	await api.requireReady();
});

afterAll(async () => {
	await own?.stop();
	if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
});

/** These tests would change the user's n8n, so they only run with the test's own. */
const describeOwn = N8N_URL === undefined ? describe : describe.skip;
if (N8N_URL !== undefined) {
	process.stderr.write('Skipped: npm start with --n8n-url. It would leave examples in your n8n.\n');
}

describeOwn('npm start with an n8n that runs already:', () => {
	const start = async (...more: string[]) => {
		const ports = ['--simulator-port', String(await freePort())];
		return npmStart(['--n8n-url', url, ...ports, ...more], { N8N_API_KEY: key });
	};

	it('a wrong API key of n8n is refused; the error says where to create one, and does not show the wrong one', async () => {
		const attempt = await start('--n8n-key', 'not-the-key');
		expect(await attempt.ended()).toBe(1);
		expect(attempt.printed()).toContain('refuses the API key');
		expect(attempt.printed()).toContain('Settings → n8n API');
		expect(attempt.printed().replace(/^> .*$/gm, '')).not.toContain('not-the-key');
		expect(await api.workflows()).toEqual([]);
	});

	it('if that n8n does not reach the simulator, the error says so and names the option', async () => {
		const attempt = await start('--simulator-url', `http://127.0.0.1:${await freePort()}`);
		expect(await attempt.ended()).toBe(1);
		expect(attempt.printed()).toMatch(/n8n tried the server at http:\/\/127[^]*--simulator-url/);
	});

	it('credentials and examples are created once, and n8n is left running', async () => {
		for (const again of [false, true]) {
			const running = await start();
			await running.prints(READY);
			expect(running.printed()).toContain(url);
			expect(running.printed()).not.toContain(key);
			expect(running.printed()).not.toContain(OWNER.password);
			const workflows = (await api.workflows()).map(({ name }) => name);
			expect(workflows.sort()).toEqual(
				exampleWorkflows()
					.map(({ name }) => name)
					.sort(),
			);
			const credentials = (await api.credentials()).map(({ name }) => name);
			expect(credentials.sort()).toEqual([
				'Evolution (Global Key) account (npm start)',
				'Evolution (Instance Key) account (npm start)',
				'Evolution (Instance Key) per customer (npm start)',
			]);
			if (again) await runExample();
			running.interrupt();
			await running.ended();
			expect(running.printed()).toContain('Stopping');
		}
		await api.requireReady();
	});

	async function runExample(): Promise<void> {
		const { client } = own!;
		const all = await client.workflows();
		const { id } = all.find(({ name }) => name === 'Send a text')!;
		const { status } = await client.finished(await client.run(id));
		expect(status).toBe('success');
	}
});

describe('npm start with an n8n that runs already: a workflow with both nodes', () => {
	let simulator: Simulator;
	let seen: string;

	beforeAll(async () => {
		const port = SIMULATOR_URL === undefined ? 0 : Number(new URL(SIMULATOR_URL).port || 80);
		const host = SIMULATOR_URL === undefined ? undefined : '0.0.0.0';
		simulator = await startSimulator({ port, host, seed: true, quiet: true });
		seen = SIMULATOR_URL?.replace(/\/+$/, '') ?? simulator.url;
	});

	afterAll(async () => await simulator?.close());

	const answer = (text: string) => `You wrote: ${text}`;

	async function textsToAna(): Promise<string[]> {
		const chat = encodeURIComponent(`${ANA}@s.whatsapp.net`);
		const route = `/_sim/instances/demo/messages?chat=${chat}`;
		const views = (await (await fetch(simulator.url + route)).json()) as Array<{ text?: string }>;
		return views.map(({ text = '' }) => text);
	}

	async function write(text: string): Promise<void> {
		await fetch(`${simulator.url}/_sim/instances/demo/receive`, {
			method: 'POST',
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify({ from: ANA, kind: 'text', text }),
		});
	}

	const node = (
		name: string,
		type: string,
		typeVersion: number,
		parameters: object,
		credential: { id: string; name: string },
	): WorkflowNode => ({
		id: `${type}-1`,
		name,
		type: nodeType(type),
		typeVersion,
		position: [typeVersion === 2 ? 0 : 220, 0],
		webhookId: `${type}-${Date.now()}`,
		parameters: { authentication: 'globalKey', ...parameters },
		credentials: { evolutionGlobalKeyApi: { id: credential.id, name: credential.name } },
	});

	it.each([
		['Webhook', () => ({ options: { connection: { values: { baseUrl: url } } } })],
		['WebSocket', () => ({ options: { connection: { values: { method: 'webSocket' } } } })],
	])('answers a message that comes through %s once', async (through, options) => {
		const [global] = credentialsFor({ url: seen, key: simulator.key });
		const credential = await api.createCredential({ ...global, name: `Test of ${through}` });
		const workflow: NewWorkflow = {
			name: `Test of ${through}`,
			nodes: [
				node(
					'WhatsApp',
					'evolutionApiTrigger',
					2,
					{
						instance: { __rl: true, mode: 'name', value: 'demo' },
						events: ['MESSAGES_UPSERT'],
						...options(),
					},
					credential,
				),
				node(
					'Reply',
					'evolutionApi',
					1,
					{
						resource: 'message',
						operation: 'reply',
						text: `=${answer('{{ $json.text }}')}`,
					},
					credential,
				),
			],
			connections: { WhatsApp: { main: [[{ node: 'Reply', type: 'main', index: 0 }]] } },
		};
		const { id } = await api.createWorkflow(workflow);
		try {
			expect(await api.testCredential(credential.id)).toMatchObject({ status: 'OK' });
			await api.activate(id);
			const written: string[] = [];
			await until('one of the messages is answered', async () => {
				written.push(`Hello ${through} ${written.length}`);
				await write(written[written.length - 1]);
				await sleep(1_000); // repeated, because n8n doesn't answer messages from before its trigger was active
				return (await textsToAna()).some((text) => text.startsWith(answer(`Hello ${through}`)));
			});
			const answers = (await textsToAna()).filter((text) => text.startsWith(answer('')));
			expect(new Set(answers).size).toBe(answers.length);
		} finally {
			await api.deleteWorkflow(id);
			await api.deleteCredential(credential.id);
		}
	});
});
