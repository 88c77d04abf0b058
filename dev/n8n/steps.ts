/** Which steps of an unfinished install are done, kept in the folder itself. */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const FILE = 'finished-steps.json';

export function finishedSteps(folder: string): string[] {
	try {
		return JSON.parse(readFileSync(path.join(folder, FILE), 'utf8')) as string[];
	} catch {
		return []; // none yet, or cut short in the middle of writing: begin again
	}
}

export function noteStep(folder: string, step: string): void {
	writeFileSync(path.join(folder, FILE), JSON.stringify([...finishedSteps(folder), step]));
}
