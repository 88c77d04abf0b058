/** Counts how often n8n was started. dev/n8n/driver.ts adds a line for each start, with the test file that needed it. */
import { readFileSync } from 'node:fs';

/** @param testFile counts only starts for this file; all starts if it's missing */
export function countStarts(startsFile: string, testFile?: string): number {
	let lines: string[];
	try {
		lines = readFileSync(startsFile, 'utf8').split('\n').filter(Boolean);
	} catch {
		return 0; // n8n wasn't started
	}
	if (testFile === undefined) return lines.length;
	return lines.filter((line) => line.split('\t')[0].endsWith(testFile)).length;
}
