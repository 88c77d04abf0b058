import { copyFileSync } from 'node:fs';

import type { Server } from '../e2e/support/triggerStage';
import type { End } from './ends';
import type { EvolutionServer } from './evolutionServer';

/** So long an n8n may take to end what it has begun. */
const PATIENCE_MS = 60_000;

export interface Incident {
	readonly name: string;
	/** How many messages come before it. */
	readonly at: number;
	readonly run: () => Promise<void>;
}

interface Parts {
	readonly n8n: Server;
	readonly server: EvolutionServer;
	/** Those that happened. */
	readonly ends: End[];
}

/** Over the first part of the events; in the rest n8n lives long enough to see its memory. */
const DISTURBED = 0.6;

/** Every kind, `rounds` times, at equal distances. */
export function incidents(parts: Parts, events: number, rounds: number): Incident[] {
	const kinds: Array<Pick<Incident, 'name' | 'run'>> = [
		{ name: 'n8n TERM', run: async () => await endN8n(parts, 'TERM') },
		{ name: 'simulator KILL', run: async () => await endServer(parts, 'KILL') },
		{ name: 'n8n KILL', run: async () => await endN8n(parts, 'KILL') },
		{ name: 'simulator TERM', run: async () => await endServer(parts, 'TERM') },
		{
			name: 'n8n and simulator KILL',
			run: async () => void (await Promise.all([endN8n(parts, 'KILL'), endServer(parts, 'KILL')])),
		},
	];
	const all = Array.from({ length: rounds }, () => kinds).flat();
	const step = (events * DISTURBED) / (all.length + 1);
	return all.map((kind, index) => ({ ...kind, at: Math.round(step * (index + 1)) }));
}

async function endN8n({ n8n, ends }: Parts, how: End['how']): Promise<void> {
	const from = Date.now();
	await n8n.n8n.stop(how === 'KILL' ? 0 : PATIENCE_MS);
	ends.push({ who: 'n8n', how, from, to: Date.now() });
	// The next one writes to the same file.
	copyFileSync(n8n.n8n.logFile, `${n8n.n8n.logFile}.${ends.length}`);
	await n8n.start();
}

async function endServer({ server, ends }: Parts, how: End['how']): Promise<void> {
	const from = Date.now();
	await server.end(`SIG${how}`);
	ends.push({ who: 'server', how, from, to: Date.now() });
	await server.start();
}
