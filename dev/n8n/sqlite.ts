/** Compiles SQLite, the only part of n8n that this machine must compile. */
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { npm, type NpmEnd, type NpmRun } from './npm';
import { hasMarker, nodeHeaders, runtimePrograms } from './runtimeFolder';

const BINARY = path.join('node_modules', 'sqlite3', 'build', 'Release', 'node_sqlite3.node');

/**
 * Compiles SQLite with npm's node-gyp, because the old one that sqlite3 brings fails with Python 3.12 and later. The headers are
 * those of the Node.js that is installed for n8n, so nothing is downloaded. If there is no compiler, sqlite3's own install
 * script may find a compiled copy on GitHub.
 */
export async function buildSqlite(run: NpmRun): Promise<NpmEnd> {
	if (takeCompiled(run.cwd)) return { ok: true, output: '' };
	const nodedir = nodeHeaders(run.cwd);
	const settings = { ignore_scripts: 'false', ...(nodedir ? { nodedir } : {}) };
	const sqlite = path.join(run.cwd, 'node_modules', 'sqlite3');
	const rebuild = ['exec', '--call', 'node "$npm_config_node_gyp" rebuild'];
	const compiled = await npm(rebuild, { ...run, cwd: sqlite, settings });
	if (compiled.ok || run.signal?.aborted) return compiled;
	const readyMade = await npm(['rebuild', 'sqlite3'], { ...run, settings });
	return readyMade.ok ? readyMade : compiled;
}

/**
 * Copies the compiled SQLite of another n8n with the same Node version. Compiled for a newer version, SQLite could crash.
 * @returns whether the copy works here
 */
export function takeCompiled(folder: string): boolean {
	const parent = path.dirname(folder);
	const others = readdirSync(parent).map((name) => path.join(parent, name));
	const other = others.find((one) => one !== folder && hasMarker(one) && isSame(one, folder));
	if (other === undefined) return false;
	const own = path.join(folder, BINARY);
	mkdirSync(path.dirname(own), { recursive: true });
	copyFileSync(path.join(other, BINARY), own);
	const { node } = runtimePrograms(folder);
	if (spawnSync(node, ['--require', 'sqlite3', '--eval', '0'], { cwd: folder }).status === 0)
		return true;
	rmSync(own);
	return false;
}

const isSame = (one: string, other: string): boolean =>
	existsSync(path.join(one, BINARY)) &&
	['node', 'sqlite3'].every((name) => versionIn(one, name) === versionIn(other, name));

function versionIn(folder: string, name: string): unknown {
	const manifest = path.join(folder, 'node_modules', name, 'package.json');
	const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { version?: unknown };
	return version;
}
