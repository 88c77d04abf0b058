/** Lists the end-to-end tests, their runners, and the files that each test depends on. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';
import { filesBelow, type FileHashes } from './content';

export type Runner = 'jest' | 'playwright';

export interface EndToEndFile {
	/** Path relative to the checkout. */
	readonly file: string;
	readonly runner: Runner;
}

const COMMON = [
	'nodes',
	'credentials',
	'icons',
	'simulator',
	'converter',
	'examples',
	'dev',
	'!dev/ci',
	'!dev/conformance',
	'!dev/generate',
	'!dev/released',
	'!dev/scan',
	'!dev/wishes',
	'!dev/spelling.txt',
	'package.json',
	'package-lock.json',
	'tsconfig.json',
	'gulpfile.js',
	'jest.e2e.config.js',
	'playwright.config.ts',
	'test/jest',
	'test/e2e/support/globalSetup.ts',
	'test/e2e/support/globalTeardown.ts',
	'test/e2e/support/keptN8n.ts',
	'test/e2e/support/subscriber.ts',
];

interface PlaywrightList {
	readonly config: { readonly rootDir: string };
	readonly suites: ReadonlyArray<{ readonly file: string }>;
}

/** @param env additional variables for the tests; `DEEP` adds the nightly tests */
export function listEndToEndFiles(checkout: string, env?: NodeJS.ProcessEnv): EndToEndFile[] {
	const ask = (program: string, ...args: string[]) =>
		execFileSync(path.join(checkout, 'node_modules', '.bin', program), args, {
			cwd: checkout,
			encoding: 'utf8',
			env: { ...process.env, ...env },
			maxBuffer: 2 ** 26,
		});
	const fromCheckout = (file: string) => path.relative(checkout, file).split(path.sep).join('/');
	const jest = ask('jest', '--config', 'jest.e2e.config.js', '--listTests').split('\n');
	const files: EndToEndFile[] = jest
		.filter(Boolean)
		.map((file) => ({ file: fromCheckout(file), runner: 'jest' }));
	if (existsSync(path.join(checkout, 'playwright.config.ts'))) {
		const list = ask('playwright', 'test', '--list', '--reporter=json');
		const { config, suites } = JSON.parse(list) as PlaywrightList;
		for (const { file } of suites) {
			files.push({ file: fromCheckout(path.join(config.rootDir, file)), runner: 'playwright' });
		}
	}
	return files;
}

/**
 * Finds the inputs of each test: the common files, the test with everything that it imports, and all other project files
 * whose names these sources contain, for example an example workflow that is imported into n8n. Returns undefined if an import
 * can't be resolved.
 */
export async function endToEndInputs(
	checkout: string,
	hashes: FileHashes,
	files: readonly string[],
): Promise<Map<string, string[]> | undefined> {
	const imports = await importsFrom(checkout, files).catch(() => undefined);
	if (imports === undefined) return undefined;
	const common = filesBelow(hashes, COMMON);
	const others = [...hashes.keys()].filter((file) => !/\.tsx?$/.test(file));
	return new Map(
		files.map((file) => {
			const sources = closure(file, imports);
			const text = sources
				.map((name) => readFileSync(path.join(checkout, name), 'utf8'))
				.join('\n');
			const named = others.filter((name) => text.includes(path.posix.basename(name)));
			return [file, [...new Set([...common, ...sources, ...named])]] as const;
		}),
	);
}

async function importsFrom(
	checkout: string,
	files: readonly string[],
): Promise<Map<string, string[]>> {
	const { metafile } = await build({
		absWorkingDir: checkout,
		entryPoints: [...files],
		bundle: true,
		write: false,
		metafile: true,
		outdir: 'unused',
		platform: 'node',
		packages: 'external',
		logLevel: 'silent',
	});
	return new Map(
		Object.entries(metafile.inputs).map(([file, { imports }]) => [
			file,
			imports.filter(({ external }) => external !== true).map((entry) => entry.path),
		]),
	);
}

function closure(file: string, imports: ReadonlyMap<string, string[]>): string[] {
	const found = new Set<string>();
	const add = (name: string): void => {
		if (found.has(name)) return;
		found.add(name);
		for (const next of imports.get(name) ?? []) add(next);
	};
	add(file);
	return [...found];
}
