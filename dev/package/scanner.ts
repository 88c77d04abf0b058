/**
 * The scanner with which n8n verifies community packages. Its dependencies conflict with ours, so it has its own lock file, and
 * is installed once per machine into a folder outside the checkout.
 */
import path from 'node:path';
import { pathToFileURL } from 'node:url';

import { installPinned } from '../pinned';

const SCAN_FOLDER = path.join(__dirname, '..', 'scan');
const ENTRY = path.join('node_modules', '@n8n', 'scan-community-package', 'scanner', 'scanner.mjs');

export interface Scanner {
	/** Never rejects. `details` are the problems as ESLint prints them. */
	analyzePackage(
		folder: string,
		patterns: readonly string[],
	): Promise<{ passed: boolean; message?: string; details?: string }>;
	SOURCE_FILE_PATTERNS: readonly string[];
}

export const PUBLISHED_FILE_PATTERNS = ['**/*.js', 'package.json'];

export async function loadScanner(): Promise<Scanner> {
	const folder = await installPinned({ pin: SCAN_FOLDER, name: 'scan', title: 'the scanner' });
	const scanner: Scanner = await import(pathToFileURL(path.join(folder, ENTRY)).href);
	return scanner;
}
