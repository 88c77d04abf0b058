import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import { goOf } from '../../simulator/go/state/goInstance';
import { startSimulator, type Simulator } from '../../simulator/server';
import { setWebhook } from '../../simulator/routes/webhook/record';
import type { Instance } from '../../simulator/state/instance';
import { receive } from '../../simulator/whatsapp/receive';
import { deliver } from '../../simulator/whatsapp/send';
import { keepJournal, readJournal } from './journal';
import { sentMessages, storedAnswers } from './sent';

const folder = mkdtempSync(path.join(os.tmpdir(), 'journal-'));
const file = path.join(folder, 'server');
let simulator: Simulator | undefined;

afterAll(async () => {
	await simulator?.close();
	rmSync(folder, { recursive: true, force: true });
});

async function start(): Promise<{ simulator: Simulator; demo: Instance }> {
	await simulator?.close();
	simulator = await startSimulator({ port: 0, quiet: true, seed: readJournal(file).length === 0 });
	keepJournal(file, simulator);
	const demo = simulator.state.instances.get('demo');
	if (demo === undefined) throw new Error('The instance is gone');
	return { simulator, demo };
}

it('soak: a server that starts again has its instances, their webhook and their messages', async () => {
	const { simulator: first, demo: before } = await start();
	const seeded = before.messages.size;
	setWebhook(before, { enabled: true, url: 'http://127.0.0.1:9/hook', events: ['CALL'] });
	first.state.changed({ type: 'instance', instance: 'demo' });
	const from = '5511922223333';
	const { key } = receive(first.state, before, { from, kind: 'text', text: 'event 0' });
	const { id } = key as { id: string };
	const { demo } = await start();
	expect(demo.messages.get(id)?.message).toEqual({ conversation: 'event 0' });
	expect(demo.messages.size).toBe(seeded + 1);
	expect(demo.webhook).toEqual(before.webhook);
	expect(demo.token).toBe(before.token);
});

it('soak: Evolution Go still has its webhook and its selected events after a restart, and uses them', async () => {
	const goFile = path.join(folder, 'go');
	const startGo = async () => {
		await simulator?.close();
		const seed = readJournal(goFile).length === 0;
		simulator = await startSimulator({ port: 0, quiet: true, seed, server: 'go' });
		keepJournal(goFile, simulator);
		const demo = simulator.state.instances.get('demo');
		if (demo === undefined) throw new Error('The instance is gone');
		return { url: simulator.url, go: goOf(demo) };
	};
	const { url, go: before } = await startGo();
	const response = await fetch(`${url}/instance/connect`, {
		method: 'POST',
		headers: { 'content-type': 'application/json', apikey: 'demo-token' },
		body: JSON.stringify({ webhookUrl: 'http://127.0.0.1:9/hook?a=b', subscribe: ['CALL'] }),
	});
	expect(response.status).toBe(200);
	const { go } = await startGo();
	expect(go.row).toEqual(before.row);
	expect(go.client?.row).toMatchObject({ webhook: 'http://127.0.0.1:9/hook?a=b', events: 'CALL' });
});

it('soak: after a restart the simulated server has kept which events it sends through WebSocket', async () => {
	const { simulator: first } = await start();
	const websocket = { enabled: true, events: ['CALL'] };
	const response = await fetch(`${first.url}/websocket/set/demo`, {
		method: 'POST',
		headers: { 'content-type': 'application/json', apikey: first.key },
		body: JSON.stringify({ websocket }),
	});
	expect(response.status).toBe(201);
	const { demo } = await start();
	expect(demo.extras.websocket).toMatchObject(websocket);
});

it('soak: the list of sent messages has only those of the run, with the attempts to deliver them', async () => {
	const { simulator: now } = await start();
	const [{ id }] = sentMessages(file);
	const attempt = { at: 5, attempt: 1, error: 'connect ECONNREFUSED', final: true };
	const place = { instance: 'demo', event: 'messages.upsert', url: 'http://127.0.0.1:9/hook' };
	now.state.delivered({ ...place, ...attempt, messageId: id });
	now.state.delivered({ ...place, ...attempt });
	const found = sentMessages(file);
	expect(found.map(({ attempts }) => attempts)).toEqual([[expect.objectContaining(attempt)]]);
});

it('soak: replies are counted by workflow and message, also after a restart of the server; messages of others are not counted', async () => {
	const { simulator: now, demo } = await start();
	const chat = '5511922223333@s.whatsapp.net';
	const answer = (conversation: string) =>
		deliver(now.state, demo, chat, { messageType: 'conversation', message: { conversation } });
	for (const text of ['first: A1', 'first: A1', 'second: A1', 'Good morning']) answer(text);
	receive(now.state, demo, { from: chat, kind: 'text', text: 'third: A1' });
	await start();
	expect(storedAnswers(file)).toEqual(
		new Map([
			['first', new Map([['A1', 2]])],
			['second', new Map([['A1', 1]])],
		]),
	);
});
