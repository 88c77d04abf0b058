import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

// Data from a real server, next to the project but not part of it. The tests' part is in test/contract/facts/, and is compared
// with the original if that's there.

export const SHARED = join(__dirname, '..', '..', '..', 'shared', 'evolution-api');
const hasShared = existsSync(join(SHARED, 'contract'));

/** `describe`, or a skipped one with the reason. */
export function describeCaptured(title: string, tests: () => void): void {
	if (hasShared) return describe(title, tests);
	process.stdout.write(`Skipped: ${title}. The captured answers of a real server are not here.\n`);
	describe.skip(title, tests);
}

/** A file of the captured data, as JSON. */
export const readShared = <Content>(...path: string[]): Content =>
	JSON.parse(readFileSync(join(SHARED, ...path), 'utf8')) as Content;
