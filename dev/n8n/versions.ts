/** The versions of n8n that can be installed here: `versions/<version>/` pins each by a lock file. */
import { readdirSync } from 'node:fs';
import path from 'node:path';

const FOLDER = path.join(__dirname, 'versions');

/** Newest first. */
export const VERSIONS: readonly string[] = readdirSync(FOLDER).sort((a, b) =>
	b.localeCompare(a, 'en', { numeric: true }),
);
export const NEWEST = VERSIONS[0];

/** Versions that the environment variable `N8N_VERSION` chooses: one, or all if it isn't set. */
export function chosenVersions(env: NodeJS.ProcessEnv = process.env): readonly string[] {
	const { N8N_VERSION: version } = env;
	if (!version) return VERSIONS;
	if (VERSIONS.includes(version)) return [version];
	throw new Error(`N8N_VERSION is ${version}; there is: ${VERSIONS.join(', ')}`);
}

/** The folder with the two files that pin this n8n and its Node. */
export function pinnedFolder(version = chosenVersions()[0]): string {
	return path.join(FOLDER, version);
}
