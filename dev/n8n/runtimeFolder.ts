import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { PACKAGE_NAME } from '../ourPackage';
import { PIN, pinHash } from '../pin';
import { NEWEST, pinnedFolder } from './versions';

export const PINNED = pinnedFolder();
/** File that the last step of an installation writes. */
const MARKER = 'installed.json';

interface RuntimePrograms {
	node: string;
	n8n: string;
}

/**
 * Returns the folder for n8n (2.7 GB). By default, all checkouts on a machine share the folder. `N8N_RUNTIME_DIR` is the folder
 * of the newest version. For another version, the version is appended to `N8N_RUNTIME_DIR`.
 */
export function runtimeFolder(env: NodeJS.ProcessEnv = process.env, pinned = PINNED): string {
	if (env.N8N_RUNTIME_DIR) {
		const newest = path.resolve(env.N8N_RUNTIME_DIR);
		const version = path.basename(pinned);
		return version === NEWEST ? newest : `${newest}-${version}`;
	}
	const cache = env.XDG_CACHE_HOME || path.join(os.homedir(), '.cache');
	return path.join(cache, PACKAGE_NAME, `n8n-${pinHash(pinned)}`);
}

export function runtimePrograms(folder: string): RuntimePrograms {
	const modules = path.join(folder, 'node_modules');
	return {
		node: path.join(modules, 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node'),
		n8n: path.join(modules, 'n8n', 'bin', 'n8n'),
	};
}

/** Returns the folder with the headers of the installed Node.js, so that node-gyp doesn't have to download them. */
export function nodeHeaders(folder: string): string | undefined {
	const name = `node-${process.platform}-${process.arch}`;
	const home = path.join(folder, 'node_modules', 'node', 'node_modules', name);
	return existsSync(path.join(home, 'include', 'node', 'node_api.h')) ? home : undefined;
}

export function writeMarker(folder: string, pinned = PINNED): void {
	const marker = { lock: pinHash(pinned), at: new Date().toISOString() };
	writeFileSync(path.join(folder, MARKER), `${JSON.stringify(marker)}\n`);
}

export function hasMarker(folder: string): boolean {
	return existsSync(path.join(folder, MARKER));
}

/** A folder from `N8N_RUNTIME_DIR` may contain an older n8n. */
export function isInstalled(folder: string, pinned = PINNED): boolean {
	if (!hasMarker(folder)) return false;
	const marker = JSON.parse(readFileSync(path.join(folder, MARKER), 'utf8')) as { lock?: string };
	return (
		marker.lock === pinHash(pinned) && Object.values(runtimePrograms(folder)).every(existsSync)
	);
}

export const pinnedVersion = (pinned: string): string => wantedVersion(path.join(pinned, PIN));

export const installedVersion = (folder: string): string =>
	wantedVersion(path.join(folder, 'package.json'));

function wantedVersion(file: string): string {
	const { dependencies } = JSON.parse(readFileSync(file, 'utf8')) as {
		dependencies: { n8n: string };
	};
	return dependencies.n8n;
}
