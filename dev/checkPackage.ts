/** Checks whether n8n would verify this package, by its source and by the files that npm would publish. */
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import { isBuilt } from './build';
import { problemsIn } from './package/contents';
import { originProblems } from './package/origin';
import { pack, readPackage } from './package/pack';
import { loadScanner, PUBLISHED_FILE_PATTERNS, type Scanner } from './package/scanner';

const CHECKOUT = path.join(__dirname, '..');

interface Check {
	readonly title: string;
	readonly findings: readonly string[];
}

async function checks(temporary: string): Promise<Check[]> {
	if (!isBuilt(CHECKOUT))
		throw new Error('dist/ is missing or older than the sources: run "npm run build" first.');
	const unpacked = await pack(CHECKOUT, temporary);
	const files = readPackage(unpacked);
	const scanner = await loadScanner();
	const { SOURCE_FILE_PATTERNS } = scanner;
	return [
		{ title: `Package contents (${files.size} files)`, findings: problemsIn(files) },
		{ title: 'Repository and license', findings: originProblems(files) },
		await scan(scanner, 'the source', CHECKOUT, SOURCE_FILE_PATTERNS),
		await scan(scanner, 'the package', unpacked, PUBLISHED_FILE_PATTERNS),
	];
}

async function scan(
	scanner: Scanner,
	what: string,
	folder: string,
	patterns: readonly string[],
): Promise<Check> {
	const { passed, message = '', details } = await scanner.analyzePackage(folder, patterns);
	const title = `n8n's scanner on ${what} (${patterns.join(', ')})`;
	// If the scanner finds no files, it passes, but with a message.
	if (passed && message === '') return { title, findings: [] };
	return { title, findings: [details ?? message] };
}

async function main(): Promise<number> {
	const temporary = mkdtempSync(path.join(os.tmpdir(), 'check-package-'));
	// When the scanner is loaded, it creates a folder for temporary files and never removes it.
	process.env.TMPDIR = temporary;
	try {
		const done = await checks(temporary);
		for (const { title, findings } of done) {
			process.stdout.write(`${findings.length === 0 ? 'ok    ' : 'FAILED'}  ${title}\n`);
			for (const finding of findings) process.stdout.write(`        ${finding}\n`);
		}
		return done.every(({ findings }) => findings.length === 0) ? 0 : 1;
	} finally {
		rmSync(temporary, { recursive: true, force: true });
	}
}

main().then(
	(code) => process.exit(code),
	(error: Error) => {
		process.stderr.write(`${error.message}\n`);
		process.exit(1);
	},
);
