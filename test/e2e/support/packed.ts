import { mkdirSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { npm } from '../../../dev/n8n/npm';
import { pack } from '../../../dev/package/pack';

/** Installs the package as described in docs/install.md, but from its tarball, which contains what npm would publish. */
export async function installPacked(checkout: string, userFolder: string): Promise<void> {
	const tarballs = path.join(userFolder, 'tarballs');
	const nodes = path.join(userFolder, '.n8n', 'nodes');
	for (const folder of [tarballs, nodes]) mkdirSync(folder, { recursive: true });
	await pack(checkout, tarballs);
	const [tarball] = readdirSync(tarballs).filter((name) => name.endsWith('.tgz'));
	const args = ['install', '--legacy-peer-deps', '--no-audit', path.join(tarballs, tarball)];
	const run = { cwd: nodes, logFile: path.join(userFolder, 'install.log') };
	const { ok, output } = await npm(args, run);
	if (!ok) throw new Error(`The package could not be installed:\n${output}`);
}
