/**
 * The scanner that n8n verifies community packages with. Its dependencies do not go together with ours, so it
 * has a lock file of its own, and lives in a folder outside the checkout: installed there once per machine.
 */
import path from 'node:path';
import { pathToFileURL } from 'node:url';

import { installPinned } from '../pinned';

const SCAN_FOLDER = path.join(__dirname, '..', 'scan');
const ENTRY = path.join('node_modules', '@n8n', 'scan-community-package', 'scanner', 'scanner.mjs');

/** The scanner's exports that are used here. */
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
	const folder = await installPinned({ pin: SCAN_FOLDER, name: 'scan', title: 'the scanner' });
	const scanner: Scanner = await import(pathToFileURL(path.join(folder, ENTRY)).href);
	return scanner;
}
