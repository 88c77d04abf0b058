/**
 * Installs npm packages whose dependencies conflict with ours. Each has its own lock file, and is installed once per machine
 * into a folder outside the checkout.
 */
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import { waitForLock } from './folderLock';
import { npm } from './n8n/npm';
import { withProgress } from './n8n/progress';
import { PACKAGE_NAME } from './ourPackage';
import { copyPin, pinHash } from './pin';

interface Pinned {
	readonly pin: string;
	readonly name: string;
	/** Name for progress messages: `the scanner`. */
	readonly title: string;
	readonly more?: readonly string[];
}

/** @returns the folder with `node_modules`, which only exists once the installation is complete */
export async function installPinned(pinned: Pinned, env = process.env): Promise<string> {
	const cache = env.XDG_CACHE_HOME || path.join(os.homedir(), '.cache');
	const hash = pinHash(pinned.pin);
	const folder = path.join(cache, PACKAGE_NAME, `${pinned.name}-${hash}`);
	if (existsSync(folder)) return folder;
	const lock = await waitForLock(`${folder}.lock`, (pid) =>
		process.stdout.write(
			`Another process (${pid}) is installing ${pinned.title}; waiting for it.\n`,
		),
	);
	try {
		if (!existsSync(folder)) {
			await withProgress(`Installing ${pinned.title}`, async () => await install(pinned, folder));
		}
	} finally {
		lock.release();
	}
	return folder;
}

async function install({ pin, title, more = [] }: Pinned, folder: string): Promise<void> {
	const partial = `${folder}.partial`;
	rmSync(partial, { recursive: true, force: true });
	mkdirSync(partial, { recursive: true });
	copyPin(pin, partial);
	const { ok, output } = await npm(['ci', '--ignore-scripts', '--no-audit', '--no-fund', ...more], {
		cwd: partial,
		logFile: `${folder}.install.log`,
	});
	if (!ok) throw new Error(`${title} could not be installed:\n${output}`);
	renameSync(partial, folder);
}
