import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import { startSimulator, type Simulator } from '../../simulator/server';
import type { Instance } from '../../simulator/state/instance';
import { receive } from '../../simulator/whatsapp/receive';
import { deliver } from '../../simulator/whatsapp/send';
import { keepJournal, readJournal } from './journal';
import { storedAnswers } from './sent';

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
