import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { runtimePrograms, writeMarker } from '../../../dev/n8n/runtimeFolder';
import { takeCompiled } from '../../../dev/n8n/sqlite';

let root: string;
beforeEach(() => (root = mkdtempSync(path.join(os.tmpdir(), 'sqlite-'))));
afterEach(() => rmSync(root, { recursive: true, force: true }));

const binaryOf = (folder: string) =>
	path.join(folder, 'node_modules', 'sqlite3', 'build', 'Release', 'node_sqlite3.node');

function runtime(name: string, node = '20.20.2', main = ''): string {
	const folder = path.join(root, name);
	for (const [one, version] of Object.entries({ node, sqlite3: '5.1.7' })) {
		const place = path.join(folder, 'node_modules', one);
		mkdirSync(place, { recursive: true });
		writeFileSync(path.join(place, 'package.json'), JSON.stringify({ version }));
	}
	writeFileSync(path.join(folder, 'node_modules', 'sqlite3', 'index.js'), main);
	const program = runtimePrograms(folder).node;
	mkdirSync(path.dirname(program), { recursive: true });
	symlinkSync(process.execPath, program);
	return folder;
}

function compiled(name: string, node?: string): string {
	const folder = runtime(name, node);
	mkdirSync(path.dirname(binaryOf(folder)), { recursive: true });
	writeFileSync(binaryOf(folder), 'compiled');
	writeMarker(folder);
	return folder;
}

describe('npm start: the SQLite binary of another n8n installation', () => {
	it('is not taken over if it does not load here', () => {
		compiled('older');
		const folder = runtime('newer', undefined, "throw new Error('no')");
		expect(takeCompiled(folder)).toBe(false);
		expect(existsSync(binaryOf(folder))).toBe(false);
	});

	it('is not taken over if it is for another Node', () => {
		compiled('older', '24.21.0');
		const folder = runtime('newer');
		expect(takeCompiled(folder)).toBe(false);
		expect(existsSync(binaryOf(folder))).toBe(false);
	});

	it('is not taken over if that n8n is incomplete', () => {
		rmSync(path.join(compiled('older'), 'installed.json'));
		expect(takeCompiled(runtime('newer'))).toBe(false);
	});

	it('is taken over for the same Node', () => {
		compiled('older');
		const folder = runtime('newer');
		expect(takeCompiled(folder)).toBe(true);
		expect(existsSync(binaryOf(folder))).toBe(true);
	});
});
