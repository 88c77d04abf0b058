import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

// Data recorded from a real server, in a folder next to the project. The tests use the excerpts in test/contract/facts/. If the folder
// exists, tests compare the excerpts with it.

export const SHARED = join(__dirname, '..', '..', '..', 'shared', 'evolution-api');
const hasShared = existsSync(join(SHARED, 'contract'));

export function describeCaptured(title: string, tests: () => void): void {
	if (hasShared) return describe(title, tests);
	process.stdout.write(`Skipped: ${title}. The captured answers of a real server are not here.\n`);
	describe.skip(title, tests);
}

export const readShared = <Content>(...path: string[]): Content =>
	JSON.parse(readFileSync(join(SHARED, ...path), 'utf8')) as Content;
