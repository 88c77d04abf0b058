/**
 * Bundles the many files in `dist/nodes` into a few: one for each node, one for each part that is loaded later, and some for
 * the code that these share. Node takes longer to find and read 500 files than to run the code in them. The bundles are
 * readable, because nothing is renamed or shortened.
 */
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { build, transform, type Plugin } from 'esbuild';

const TARGET = { platform: 'node', target: 'es2022' } as const;
/** Output as CommonJS. Files that are loaded later use `require`, too. */
const COMMON_JS = { ...TARGET, format: 'cjs', supported: { 'dynamic-import': false } } as const;
/** Packages that n8n provides, so the bundles don't contain them. */
const PACKAGES = /^(luxon|n8n-workflow|zod|node:crypto)$/;

/** Puts the `require` of each package into one module, because Node looks for the package on every `require`. */
const requireOnce = (load: NodeJS.Require): Plugin => ({
	name: 'require-once',
	setup({ onResolve, onLoad }) {
		onResolve({ filter: PACKAGES }, ({ path: name, namespace }) =>
			namespace === 'once'
				? { path: name, external: true }
				: { path: name, namespace: 'once', sideEffects: false },
		);
		onLoad({ filter: /.*/, namespace: 'once' }, ({ path: name }) => {
			const names = Object.keys(load(name) as object).filter((key) => key !== 'default');
			return { contents: `export { ${names.join(', ')} } from '${name}';` };
		});
	},
});

const PROPERTIES = /operations\/shownProperties\.ts$/;
const PROPERTIES_FILE = 'shownProperties.json';
/** Replaces `shownProperties()` with a function that loads its result from a JSON file. @param keep receives the JSON */
const propertiesAsData = (keep: (json: string) => void): Plugin => ({
	name: 'properties-as-data',
	setup({ onLoad, onResolve }) {
		const data = `./${PROPERTIES_FILE}`;
		onResolve({ filter: /\/shownProperties\.json$/ }, () => ({ path: data, external: true }));
		onLoad({ filter: PROPERTIES }, async ({ path: source }) => {
			const { shownProperties } = (await import(source)) as { shownProperties: () => unknown };
			keep(JSON.stringify(shownProperties()));
			return { contents: `export const shownProperties = () => require('${data}');` };
		});
	},
});

/**
 * Escapes letters beyond ASCII, because a single one may double the memory that Node needs for a file. esbuild already escapes
 * texts, but not regular expressions.
 */
const inAscii = (code: string) =>
	code.replace(
		/[^\0-\x7f]/g,
		(letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`,
	);

/**
 * esbuild would write a getter for each export, in case its value changes later. Our exports never change, and a thousand
 * getters take 3 ms when n8n starts.
 */
const withPlainExports = (code: string) =>
	code.replace(/^export \{([^}]*)\};$/m, (_, names: string) => {
		const entries = names.split(',').map((entry) => {
			const [local, exported = local] = entry.trim().split(' as ');
			return `${exported}: ${local}`;
		});
		return `module.exports = { ${entries.join(', ')} };`;
	});

interface Built {
	readonly file: string;
	readonly code: string;
}

/**
 * Replaces the compiled nodes in `dist/` that package.json names, and removes the files that they were bundled from.
 * @throws {Error} if a source cannot be bundled
 */
export async function bundle(checkout: string): Promise<void> {
	const files = await bundled(checkout);
	removeScripts(path.dirname(files[0].file));
	for (const { file, code } of files) writeFileSync(file, code);
}

/** @throws {Error} if a source cannot be bundled */
export async function bundled(checkout: string): Promise<readonly Built[]> {
	const manifest = path.join(checkout, 'package.json');
	const { n8n } = JSON.parse(readFileSync(manifest, 'utf8')) as { n8n: { nodes: string[] } };
	const folder = path.dirname(n8n.nodes[0]);
	const data: Built[] = [];
	const outdir = path.join(checkout, folder);
	const keep = (code: string) => void data.push({ file: path.join(outdir, PROPERTIES_FILE), code });
	const { outputFiles } = await build({
		...TARGET,
		absWorkingDir: checkout,
		entryPoints: n8n.nodes.map((file) => path.relative('dist', file).replace(/\.js$/, '.ts')),
		bundle: true,
		// Both nodes must share each module, because modules have state. Only the bundler's ES modules can be split.
		splitting: true,
		format: 'esm',
		chunkNames: '[name]-[hash]',
		outdir,
		write: false,
		logLevel: 'silent',
		plugins: [requireOnce(createRequire(manifest)), propertiesAsData(keep)],
	});
	const scripts = await Promise.all(
		outputFiles.map(async ({ path: file, text }) => {
			const { code } = await transform(withPlainExports(text), COMMON_JS);
			return { file, code };
		}),
	);
	return [...scripts, ...data].map(({ file, code }) => ({ file, code: inAscii(code) }));
}

/** Folder in which n8n looks for the output previews. */
const PREVIEWS = '__schema__';

function removeScripts(folder: string, obsolete = /\.js$/): void {
	for (const entry of readdirSync(folder, { withFileTypes: true })) {
		const full = path.join(folder, entry.name);
		if (entry.name === PREVIEWS) continue;
		if (entry.isDirectory()) {
			removeScripts(full, /\.js(on)?$/);
			if (readdirSync(full).length === 0) rmSync(full, { recursive: true });
		} else if (obsolete.test(entry.name)) {
			rmSync(full);
		}
	}
}

if (require.main === module) {
	bundle(path.join(__dirname, '..')).catch((error: Error) => {
		process.stderr.write(`${error.message}\n`);
		process.exitCode = 1;
	});
}
