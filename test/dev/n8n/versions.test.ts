import { readFileSync } from 'node:fs';
import path from 'node:path';
import { pinnedVersion } from '../../../dev/n8n/runtimeFolder';
import { PIN_LOCK } from '../../../dev/pin';
import { chosenVersions, pinnedFolder, VERSIONS } from '../../../dev/n8n/versions';

const page = (file: string) => readFileSync(path.join(__dirname, '..', '..', '..', file), 'utf8');

describe('tests: the list of n8n versions', () => {
	it('refuses an unknown version, and names those that exist', () => {
		expect(() => chosenVersions({ N8N_VERSION: '1.0.0' })).toThrow('1.0.0. Choose from: 2.41.1, ');
	});

	it('has only the version in N8N_VERSION, or else all versions, the newest first', () => {
		expect(chosenVersions({ N8N_VERSION: VERSIONS[1] })).toEqual([VERSIONS[1]]);
		expect(chosenVersions({})).toEqual(['2.41.1', '2.20.12']);
	});

	it.each(VERSIONS)(
		'has %s with the version that its lock file installs, without the address of a registry',
		(version) => {
			const folder = pinnedFolder(version);
			expect(pinnedVersion(folder)).toBe(version);
			const text = readFileSync(path.join(folder, PIN_LOCK), 'utf8');
			const lock = JSON.parse(text) as { packages: Record<string, { version?: string }> };
			expect(lock.packages['node_modules/n8n'].version).toBe(version);
			expect(text).not.toContain('"resolved"');
		},
	);

	it.each(['README.md', 'docs/install.md'])('has the same oldest version as %s says', (file) => {
		const [major, minor] = (VERSIONS.at(-1) ?? '').split('.');
		const named = [...page(file).matchAll(/\bn8n (\d+\.\d+) or later/g)];
		expect(named.map(([, version]) => version)).toEqual([`${major}.${minor}`]);
	});

	it('has each version that dev/n8n/README.md names', () => {
		const chosen = [...page('dev/n8n/README.md').matchAll(/\bN8N_VERSION=(\S+)/g)];
		expect(chosen).not.toEqual([]);
		for (const [, version] of chosen) expect(VERSIONS).toContain(version);
	});
});
