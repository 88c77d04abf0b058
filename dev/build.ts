/** Builds the package if a source is newer than `dist/`. */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { npm } from './n8n/npm';
import { withProgress } from './n8n/progress';

const SOURCES = [
	'nodes',
	'credentials',
	'icons',
	'package.json',
	'tsconfig.json',
	'gulpfile.js',
	'dev/bundle.ts',
];

/** Also returns folders, because deleting a file only changes the time of its folder. */
function* walk(root: string): Generator<string> {
	if (!existsSync(root)) return;
	yield root;
	if (!statSync(root).isDirectory()) return;
	for (const entry of readdirSync(root)) yield* walk(path.join(root, entry));
}

function times(files: Iterable<string>): number[] {
	return [...files].map((file) => statSync(file).mtimeMs);
}

function newestSource(checkout: string): number {
	return Math.max(...SOURCES.flatMap((name) => times(walk(path.join(checkout, name)))));
}

/** Returns the node and credential files that n8n loads, relative to the checkout. */
function entryFiles(checkout: string): string[] {
	const { n8n } = JSON.parse(readFileSync(path.join(checkout, 'package.json'), 'utf8')) as {
		n8n: { nodes: string[]; credentials: string[] };
	};
	return [...n8n.nodes, ...n8n.credentials];
}

/** Compares sources with the oldest compiled file, because a source may have been saved during the build. */
export function isBuilt(checkout: string): boolean {
	if (!entryFiles(checkout).every((file) => existsSync(path.join(checkout, file)))) return false;
	const dist = [...walk(path.join(checkout, 'dist'))];
	const oldest = Math.min(...times(dist.filter((file) => file.endsWith('.js'))));
	return oldest >= newestSource(checkout);
}

/** If the build fails, it throws an error with the whole output, and deletes `dist/`. */
export async function buildIfNeeded(
	checkout: string,
	logFile: string,
	signal?: AbortSignal,
): Promise<void> {
	if (isBuilt(checkout)) return;
	mkdirSync(path.dirname(logFile), { recursive: true });
	await withProgress('Building the package', async () => {
		const { ok, output } = await npm(['run', 'build'], { cwd: checkout, logFile, signal });
		if (ok) return;
		rmSync(path.join(checkout, 'dist'), { recursive: true, force: true });
		if (signal?.aborted) throw new Error('The build was interrupted.');
		throw new Error(`The build failed:\n${output.trim()}`);
	});
}
