/** The versions of n8n that can be installed here. A lock file in `versions/<version>/` pins each of them. */
import { readdirSync } from 'node:fs';
import path from 'node:path';

const FOLDER = path.join(__dirname, 'versions');

/** All versions, newest first. */
export const VERSIONS: readonly string[] = readdirSync(FOLDER).sort((a, b) =>
	b.localeCompare(a, 'en', { numeric: true }),
);
export const NEWEST = VERSIONS[0];

export function chosenVersions(env: NodeJS.ProcessEnv = process.env): readonly string[] {
	const { N8N_VERSION: version } = env;
	if (!version) return VERSIONS;
	if (VERSIONS.includes(version)) return [version];
	throw new Error(`N8N_VERSION is ${version}. Choose from: ${VERSIONS.join(', ')}`);
}

export function pinnedFolder(version = chosenVersions()[0]): string {
	return path.join(FOLDER, version);
}
