const { spawnSync } = require('node:child_process');
const { existsSync, readdirSync, rmSync } = require('node:fs');
const path = require('node:path');

/** The folders in dist that the package consists of. */
const PUBLISHED = ['credentials', 'icons', 'nodes'];

/** Runs a TypeScript program of `dev/`. */
function run(...program) {
	const command = ['--import', 'tsx', ...program];
	const { status } = spawnSync(process.execPath, command, { cwd: __dirname, stdio: 'inherit' });
	// The program has printed its own error, so gulp doesn't need to show a stack trace.
	if (status !== 0) throw Object.assign(new Error('see above'), { showStack: false });
}

/** Generator of pages and previews, which reads the operation table itself. */
const GENERATOR = path.join('dev', 'generate', 'main.ts');

/** Writes the pages and previews that are made from the operations. */
exports.generate = async function generate() {
	run(GENERATOR);
};

/** Fails if a generated file is out of date, and names it. */
exports['generate:check'] = async function generateCheck() {
	run(GENERATOR, '--check');
};

/** Replaces the hundreds of built files with one file for each node, and one for the code that they share. */
exports['bundle:dist'] = async function bundleDist() {
	run(path.join('dev', 'bundle.ts'));
};

/** Removes all but the published folders from dist: `n8n-node build` also copies pictures of documentation and tools there. */
exports['clean:dist'] = async function cleanDist() {
	const dist = path.join(__dirname, 'dist');
	if (!existsSync(dist)) return;
	for (const entry of readdirSync(dist)) {
		if (!PUBLISHED.includes(entry)) rmSync(path.join(dist, entry), { recursive: true });
	}
};
