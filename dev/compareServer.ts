/** Compares the routes of a server's build with those that we know: `npx tsx dev/compareServer.ts <folder> <version>`. */
import { readFileSync } from 'node:fs';
import path from 'node:path';

import { compareRoutes, differenceText, serverRoutes } from './serverRoutes';

const USAGE = `npx tsx dev/compareServer.ts <folder> <version>

Compares the routes of an Evolution API server with those in test/contract/facts/routes.json. The folder is the
server's build or source: "docker cp <container>:/evolution/dist <folder>" gets it out of an image.
Writes the difference as Markdown, and ends with 1 if there is one.
`;

const FACTS = path.join(__dirname, '../test/contract/facts/routes.json');

function main([folder, version, ...more]: readonly string[]): number {
	if (folder === undefined || version === undefined || more.length > 0) {
		process.stderr.write(USAGE);
		return 2;
	}
	const { forUsers, internal } = JSON.parse(readFileSync(FACTS, 'utf8')) as Record<
		'forUsers' | 'internal',
		Record<string, string>
	>;
	const documentedRoutes = { ...forUsers, ...internal };
	const text = differenceText(compareRoutes(serverRoutes(folder), documentedRoutes, version));
	process.stdout.write(text);
	return text === '' ? 0 : 1;
}

process.exitCode = main(process.argv.slice(2));
