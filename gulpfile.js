const { spawnSync } = require('node:child_process');
const { existsSync, readdirSync, rmSync } = require('node:fs');
const path = require('node:path');

/** What the package consists of. */
const PUBLISHED = ['credentials', 'icons', 'nodes'];

/** Runs a TypeScript program of `dev/`. */
function run(...program) {
	const command = ['--import', 'tsx', ...program];
	const { status } = spawnSync(process.execPath, command, { cwd: __dirname, stdio: 'inherit' });
	// It has said itself what is wrong, so gulp need not show where in this file.
	if (status !== 0) throw Object.assign(new Error('see above'), { showStack: false });
}

/** The generator reads the operation table itself. */
const GENERATOR = path.join('dev', 'generate', 'main.ts');

/** The pages and previews that are made from the operations. */
exports.generate = async function generate() {
	run(GENERATOR);
};

/** Fails, naming the files, if something generated is stale. */
exports['generate:check'] = async function generateCheck() {
	run(GENERATOR, '--check');
};

/** One file for each node, and one for what they share, in place of the hundreds that they are written in. */
exports['bundle:dist'] = async function bundleDist() {
	run(path.join('dev', 'bundle.ts'));
};

/** `n8n-node build` copies every picture of the project into dist, also those of documentation and tools. */
exports['clean:dist'] = async function cleanDist() {
	const dist = path.join(__dirname, 'dist');
	if (!existsSync(dist)) return;
	for (const entry of readdirSync(dist)) {
		if (!PUBLISHED.includes(entry)) rmSync(path.join(dist, entry), { recursive: true });
	}
};
