/** Gives the package another name, in package.json and in every text that has to spell it out. */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';

import { PACKAGE, REPOSITORY, withPackages } from './ourPackage';
import { projectFiles } from './projectFiles';

const HELP = `npm run rename: another name for the package, wherever it stands

Usage
  npm run rename -- <name>
  npm run rename -- <name> --repository https://github.com/<owner>/<repository>

  <name>        as on npm: n8n-nodes-…, or @<owner>/n8n-nodes-…
  --repository  where the source lives from now on; without it, that stays
`;

const CHECKOUT = path.join(__dirname, '..');
/** What is told of releases that went out under an earlier name stays true. */
const HISTORY = 'CHANGELOG.md';
/** What n8n accepts, in letters that npm accepts. */
const NAME = /^(?:@[a-z0-9][a-z0-9-]*\/)?n8n-nodes(?:-[a-z0-9]+)+$/;
const ON_GITHUB = /^https:\/\/github\.com\/[\w.-]+\/[\w-][\w.-]*(?<!\.git)$/;

/** @returns how many files were changed */
function rename(name: string, repository: string): number {
	const changed = projectFiles(CHECKOUT).filter((file) => {
		const full = path.join(CHECKOUT, file);
		const before = readFileSync(full, 'utf8');
		const named =
			file === HISTORY
				? before
				: withPackages(before, (found) => (found === PACKAGE ? name : found));
		const after = named.replaceAll(REPOSITORY, repository);
		if (after !== before) writeFileSync(full, after);
		return after !== before;
	});
	return changed.length;
}

function main(): void {
	const { values, positionals } = parseArgs({
		allowPositionals: true,
		options: { repository: { type: 'string', default: REPOSITORY } },
	});
	const [name = '', ...more] = positionals;
	if (!NAME.test(name) || more.length > 0 || !ON_GITHUB.test(values.repository)) {
		process.stderr.write(HELP);
		process.exitCode = 1;
		return;
	}
	const count = rename(name, values.repository);
	process.stdout.write(`Changed ${count} files. Look at them, then run "npm test".\n`);
}

main();
