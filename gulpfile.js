const { spawnSync } = require('node:child_process');
const { existsSync, readdirSync, rmSync } = require('node:fs');
const path = require('node:path');

/** What the package consists of. */
const PUBLISHED = ['credentials', 'icons', 'nodes'];

/** The generator is TypeScript: it reads the operation table itself. */
async function runGenerator(...options) {
	const program = ['--import', 'tsx', path.join('dev', 'generate', 'main.ts'), ...options];
	const { status } = spawnSync(process.execPath, program, { cwd: __dirname, stdio: 'inherit' });
	// It has said itself what is wrong, so gulp need not show where in this file.
	if (status !== 0) throw Object.assign(new Error('see above'), { showStack: false });
}

/** The operation table of the README, and the output previews of the editor. */
exports.generate = async function generate() {
	await runGenerator();
};

/** Fails, naming the files, if something generated is stale. */
exports['generate:check'] = async function generateCheck() {
	await runGenerator('--check');
};

/** `n8n-node build` copies every picture of the project into dist, also those of documentation and tools. */
exports['clean:dist'] = async function cleanDist() {
	const dist = path.join(__dirname, 'dist');
	if (!existsSync(dist)) return;
	for (const entry of readdirSync(dist)) {
		if (!PUBLISHED.includes(entry)) rmSync(path.join(dist, entry), { recursive: true });
	}
};
