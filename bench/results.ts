import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import type { Compared } from './compare';
import type { Flood } from './flood';
import type { Load } from './load';
import type { Noise } from './noise';
import type { Restart } from './restart';
import type { TriggerResult } from './trigger';
import type { Upload } from './upload';
import type { Whole } from './whole';

export interface Figures {
	load: Load[];
	texts: Compared[];
	numbers: Compared[];
	pictures: Compared[];
	whole: Whole[];
	media: Upload[];
	trigger: TriggerResult[];
	/** Triggers with `N8N_EXPRESSION_ENGINE_LAZY_ACQUIRE=true`. */
	lazy: TriggerResult[];
	queue: TriggerResult[];
	restart: Restart[];
	flood: Flood[];
}

/** The figures of a case with their circumstances, because each case may come from another run. */
export interface Section<Values> {
	readonly at: string;
	readonly n8n: string;
	readonly cores: number;
	readonly rounds: number;
	readonly part: number;
	readonly noise: Noise;
	readonly figures: Values;
}

export type Results = { [Case in keyof Figures]?: Section<Figures[Case]> };

export const readResults = (file: string): Results =>
	existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Results) : {};

export function writeResults(file: string, results: Results): void {
	mkdirSync(path.dirname(file), { recursive: true });
	writeFileSync(file, `${JSON.stringify(results, undefined, '\t')}\n`);
}
