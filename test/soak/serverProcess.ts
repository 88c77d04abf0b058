/** The simulator in a process of its own: `<file of what it keeps> <port>`. It ends with who started it. */
import { existsSync } from 'node:fs';

import { startSimulator } from '../../simulator/server';
import { keepJournal } from './journal';

/** A fifth of the real server's waits: as many tries, in a run that is shorter than a night. */
const RETRY_MS = [1, 2, 4, 8, 16, 32, 60, 60, 60].map((seconds) => seconds * 1000);

/** The connection of every so many sends breaks when the message is stored and not answered: the case for a second one. */
const BREAK_EVERY = 50;
const BREAK = { method: 'POST', path: '/message/sendText/', drop: 'after', times: 1 } as const;
/** More than a run can meet. */
const BREAKS = 5_000;

async function main([file, port]: string[]): Promise<void> {
	const seed = !existsSync(file);
	const simulator = await startSimulator({ port: Number(port), quiet: true, seed });
	Object.assign(simulator.config, { maxMessages: 1_000_000 });
	simulator.config.webhookRetry.delaysMs = RETRY_MS;
	for (let count = 0; count < BREAKS; count++) {
		simulator.state.faults.push({ ...BREAK, skip: BREAK_EVERY - 1 });
	}
	keepJournal(file, simulator);
	process.once('SIGTERM', () => void simulator.close().then(() => process.exit(0)));
	process.once('disconnect', () => process.exit(0));
	process.send?.({ url: simulator.url, port: simulator.port, key: simulator.key });
}

void main(process.argv.slice(2));
