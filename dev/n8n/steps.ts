/** Remembers the finished steps of an incomplete installation, in its folder. */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const FILE = 'finished-steps.json';

export function finishedSteps(folder: string): string[] {
	try {
		return JSON.parse(readFileSync(path.join(folder, FILE), 'utf8')) as string[];
	} catch {
		return []; // there are none yet, or the file was cut off while it was written
	}
}

export function noteStep(folder: string, step: string): void {
	writeFileSync(path.join(folder, FILE), JSON.stringify([...finishedSteps(folder), step]));
}
