import path from 'node:path';
import { parseArgs } from 'node:util';

import type { FloodPlan } from './flood';
import type { TriggerPlan } from './trigger';
import type { UploadPlan } from './upload';

export const HELP = `npm run bench: measures how fast this package is, compared with the alternatives

Usage
  npm run bench
  npm run bench -- --quick
  npm run bench -- --only numbers --only load --rounds 7

Options
  --quick           tries a few items in one round, which measures nothing; without lazy, queue and restart
  --only <case>     load, texts, whole, numbers, pictures, media, trigger, lazy, queue, restart or flood; may
                    be repeated
  --rounds <n>      number of rounds (default 5)
  --part <n>        fraction of the items, e.g. 0.1 (default 1)
  --output <file>   file for the figures (default bench/results.json, which also updates docs/development/performance.md;
                    with --quick .dev/bench.json). Tasks that aren't measured now keep their figures.
  --help            show this help
`;

export interface BenchOptions {
	readonly help: boolean;
	readonly quick: boolean;
	readonly rounds: number;
	readonly fewRounds: number;
	/** Share of the items of a full run. */
	readonly part: number;
	readonly only: readonly string[];
	readonly output: string;
	readonly texts: number;
	readonly page: boolean;
	readonly triggers: TriggerPlan;
	readonly flood: FloodPlan;
	readonly lazy: TriggerPlan;
	readonly uploads: readonly UploadPlan[];
}

const WHOLE_UPLOADS: readonly UploadPlan[] = [
	{ sizeMb: 64, keep: 'filesystem', competitors: ['http', 'peer', 'ours'] },
	{ sizeMb: 256, keep: 'filesystem', competitors: ['http', 'ours'] },
	{ sizeMb: 256, keep: 'database', competitors: ['http', 'ours'] },
];
const QUICK_TRIGGERS: TriggerPlan = {
	events: 5,
	rounds: 1,
	atOnce: [5],
	subscribers: [1],
	alone: 2,
};
const QUICK_UPLOADS: readonly UploadPlan[] = [
	{ sizeMb: 1, keep: 'filesystem', competitors: ['ours'] },
	{ sizeMb: 1, keep: 'database', competitors: ['ours'] },
];

export function readOptions(args: string[]): BenchOptions {
	const { values } = parseArgs({
		args,
		options: {
			quick: { type: 'boolean' },
			only: { type: 'string', multiple: true },
			rounds: { type: 'string' },
			part: { type: 'string' },
			output: { type: 'string' },
			help: { type: 'boolean', short: 'h' },
		},
	});
	const quick = values.quick === true;
	const part = Number(values.part ?? (quick ? 0.005 : 1));
	const rounds = Number(values.rounds ?? (quick ? 1 : 5));
	const fewRounds = Math.min(rounds, 3);
	const triggers = {
		events: Math.max(5, Math.round(60 * part)),
		rounds: fewRounds,
		atOnce: [1, 10, 50],
		alone: Math.max(5, Math.round(40 * part)),
	};
	return {
		help: values.help === true,
		quick,
		rounds,
		fewRounds,
		part,
		only: values.only ?? [],
		page: !quick && values.output === undefined,
		texts: quick ? 20 : Math.round(2000 * part),
		output: values.output ?? path.join(__dirname, quick ? '../.dev/bench.json' : 'results.json'),
		triggers: quick ? QUICK_TRIGGERS : { ...triggers, subscribers: [1, 5, 20] },
		// The server retries after 5, 10, 20, 40 … s, so this takes minutes.
		flood: quick
			? { perSecond: 20, seconds: 2, watchS: 1, limitS: 60 }
			: {
					perSecond: 167,
					seconds: Math.max(2, Math.round(15 * part)),
					watchS: 15,
					limitS: 600 * part,
				},
		lazy: quick ? QUICK_TRIGGERS : { ...triggers, subscribers: [] },
		uploads: quick ? QUICK_UPLOADS : WHOLE_UPLOADS,
	};
}
