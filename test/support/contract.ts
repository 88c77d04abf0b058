import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

// What was captured from a real server. It lies beside the project and is not part of it: what tests need of
// it stands in test/contract/facts/, and is compared with it where it is there.

export const SHARED = join(__dirname, '..', '..', '..', 'shared', 'evolution-api');
const hasShared = existsSync(join(SHARED, 'contract'));

/** `describe`, or a skipped one that says why. */
export function describeCaptured(title: string, tests: () => void): void {
	if (hasShared) return describe(title, tests);
	process.stdout.write(`Skipped: ${title}. The captured answers of a real server are not here.\n`);
	describe.skip(title, tests);
}

/** A file of the captured data, as JSON. */
export const readShared = <Content>(...path: string[]): Content =>
	JSON.parse(readFileSync(join(SHARED, ...path), 'utf8')) as Content;
