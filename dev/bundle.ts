/**
 * Makes few files of the many in `dist/nodes`: one for each node, and one for what the nodes share. Node spends
 * more time on finding and reading 400 files than on what is in them. Readable: nothing is renamed or shortened.
 */
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { build, transform, type Plugin } from 'esbuild';

const TARGET = { platform: 'node', target: 'es2022' } as const;
/** What n8n brings along. */
const PACKAGES = /^(luxon|n8n-workflow|zod|node:crypto)$/;

/**
 * One `require` for each package and file. Node looks for the package each time that a `require` is executed, and
 * without this every source file would have its own.
 */
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

/**
 * Replaces the compiled nodes in `dist/` that package.json names, and removes what they were made of.
 * @throws {Error} if a source cannot be bundled
 */
export async function bundle(checkout: string): Promise<void> {
	const manifest = path.join(checkout, 'package.json');
	const { n8n } = JSON.parse(readFileSync(manifest, 'utf8')) as { n8n: { nodes: string[] } };
	const folder = path.dirname(n8n.nodes[0]);
	const { outputFiles } = await build({
		...TARGET,
		absWorkingDir: checkout,
		entryPoints: n8n.nodes.map((file) => path.relative('dist', file).replace(/\.js$/, '.ts')),
		bundle: true,
		// What both nodes use must exist only once, since they share state in it. Only ES modules can be split.
		splitting: true,
		format: 'esm',
		chunkNames: 'shared',
		outdir: path.join(checkout, folder),
		write: false,
		logLevel: 'silent',
		plugins: [requireOnce(createRequire(manifest))],
	});
	removeScripts(path.join(checkout, folder));
	for (const { path: file, text } of outputFiles) {
		const { code } = await transform(text, { ...TARGET, format: 'cjs' });
		writeFileSync(file, code);
	}
}

/** And the folders that held nothing else. */
function removeScripts(folder: string): void {
	for (const entry of readdirSync(folder, { withFileTypes: true })) {
		const full = path.join(folder, entry.name);
		if (entry.isDirectory()) {
			removeScripts(full);
			if (readdirSync(full).length === 0) rmSync(full, { recursive: true });
		} else if (entry.name.endsWith('.js')) {
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
