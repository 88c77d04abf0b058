/** Runs the simulator in its own process. Arguments: `<file with its data> <port> <kind of server>`. It ends with its parent process. */
import { existsSync } from 'node:fs';

import { startSimulator } from '../../simulator/server';
import type { ServerKind } from '../../simulator/state/config';
import { keepJournal } from './journal';
import { RETRY_MS } from './patience';

/** In every 50th send, the connection breaks after the server has stored the message, before it answers. A node might then send it again. */
const BREAK_EVERY = 50;
const BREAK = { method: 'POST', drop: 'after', times: 1 } as const;
const SEND_PATH = { api: '/message/sendText/', go: '/send/text' };
/** Number of prepared faults, more than a run can need. */
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
