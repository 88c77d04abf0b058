/** Folder of the private n8n, and whether it's complete. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { PACKAGE_NAME } from '../ourPackage';
import { PIN, pinHash } from '../pin';
import { NEWEST, pinnedFolder } from './versions';

/** Folder with the pin of the default n8n: the version in `N8N_VERSION`, or the newest. */
export const PINNED = pinnedFolder();
/** Written as the very last step of an install. */
const MARKER = 'installed.json';

interface RuntimePrograms {
	/** The Node of this n8n, installed with it from the registry. */
	node: string;
	n8n: string;
}

/**
 * Folder outside the checkout, so that several checkouts share one copy of 2.7 GB. `N8N_RUNTIME_DIR` overrides it for
 * the newest version; the others are next to it, with their version in the name.
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

/** The headers of the private Node: node-gyp then downloads none and needs no other site. */
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

/** Complete, and of this pin: a folder from `N8N_RUNTIME_DIR` may hold an older one. */
export function isInstalled(folder: string, pinned = PINNED): boolean {
	if (!hasMarker(folder)) return false;
	const marker = JSON.parse(readFileSync(path.join(folder, MARKER), 'utf8')) as { lock?: string };
	return (
		marker.lock === pinHash(pinned) && Object.values(runtimePrograms(folder)).every(existsSync)
	);
}

/** The version of n8n that a pin names, e.g. `2.41.1`. */
export const pinnedVersion = (pinned: string): string => wantedVersion(path.join(pinned, PIN));

/** The version of n8n that was installed into the folder of a runtime. */
export const installedVersion = (folder: string): string =>
	wantedVersion(path.join(folder, 'package.json'));

function wantedVersion(file: string): string {
	const { dependencies } = JSON.parse(readFileSync(file, 'utf8')) as {
		dependencies: { n8n: string };
	};
	return dependencies.n8n;
}
