/* eslint-disable @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports */
/**
 * The scanner that n8n verifies community packages with. Its dependencies do not go together with ours, so it
 * has a lock file of its own, and lives in a folder outside the checkout: installed there once per machine.
 */
import { copyFileSync, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

import { waitForLock } from '../folderLock';
import { npm } from '../n8n/npm';
import { withProgress } from '../n8n/progress';
import { pinHash } from '../n8n/runtimeFolder';

const PINNED = path.join(__dirname, '..', 'scan');
const ENTRY = path.join('node_modules', '@n8n', 'scan-community-package', 'scanner', 'scanner.mjs');

/** What the scanner exports, as far as it is used here. */
export interface Scanner {
	/** Never rejects. `details` are the findings as ESLint prints them. */
	analyzePackage(
		folder: string,
		patterns: readonly string[],
	): Promise<{ passed: boolean; message?: string; details?: string }>;
	/** The files that it looks at in the source of a package. */
	SOURCE_FILE_PATTERNS: readonly string[];
}

/** The files that it looks at in a published package. */
export const PUBLISHED_FILE_PATTERNS = ['**/*.js', 'package.json'];

export async function loadScanner(): Promise<Scanner> {
	const folder = await installScanner();
	const scanner: Scanner = await import(pathToFileURL(path.join(folder, ENTRY)).href);
	return scanner;
}

function scannerFolder(env: NodeJS.ProcessEnv = process.env): string {
	const cache = env.XDG_CACHE_HOME || path.join(os.homedir(), '.cache');
	return path.join(cache, 'n8n-nodes-evolution-whatsapp', `scan-${pinHash(PINNED)}`);
}

/** The folder gets its name when everything is in it, so it is complete or absent. */
async function installScanner(): Promise<string> {
	const folder = scannerFolder();
	if (existsSync(folder)) return folder;
	const lock = await waitForLock(`${folder}.lock`, (pid) =>
		process.stdout.write(`Another process (${pid}) is installing the scanner; waiting for it.\n`),
	);
	try {
		if (!existsSync(folder)) await withProgress('Installing the scanner', () => install(folder));
	} finally {
		lock.release();
	}
	return folder;
}

async function install(folder: string): Promise<void> {
	const partial = `${folder}.partial`;
	rmSync(partial, { recursive: true, force: true });
	mkdirSync(partial, { recursive: true });
	for (const file of ['package.json', 'package-lock.json']) {
		copyFileSync(path.join(PINNED, file), path.join(partial, file));
	}
	const { ok, output } = await npm(['ci', '--ignore-scripts', '--no-audit', '--no-fund'], {
		cwd: partial,
		logFile: `${folder}.install.log`,
	});
	if (!ok) throw new Error(`The scanner could not be installed:\n${output}`);
	renameSync(partial, folder);
}
