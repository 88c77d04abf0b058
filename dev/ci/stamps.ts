/** Remembers which CI steps have passed on this machine, so that they don't run again until a file changes. */
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { PACKAGE_NAME } from '../ourPackage';
import type { Counts } from './counts';

const DAY_MS = 24 * 3_600_000;
const KEPT_MS = 14 * DAY_MS;
const DURATIONS = 'durations.json';

export interface Passed {
	readonly counts: Counts;
	/** ISO 8601. */
	readonly at: string;
}

export function stampFolder(env: NodeJS.ProcessEnv = process.env): string {
	const cache = env.XDG_CACHE_HOME || path.join(os.homedir(), '.cache');
	return path.join(cache, PACKAGE_NAME, 'ci');
}

export class Stamps {
	private readonly durations: Record<string, number>;

	/** @param isForgetful whether find() returns nothing, while note() still stores results */
	constructor(
		private readonly folder: string,
		private readonly isForgetful = false,
	) {
		mkdirSync(folder, { recursive: true });
		this.durations = this.read<Record<string, number>>(DURATIONS) ?? {};
		for (const file of readdirSync(folder)) {
			const { mtimeMs } = statSync(path.join(folder, file), { throwIfNoEntry: false }) ?? {};
			if (file !== DURATIONS && Date.now() - (mtimeMs ?? 0) > KEPT_MS) {
				rmSync(path.join(folder, file), { force: true });
			}
		}
	}

	/** @param hash of the step's inputs; undefined for a step that runs every time */
	find(step: string, hash: string | undefined): Passed | undefined {
		if (this.isForgetful || hash === undefined) return undefined;
		return this.read<Passed>(fileName(step, hash));
	}

	note(step: string, hash: string | undefined, counts: Counts): void {
		if (hash === undefined) return;
		this.write(fileName(step, hash), { counts, at: new Date().toISOString() });
	}

	secondsFor(step: string): number | undefined {
		return this.durations[step];
	}

	noteSeconds(step: string, seconds: number): void {
		this.durations[step] = seconds;
		this.write(DURATIONS, this.durations);
	}

	private read<T>(file: string): T | undefined {
		try {
			return JSON.parse(readFileSync(path.join(this.folder, file), 'utf8')) as T;
		} catch {
			return undefined; // the file is missing, or was cut off while it was written
		}
	}

	private write(file: string, content: object): void {
		writeFileSync(path.join(this.folder, file), `${JSON.stringify(content)}\n`);
	}
}

const fileName = (step: string, hash: string) => `${step.replace(/[^\w.-]+/g, '-')}-${hash}.json`;
