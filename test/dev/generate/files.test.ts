import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { refresh, staleFiles } from '../../../dev/generate/files';

const FILES = new Map([
	['README.md', 'new'],
	['previews/message/send.json', '{}'],
]);

let root: string;
beforeEach(() => (root = mkdtempSync(join(tmpdir(), 'generate-'))));
afterEach(() => rmSync(root, { recursive: true }));

function put(file: string, text: string): void {
	mkdirSync(dirname(join(root, file)), { recursive: true });
	writeFileSync(join(root, file), text);
}

describe('npm run generate: generated files', () => {
	it('are stale when a file is missing, differs, or belongs to an operation that is gone', () => {
		put('README.md', 'old');
		put('previews/message/gone.json', '{}');
		put('other/file.json', 'not generated');
		expect(staleFiles(root, FILES, ['previews'])).toEqual([
			'README.md',
			'previews/message/gone.json',
			'previews/message/send.json',
		]);
	});

	it('are up to date once they are refreshed', () => {
		put('README.md', 'old');
		put('previews/message/gone.json', '{}');
		refresh(root, FILES, staleFiles(root, FILES, ['previews']));
		expect(staleFiles(root, FILES, ['previews'])).toEqual([]);
		expect(readFileSync(join(root, 'README.md'), 'utf8')).toBe('new');
		expect(existsSync(join(root, 'previews/message/gone.json'))).toBe(false);
	});
});
