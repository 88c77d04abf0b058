import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

import { npm } from '../n8n/npm';
import type { PackageFiles } from './contents';

/** @returns the folder of the unpacked package */
export async function pack(checkout: string, folder: string): Promise<string> {
	const logFile = path.join(folder, 'pack.log');
	const { ok, output } = await npm(['pack', '--ignore-scripts', '--pack-destination', folder], {
		cwd: checkout,
		logFile,
	});
	const tarball = readdirSync(folder).find((name) => name.endsWith('.tgz'));
	if (!ok || tarball === undefined) throw new Error(`npm pack failed:\n${output}`);
	const { status, stderr } = spawnSync('tar', ['-xzf', tarball], { cwd: folder });
	if (status !== 0) throw new Error(`The package could not be unpacked: ${String(stderr)}`);
	return path.join(folder, 'package');
}

export function readPackage(folder: string): PackageFiles {
	const files = readdirSync(folder, { recursive: true, withFileTypes: true })
		.filter((entry) => entry.isFile())
		.map((entry) => path.join(entry.parentPath, entry.name));
	return new Map(
		files.map((file) => [
			path.relative(folder, file).split(path.sep).join('/'),
			readFileSync(file, 'utf8'),
		]),
	);
}
