import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import { PACKAGE } from '../../dev/ourPackage';
import { projectFiles } from '../../dev/projectFiles';

const ROOT = path.join(__dirname, '..', '..');
// Put together: as one word, it would be a name that the tests find in this file.
const NAME = `@acme/n8n-nodes${'-other'}`;
const REPOSITORY = 'https://github.com/acme/whatsapp';

const copy = mkdtempSync(path.join(os.tmpdir(), 'rename-'));
const read = (file: string) => readFileSync(path.join(copy, file), 'utf8');
const node = (...command: string[]) =>
	spawnSync(process.execPath, command, { cwd: copy, encoding: 'utf8' });

beforeAll(() => {
	for (const file of projectFiles(ROOT)) cpSync(path.join(ROOT, file), path.join(copy, file));
	symlinkSync(path.join(ROOT, 'node_modules'), path.join(copy, 'node_modules'));
});
afterAll(() => rmSync(copy, { recursive: true, force: true }));

const renameTo = (...words: string[]) => node('--import', 'tsx', 'dev/rename.ts', ...words);

it.each([
	['no name', []],
	['a name that n8n does not take', ['evolution-hub']],
	['a name that npm does not take', ['n8n-nodes-Evolution']],
	['an address that is not on GitHub', [NAME, '--repository', 'https://example.com/a/b']],
])('changes nothing with %s, and says how', (_what, words) => {
	const { status, stderr } = renameTo(...words);
	expect([status, stderr]).toEqual([1, expect.stringContaining('npm run rename -- <name>')]);
	expect(read('package.json')).toContain(`"name": "${PACKAGE}"`);
});

it('gives the package another name and address with one command', () => {
	const { status, stdout, stderr } = renameTo(NAME, '--repository', REPOSITORY);
	expect([status, stderr]).toEqual([0, '']);
	expect(stdout).toMatch(/^Changed \d\d files/);
	expect(read('package.json')).toContain(`"name": "${NAME}"`);
	expect(read('package.json')).toContain(`"url": "git+${REPOSITORY}.git"`);
	expect(read('examples/send-a-text.json')).toContain(`"type": "${NAME}.evolutionApi"`);
	expect(read('README.md')).toContain(NAME);
	expect(read('LICENSE')).toBe(readFileSync(path.join(ROOT, 'LICENSE'), 'utf8'));
});

it('leaves nothing under the old name behind', () => {
	const tests = [
		'package/name',
		'package/examples',
		'converter/convert',
		'dev/workspace',
		'dev/n8n',
	];
	const jest = path.join('node_modules', 'jest', 'bin', 'jest.js');
	const { status, stderr } = node(jest, '-w', '1', ...tests.map((name) => `test/${name}`));
	expect([status, stderr]).toEqual([0, expect.stringMatching(/^Tests: +\d+ passed/m)]);
}, 300_000);
