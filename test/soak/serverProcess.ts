/* eslint-disable @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports */
/** The simulator in a process of its own: `<file of what it keeps> <port>`. It ends with who started it. */
import { existsSync } from 'node:fs';

import { startSimulator } from '../../simulator/server';
import { keepJournal } from './journal';

/** A fifth of the real server's waits: as many tries, in a run that is shorter than a night. */
const RETRY_MS = [1, 2, 4, 8, 16, 32, 60, 60, 60].map((seconds) => seconds * 1000);

async function main([file, port]: string[]): Promise<void> {
	const seed = !existsSync(file);
	const simulator = await startSimulator({ port: Number(port), quiet: true, seed });
	Object.assign(simulator.config, { maxMessages: 1_000_000 });
	simulator.config.webhookRetry.delaysMs = RETRY_MS;
	keepJournal(file, simulator);
	process.once('SIGTERM', () => void simulator.close().then(() => process.exit(0)));
	process.once('disconnect', () => process.exit(0));
	process.send?.({ url: simulator.url, port: simulator.port, key: simulator.key });
}

void main(process.argv.slice(2));
