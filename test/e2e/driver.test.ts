import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startN8n, type RunningN8n } from '../../dev/n8n/driver';
import { runtimeFolder } from '../../dev/n8n/runtimeFolder';
import type { NewWorkflow } from '../../dev/n8n/types';
import { credentialsFor, OWNER } from '../../dev/workspace';
import { startSimulator, type Simulator } from '../../simulator/server';

const CHECKOUT = path.join(__dirname, '../..');

const WEBHOOK: NewWorkflow = {
	name: 'Answers a call',
	nodes: [
		{
			id: 'b1a7c9d2-0000-4000-8000-000000000001',
			name: 'Webhook',
			type: 'n8n-nodes-base.webhook',
			typeVersion: 2,
			position: [0, 0],
			webhookId: 'b1a7c9d2-0000-4000-8000-000000000002',
			parameters: { path: 'answers-a-call', responseMode: 'onReceived' },
		},
	],
};

let folder: string;
let simulator: Simulator;
let n8n: RunningN8n;

beforeAll(async () => {
	folder = mkdtempSync(path.join(os.tmpdir(), 'driver-'));
	simulator = await startSimulator({ port: 0, seed: true, quiet: true });
	n8n = await startN8n({ runtime: runtimeFolder(), userFolder: folder, packageFolder: CHECKOUT });
	await n8n.client.enter(OWNER);
});

afterAll(async () => {
	await n8n?.stop();
	await simulator?.close();
	rmSync(folder, { recursive: true, force: true });
});

/** The status of the workflow's address, once it is the expected one: n8n activates in the background. */
async function statusBecomes(expected: number): Promise<number> {
	let status = 0;
	for (let waited = 0; status !== expected && waited < 10_000; waited += 100) {
		status = (await fetch(`${n8n.url}/webhook/answers-a-call`)).status;
		await sleep(100);
	}
	return status;
}

describe('a real n8n, driven over REST', () => {
	it('a port that is taken is an error with the end of the log', async () => {
		const second = startN8n({
			runtime: runtimeFolder(),
			userFolder: path.join(folder, 'second'),
			port: simulator.port,
			timeoutMs: 60_000,
		});
		await expect(second).rejects.toThrow(/n8n ended while starting[^]*port/i);
	});

	it('both credentials are tested by the node: the right key passes, a wrong one does not', async () => {
		const instance = { name: 'demo', key: 'demo-token' };
		for (const good of credentialsFor({ url: simulator.url, key: simulator.key, instance })) {
			expect(await n8n.client.testCredential(good)).toMatchObject({ status: 'OK' });
			const wrong = { ...good, data: { ...good.data, apiKey: 'wrong' } };
			expect(await n8n.client.testCredential(wrong)).toMatchObject({ status: 'Error' });
		}
	});

	it('an active workflow answers, a deactivated one does not', async () => {
		const { id } = await n8n.client.createWorkflow(WEBHOOK);
		expect(await statusBecomes(404)).toBe(404);
		await n8n.client.activate(id);
		expect(await statusBecomes(200)).toBe(200);
		await n8n.client.deactivate(id);
		expect(await statusBecomes(404)).toBe(404);

		const [newest] = await n8n.client.executions(id);
		expect(await n8n.client.finished(newest.id)).toMatchObject({ status: 'success' });
	});

	it('a workflow that does not exist is named in the error', async () => {
		await expect(n8n.client.run('nobody')).rejects.toThrow('no workflow with the id nobody');
	});
});
