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

/** Measured figures by case. */
export interface Figures {
	load: Load[];
	texts: Compared[];
	numbers: Compared[];
	pictures: Compared[];
	/** Texts in a real n8n. */
	whole: Whole[];
	media: Upload[];
	trigger: TriggerResult[];
	/** With n8n's lazy expressions. */
	lazy: TriggerResult[];
	/** In queue mode. */
	queue: TriggerResult[];
	/** n8n is killed under load. */
	restart: Restart[];
	/** Far more events than n8n can handle. */
	flood: Flood[];
}

/** The circumstances of a case's figures: each case may come from its own run. */
export interface Section<Values> {
	readonly at: string;
	/** Version. */
	readonly n8n: string;
	readonly cores: number;
	readonly rounds: number;
	/** Part of the items of a whole run. */
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
