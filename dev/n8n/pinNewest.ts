/** Pins the newest published n8n, as if it were supported, and prints its version. */
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { PIN, PIN_LOCK } from '../pin';
import { npm, type NpmEnd } from './npm';
import { pinnedFolder, VERSIONS } from './versions';

interface Manifest {
	dependencies: Record<string, string>;
}

function answer({ ok, output }: NpmEnd): string {
	if (!ok) throw new Error(`npm could not pin the newest n8n:\n${output}`);
	return output.trim();
}

async function pinNewest(temporary: string): Promise<string> {
	const run = { cwd: temporary, logFile: path.join(temporary, 'npm.log') };
	const version = answer(await npm(['view', 'n8n', 'version'], run));
	if (VERSIONS.includes(version)) return version;

	const neighbor = path.join(pinnedFolder(VERSIONS[0]), PIN);
	const manifest = JSON.parse(readFileSync(neighbor, 'utf8')) as Manifest;
	manifest.dependencies.n8n = version;
	writeFileSync(path.join(temporary, 'package.json'), JSON.stringify(manifest));
	const settings = { omit_lockfile_registry_resolved: 'true' };
	const lock = ['install', '--package-lock-only', '--ignore-scripts', '--no-audit', '--no-fund'];
	answer(await npm(lock, { ...run, settings }));
	const pin = pinnedFolder(version);
	mkdirSync(pin);
	writeFileSync(path.join(pin, PIN), `${JSON.stringify(manifest, null, '\t')}\n`);
	copyFileSync(path.join(temporary, 'package-lock.json'), path.join(pin, PIN_LOCK));
	return version;
}

async function main(): Promise<void> {
	const temporary = mkdtempSync(path.join(os.tmpdir(), 'pin-'));
	try {
		process.stdout.write(`${await pinNewest(temporary)}\n`);
	} finally {
		rmSync(temporary, { recursive: true, force: true });
	}
}

main().catch((error: Error) => {
	process.stderr.write(`${error.message}\n`);
	process.exitCode = 1;
});
