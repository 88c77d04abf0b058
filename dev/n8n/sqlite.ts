/** The only part of n8n that this machine must compile. */
import path from 'node:path';
import { npm, type NpmEnd, type NpmRun } from './npm';
import { nodeHeaders } from './runtimeFolder';

/**
 * Compiles SQLite with the node-gyp inside npm: the old one that comes with sqlite3 fails with Python 3.12
 * and later. The headers are those of the private Node, so nothing is downloaded. Where there is no
 * compiler, sqlite3's own install script may still find a ready-made copy on GitHub.
 */
export async function buildSqlite(run: NpmRun): Promise<NpmEnd> {
	const nodedir = nodeHeaders(run.cwd);
	const settings = { ignore_scripts: 'false', ...(nodedir ? { nodedir } : {}) };
	const sqlite = path.join(run.cwd, 'node_modules', 'sqlite3');
	const rebuild = ['exec', '--call', 'node "$npm_config_node_gyp" rebuild'];
	const compiled = await npm(rebuild, { ...run, cwd: sqlite, settings });
	if (compiled.ok || run.signal?.aborted) return compiled;
	const readyMade = await npm(['rebuild', 'sqlite3'], { ...run, settings });
	return readyMade.ok ? readyMade : compiled;
}
