import { copyFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

import { holdDatabase } from '../e2e/support/heldDatabase';
import { lastDeaf } from '../e2e/support/lastDeaf';
import { until, type Server } from '../e2e/support/triggerStage';
import type { End } from './ends';
import type { EvolutionServer } from './evolutionServer';
import { patienceOf } from './patience';
import { readUnfinished } from './unfinished';

const PATIENCE_MS = 60_000;

export interface Incident {
	readonly name: string;
	/** Number of messages that are sent before the incident. */
	readonly at: number;
	readonly run: () => Promise<void>;
	readonly everyMs: number;
	/** Whether the incident waits until the server has delivered all earlier messages. */
	readonly isApart: boolean;
}

interface Parts {
	readonly n8n: Server;
	readonly server: EvolutionServer;
	readonly urls: readonly string[];
	readonly names: ReadonlyMap<string, string>;
	readonly ends: End[];
}

/** Incidents happen only during this first part of the run. The rest is for measuring n8n's memory. */
const DISTURBED = 0.6;

/** Pause between two messages while a process is down, ms. */
const EVERY_MS = 500;
/** Pause between two messages during the incident `n8n KILL for long`, ms. */
const EVERY_MS_OF_LONG = 1_500;
/** In `n8n KILL for long`, n8n is down this much longer than Evolution Go retries a delivery, ms. */
const LONGER_MS = 5_000;

const HELD_MS = 20_000;

export function incidents(parts: Parts, events: number, rounds: number): Incident[] {
	const isGo = parts.server.config.server === 'go';
	const longMs = patienceOf('go') + LONGER_MS;
	// Two incidents in a row could last longer than Evolution Go's delivery attempts.
	const usual = { everyMs: EVERY_MS, isApart: isGo };
	const atAnyTime = { ...usual, isApart: false };
	// The server is stopped before n8n: a stop of the server would excuse messages that got lost because of n8n.
	const kinds: Array<Omit<Incident, 'at'>> = [
		{ ...atAnyTime, name: 'n8n stores nothing', run: async () => await holdFor(parts, HELD_MS) },
		{ ...atAnyTime, name: 'simulator KILL', run: async () => await endServer(parts, 'KILL') },
		{ ...atAnyTime, name: 'simulator TERM', run: async () => await endServer(parts, 'TERM') },
		{ ...usual, name: 'n8n TERM', run: async () => await endN8n(parts, 'TERM') },
		{ ...usual, name: 'n8n KILL', run: async () => await endN8n(parts, 'KILL') },
		{
			...usual,
			name: 'n8n and simulator KILL',
			run: async () => void (await Promise.all([endN8n(parts, 'KILL'), endServer(parts, 'KILL')])),
		},
	];
	if (isGo)
		kinds.push({
			name: 'n8n KILL for long',
			everyMs: EVERY_MS_OF_LONG,
			isApart: true,
			run: async () => await endN8n(parts, 'KILL', longMs),
		});
	const all = Array.from({ length: rounds }, () => kinds).flat();
	const step = (events * DISTURBED) / (all.length + 1);
	return all.map((one, index) => ({ ...one, at: Math.round(step * (index + 1)) }));
}

/** Locks n8n's database, so that n8n can't store executions. No message may be lost. */
async function holdFor({ n8n }: Parts, ms: number): Promise<void> {
	const release = await holdDatabase(n8n.folder);
	await sleep(ms);
	await release();
}

async function endN8n(
	{ n8n, urls, names, ends }: Parts,
	how: End['how'],
	awayMs = 0,
): Promise<void> {
	const from = Date.now();
	await n8n.n8n.stop(how === 'KILL' ? 0 : PATIENCE_MS);
	const to = Date.now();
	const unfinished = readUnfinished(n8n.folder, names);
	const end: End = { who: 'n8n', how, from, to, unfinished };
	ends.push(end);
	// After its restart, n8n writes to the same log file again.
	copyFileSync(n8n.n8n.logFile, `${n8n.n8n.logFile}.${ends.length}`);
	await sleep(awayMs);
	let isStarted = false;
	const deafUntil = lastDeaf(urls[0], () => isStarted);
	await n8n.start();
	isStarted = true;
	end.deafUntil = await deafUntil;
	await until('its workflows are active', async () => (await inactive(urls)).length === 0);
	end.back = Date.now();
}

/** Returns the webhook URLs that n8n doesn't serve yet. n8n's answer to a GET request shows that. */
async function inactive(urls: readonly string[]): Promise<string[]> {
	const texts = await Promise.all(urls.map(async (url) => await (await fetch(url)).text()));
	return urls.filter((_url, index) => !texts[index].includes('make a POST request'));
}

async function endServer({ server, ends }: Parts, how: End['how']): Promise<void> {
	const from = Date.now();
	await server.end(`SIG${how}`);
	ends.push({ who: 'server', how, from, to: Date.now() });
	await server.start();
}
