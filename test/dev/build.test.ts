import { mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { buildIfNeeded, isBuilt } from '../../dev/build';

let checkout: string;

function put(file: string, secondsAgo: number, text = ''): void {
	const full = path.join(checkout, file);
	mkdirSync(path.dirname(full), { recursive: true });
	writeFileSync(full, text);
	age(file, secondsAgo);
}

function age(file: string, secondsAgo: number): void {
	const at = new Date(Date.now() - secondsAgo * 1000);
	utimesSync(path.join(checkout, file), at, at);
}

function manifest(build: string): string {
	const n8n = { nodes: ['dist/nodes/A.node.js'], credentials: ['dist/credentials/B.js'] };
	return JSON.stringify({ n8n, scripts: { build } });
}

/** Creates a checkout that was built 50 s ago, from sources that were 50 s old at that time. */
beforeEach(() => {
	checkout = mkdtempSync(path.join(os.tmpdir(), 'build-'));
	put('package.json', 100, manifest('node -e ""'));
	put('nodes/A.node.ts', 100);
	put('dist/nodes/A.node.js', 50);
	put('dist/credentials/B.js', 50);
	age('nodes', 100);
});
afterEach(() => rmSync(checkout, { recursive: true, force: true }));

describe('npm start: the build in dist/', () => {
	it('is rebuilt when a source is newer', () => {
		age('nodes/A.node.ts', 10);
		expect(isBuilt(checkout)).toBe(false);
	});

	it('is rebuilt when a source was deleted since', () => {
		rmSync(path.join(checkout, 'nodes/A.node.ts'));
		expect(isBuilt(checkout)).toBe(false);
	});

	it('is rebuilt when a file that n8n loads is missing', () => {
		rmSync(path.join(checkout, 'dist/credentials/B.js'));
		expect(isBuilt(checkout)).toBe(false);
	});

	it('is rebuilt when a source was saved while the build ran', () => {
		age('dist/nodes/A.node.js', 110);
		expect(isBuilt(checkout)).toBe(false);
	});

	it('is kept when all of dist is newer; icons copied with their old date do not count', () => {
		put('dist/nodes/icon.svg', 1000);
		expect(isBuilt(checkout)).toBe(true);
	});

	it('that fails shows its output, and what it left does not count as a build', async () => {
		jest.spyOn(process.stdout, 'write').mockReturnValue(true);
		const failing = `node -e "console.log('A.node.ts(3,1): error TS1005');process.exit(1)"`;
		put('package.json', 10, manifest(failing));
		const logFile = path.join(checkout, 'build.log');
		await expect(buildIfNeeded(checkout, logFile)).rejects.toThrow('error TS1005');
		expect(readFileSync(logFile, 'utf8')).toContain('error TS1005');
		expect(isBuilt(checkout)).toBe(false);
		jest.restoreAllMocks();
	});
});
