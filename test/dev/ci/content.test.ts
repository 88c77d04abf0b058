import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { contentHash, filesBelow, readHashes } from '../../../dev/ci/content';

let checkout: string;
const put = (file: string, text: string) => {
	mkdirSync(path.dirname(path.join(checkout, file)), { recursive: true });
	writeFileSync(path.join(checkout, file), text);
};
const git = (...args: string[]) => execFileSync('git', args, { cwd: checkout, stdio: 'ignore' });

beforeEach(() => {
	checkout = mkdtempSync(path.join(os.tmpdir(), 'content-'));
	git('init');
	put('nodes/a.ts', 'a');
	put('nodes/b.ts', 'b');
	put('docs/page.md', 'page');
	put('.gitignore', '*.log');
	git('add', '.');
});
afterEach(() => rmSync(checkout, { recursive: true, force: true }));

const hashBelow = (...paths: string[]) => {
	const hashes = readHashes(checkout);
	return contentHash(hashes, filesBelow(hashes, paths));
};

describe('CI: the hash of the content that a step depends on', () => {
	it.each<[string, () => void]>([
		['a file is changed, though not committed', () => put('nodes/a.ts', 'other')],
		['a file is new, though git does not know it', () => put('nodes/c.ts', 'c')],
		['a file is deleted', () => rmSync(path.join(checkout, 'nodes/a.ts'))],
		[
			'a file is renamed',
			() => {
				rmSync(path.join(checkout, 'nodes/a.ts'));
				put('nodes/z.ts', 'a');
			},
		],
	])('differs when %s', (_what, change) => {
		const before = hashBelow('nodes');
		change();
		expect(hashBelow('nodes')).not.toBe(before);
	});

	it('stays the same when something else changes, or the change is undone', () => {
		const before = hashBelow('nodes');
		put('docs/page.md', 'other');
		put('nodes/n8n.log', 'ignored by git');
		put('nodes/a.ts', 'other');
		put('nodes/a.ts', 'a');
		expect(hashBelow('nodes')).toBe(before);
	});

	it('covers what is below its folders, except for what is excluded', () => {
		put('nodesElsewhere/a.ts', 'a');
		const hashes = readHashes(checkout);
		expect(filesBelow(hashes, ['nodes', '!nodes/b.ts', '.gitignore'])).toEqual([
			'.gitignore',
			'nodes/a.ts',
		]);
		expect(filesBelow(hashes, ['.', '!nodes'])).toEqual([
			'.gitignore',
			'docs/page.md',
			'nodesElsewhere/a.ts',
		]);
	});

	it('is unknown outside a Git checkout', () => {
		rmSync(path.join(checkout, '.git'), { recursive: true });
		expect(() => readHashes(checkout)).toThrow('not a git repository');
	});
});
