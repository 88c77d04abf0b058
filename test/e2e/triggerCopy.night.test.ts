import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

import { n8nEnvironment } from '../../dev/n8n/environment';
import { runtimeFolder, runtimePrograms } from '../../dev/n8n/runtimeFolder';
import { freePort } from '../../dev/ports';
import { listedIn } from './support/hubList';
import { Server, Stage, until } from './support/triggerStage';

// A workflow that n8n's command line exports and imports carries its static data along, and so does a backup of n8n's folder.

const ANA = '5511988887777';
const stage = new Stage();
const [server, other, restored] = [new Server(), new Server(), new Server()];

beforeAll(async () => {
	await stage.start();
	// With an encryption key of its own: by the one that all prepared folders share, it would be the same n8n, which has moved.
	mkdirSync(path.join(other.folder, '.n8n'));
	for (const each of [server, other]) await each.start();
});

afterAll(async () => {
	for (const each of [server, other, restored]) await each.end();
	await stage.end();
});

/** n8n's command line, beside the n8n that runs. */
async function command({ folder }: Server, ...args: string[]): Promise<void> {
	const { node, n8n } = runtimePrograms(runtimeFolder());
	const [port, brokerPort] = [await freePort(), await freePort()];
	const env = n8nEnvironment({ port, brokerPort, userFolder: folder, node });
	await promisify(execFile)(node, [n8n, ...args], { env, cwd: folder });
}

const listed = async () => listedIn((await stage.webhook())?.headers);
const counts = (name: string) => stage.counts(`/${name}/production`);

interface Exported {
	id: string;
	name: string;
	staticData: object | null;
	nodes: Array<{
		webhookId?: string;
		credentials?: object;
		parameters: { url?: string; authentication?: string };
	}>;
}

/** @returns ID of the copy */
async function copy(id: string, to: Server, name: string, newId = id): Promise<string> {
	const file = path.join(server.folder, 'exported.json');
	await command(server, 'export:workflow', `--id=${id}`, `--output=${file}`);
	const [workflow] = JSON.parse(readFileSync(file, 'utf8')) as Exported[];
	expect(JSON.stringify(workflow.staticData)).toContain('taken');
	const { headers } = await stage.webhook();
	for (const secret of [headers.jwt_key, stage.simulator.key, ANA])
		expect(JSON.stringify(workflow)).not.toContain(secret);
	Object.assign(workflow, { id: newId, name });
	const credential = await to.credentialFor(stage);
	for (const node of workflow.nodes) {
		if (node.webhookId !== undefined) node.webhookId = `webhook-of-${name}`;
		if (node.credentials !== undefined) node.credentials = { evolutionGlobalKeyApi: credential };
		if (node.parameters.url !== undefined)
			node.parameters.url = node.parameters.url.replace('/original/', `/${name}/`);
	}
	writeFileSync(file, JSON.stringify([workflow]));
	await command(to, 'import:workflow', `--input=${file}`);
	expect(JSON.stringify((await to.n8n.client.workflow(newId))?.staticData)).toContain('taken');
	return newId;
}

/** The original. */
let id: string;

it('a copied workflow, in the same n8n or in another, takes no message from the original', async () => {
	id = await server.create(stage, 'original');
	// At the end of an activation n8n stores static data from before it.
	await server.n8n.client.listen(id);
	expect(await listed()).toHaveLength(1);
	await stage.receive({ from: ANA, kind: 'text', text: 'before' });
	await until('it came', () => 'before' in counts('original'));
	await until('that is stored', async () =>
		JSON.stringify((await server.n8n.client.workflow(id))?.staticData).includes('taken'),
	);
	const [original] = await listed();
	const copies = [
		{ server, name: 'beside', id: await copy(id, server, 'beside', 'copyInSameN8n') },
		{ server: other, name: 'elsewhere', id: await copy(id, other, 'elsewhere') },
	];
	for (const [index, one] of copies.entries()) {
		await one.server.n8n.client.listen(one.id);
		await until('it listens', async () => (await listed()).length === index + 2);
		expect(await listed()).toContain(original);
		await stage.receive({ from: ANA, kind: 'text', text: one.name });
		await until(
			'both have it',
			() => one.name in counts('original') && one.name in counts(one.name),
		);
	}
	await sleep(2_000);
	expect(counts('original')).toEqual({ before: 1, beside: 1, elsewhere: 1 });
	expect(counts('beside')).toEqual({ beside: 1, elsewhere: 1 });
	expect(counts('elsewhere')).toEqual({ elsewhere: 1 });
	for (const one of copies) await one.server.n8n.client.deactivate(one.id);
	await until('the copies left', async () => (await listed()).length === 1);
	expect(await listed()).toEqual([original]);
});

it('an n8n that was restored from a backup takes no message from the one that still runs', async () => {
	const original = await listed();
	expect(original).toHaveLength(1);
	cpSync(server.folder, restored.folder, { recursive: true });
	await restored.start();
	await until('both listen', async () => (await listed()).length === 2);
	expect(await listed()).toEqual(expect.arrayContaining(original));
	await stage.receive({ from: ANA, kind: 'text', text: 'to both' });
	await until('both have it', () => counts('original')['to both'] === 2);
	await sleep(2_000);
	expect(counts('original')['to both']).toBe(2);
	await restored.n8n.client.deactivate(id);
	await until('the restored one left', async () => (await listed()).length === 1);
	expect(await listed()).toEqual(original);
});
