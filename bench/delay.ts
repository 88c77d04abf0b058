/** Measures the time from an event to the start of its workflow, while n8n does nothing else. */
import { readFileSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

import { deliverMany } from './deliveries';
import { median } from './statistics';
import type { Receiver } from './workflows';

const LOOK_MS = 5;
const PATIENCE_MS = 30_000;
/** Pause after each event, in which n8n finishes the execution. */
const PAUSE_MS = 150;

export const startedNode = (file: string) => ({
	type: 'CUSTOM.started',
	typeVersion: 1,
	parameters: { file },
});

/**
 * Sends one event at a time to each receiver in turn. The first event of each doesn't count.
 * @returns each receiver's median delay (ms), by the receiver's title
 */
export async function measureDelays(
	receivers: readonly Receiver[],
	file: string,
	events: number,
): Promise<Map<string, number>> {
	const all = new Map(receivers.map(({ title }) => [title, [] as number[]]));
	for (let round = -1; round < events; round++) {
		for (const receiver of receivers) {
			const ms = await delayOf(receiver, file);
			if (round >= 0) all.get(receiver.title)?.push(ms);
		}
	}
	return new Map([...all].map(([title, times]) => [title, median(times)]));
}

async function delayOf(receiver: Receiver, file: string): Promise<number> {
	await sleep(PAUSE_MS);
	writeFileSync(file, '');
	const since = Date.now();
	await deliverMany(receiver, 1, 1);
	for (const end = since + PATIENCE_MS; Date.now() < end; await sleep(LOOK_MS)) {
		const [startedAt] = readFileSync(file, 'utf8').split('\n');
		if (startedAt !== '') return Number(startedAt.split(' ')[0]) - since;
	}
	throw new Error(`${receiver.title}: the workflow has not started`);
}
