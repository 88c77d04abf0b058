import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import * as runtime from '../../../dev/n8n/runtimeFolder';
import { NEWEST, pinnedFolder, VERSIONS } from '../../../dev/n8n/versions';
import { PACKAGE_NAME } from '../../../dev/ourPackage';
import { PIN_LOCK } from '../../../dev/pin';

let root: string;
beforeEach(() => (root = mkdtempSync(path.join(os.tmpdir(), 'runtime-'))));
afterEach(() => rmSync(root, { recursive: true, force: true }));

function complete(folder: string, pinned: string): void {
	for (const file of Object.values(runtime.runtimePrograms(folder))) {
		mkdirSync(path.dirname(file), { recursive: true });
		writeFileSync(file, '');
	}
	runtime.writeMarker(folder, pinned);
}

function pin(name: string, content: string): string {
	const folder = path.join(root, name);
	mkdirSync(folder);
	writeFileSync(path.join(folder, PIN_LOCK), content);
	return folder;
}

describe('npm start: the folder of its own n8n', () => {
	it('does not count as installed without its marker file or its programs', () => {
		const pinned = pin('pin', '{}');
		const folder = path.join(root, 'n8n');
		complete(folder, pinned);
		expect(runtime.isInstalled(folder, pinned)).toBe(true);
		rmSync(runtime.runtimePrograms(folder).node);
		expect(runtime.isInstalled(folder, pinned)).toBe(false);
		expect(runtime.isInstalled(path.join(root, 'absent'), pinned)).toBe(false);
	});

	it('does not count as installed if it has another version', () => {
		const folder = path.join(root, 'n8n');
		complete(folder, pin('old', '{"old":1}'));
		expect(runtime.isInstalled(folder, pin('new', '{"new":1}'))).toBe(false);
	});

	it('has the hash of the lock file in its name, and is below the cache folder', () => {
		const pinned = pin('pin', 'abc');
		// Calculated with `printf abc | sha256sum`.
		const expected = path.join(root, PACKAGE_NAME, 'n8n-ba7816bf8f01');
		expect(runtime.runtimeFolder({ XDG_CACHE_HOME: root }, pinned)).toBe(expected);
		expect(runtime.runtimeFolder({}, pinned)).toContain(path.join(os.homedir(), '.cache'));
	});

	it('is the one in N8N_RUNTIME_DIR, if that is set; older versions are next to it', () => {
		const env = { N8N_RUNTIME_DIR: root, XDG_CACHE_HOME: '/x' };
		expect(runtime.runtimeFolder(env, pinnedFolder(NEWEST))).toBe(root);
		const [oldest] = VERSIONS.slice(-1);
		expect(runtime.runtimeFolder(env, pinnedFolder(oldest))).toBe(`${root}-${oldest}`);
	});
});
