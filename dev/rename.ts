/** Gives the package another name, in package.json and in every text that has to spell it out. */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';

import { projectFiles } from './projectFiles';

const HELP = `npm run rename: another name for the package, wherever it stands

Usage
  npm run rename -- <name>
  npm run rename -- <name> --repository https://github.com/<owner>/<repository>

  <name>        as on npm: n8n-nodes-…, or @<owner>/n8n-nodes-…
  --repository  where the source lives from now on; without it, that stays
`;

/** What is told of releases that went out under an earlier name stays true. */
const HISTORY = 'CHANGELOG.md';
/** What n8n accepts, in letters that npm accepts. */
const NAME = /^(?:@[a-z0-9][a-z0-9-]*\/)?n8n-nodes(?:-[a-z0-9]+)+$/;
const ON_GITHUB = /^https:\/\/github\.com\/[\w.-]+\/[\w-][\w.-]*(?<!\.git)$/;

/** The names of packages for n8n, without what follows them, such as the node in its type. */
export const PACKAGE_NAMES = /(?:@[a-z0-9][a-z0-9-]*\/)?n8n-nodes(?:-[a-z0-9]+)+/g;

interface Identity {
	readonly name: string;
	readonly repository: string;
	/** Who made it; what the package is called does not change that, even if the one is part of the other. */
	readonly author: readonly string[];
}

export function identityOf(checkout: string): Identity {
	const { name, repository, author } = JSON.parse(
		readFileSync(path.join(checkout, 'package.json'), 'utf8'),
	) as { name: string; repository: { url: string }; author: { name: string; email: string } };
	return {
		name,
		repository: repository.url.replace(/^git\+|\.git$/g, ''),
		author: [author.name, author.email],
	};
}

/** A text without the address and the author, which may contain the name of the package without meaning it. */
export function apart({ repository, author }: Identity, change: (part: string) => string) {
	const kept = [repository, ...author].map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
	const parts = new RegExp(`(${kept.join('|')})`);
	return (text: string) =>
		text
			.split(parts)
			.map((part, index) => (index % 2 === 0 ? change(part) : part))
			.join('');
}

/** @returns the files that were changed */
export function rename(checkout: string, name: string, repository?: string): string[] {
	const old = identityOf(checkout);
	const withName = apart(old, (part) =>
		part.replace(PACKAGE_NAMES, (found) => (found === old.name ? name : found)),
	);
	return projectFiles(checkout).filter((file) => {
		const full = path.join(checkout, file);
		const before = readFileSync(full, 'utf8');
		const named = file === HISTORY ? before : withName(before);
		const after = repository === undefined ? named : named.replaceAll(old.repository, repository);
		if (after !== before) writeFileSync(full, after);
		return after !== before;
	});
}

function main(): void {
	const { values, positionals } = parseArgs({
		allowPositionals: true,
		options: { repository: { type: 'string' } },
	});
	const [name = '', ...more] = positionals;
	const address = values.repository;
	if (!NAME.test(name) || more.length > 0 || (address !== undefined && !ON_GITHUB.test(address))) {
		process.stderr.write(HELP);
		process.exitCode = 1;
		return;
	}
	const changed = rename(path.join(__dirname, '..'), name, address);
	process.stdout.write(`Changed ${changed.length} files. Look at them, then run "npm test".\n`);
}

if (require.main === module) main();
