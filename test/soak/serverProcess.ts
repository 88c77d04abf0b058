/** The simulator in its own process: `<file with its data> <port> <kind of server>`. It ends with its parent. */
import { existsSync } from 'node:fs';

import { startSimulator } from '../../simulator/server';
import type { ServerKind } from '../../simulator/state/config';
import { keepJournal } from './journal';
import { RETRY_MS } from './patience';

/** Every nth send, the connection breaks after the message is stored and before the answer, which tempts a node to send again. */
const BREAK_EVERY = 50;
const BREAK = { method: 'POST', drop: 'after', times: 1 } as const;
const SEND_PATH = { api: '/message/sendText/', go: '/send/text' };
/** More than a run can meet. */
const BREAKS = 5_000;

async function main([file, port, kind]: string[]): Promise<void> {
	const server: ServerKind = kind === 'go' ? 'go' : 'api';
	const seed = !existsSync(file);
	const simulator = await startSimulator({ port: Number(port), quiet: true, seed, server });
	Object.assign(simulator.config, { maxMessages: 1_000_000 });
	simulator.config.webhookRetry.delaysMs = [...RETRY_MS[server]];
	for (let count = 0; count < BREAKS; count++) {
		simulator.state.faults.push({ ...BREAK, path: SEND_PATH[server], skip: BREAK_EVERY - 1 });
	}
	keepJournal(file, simulator);
	process.once('SIGTERM', () => void simulator.close().then(() => process.exit(0)));
	process.once('disconnect', () => process.exit(0));
	process.send?.({ url: simulator.url, port: simulator.port, key: simulator.key });
}

void main(process.argv.slice(2));
