/** The content of the checkout as git sees it, committed or not. It decides whether a CI step has to run again. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';

/** Hash of each project file, by its path relative to the checkout, with `/`. */
export type FileHashes = ReadonlyMap<string, string>;

function git(checkout: string, args: readonly string[], input = ''): string {
	return execFileSync('git', args, {
		cwd: checkout,
		encoding: 'utf8',
		input,
		maxBuffer: 2 ** 26,
		stdio: ['pipe', 'pipe', 'pipe'],
	});
}

const paths = (answer: string) => answer.split('\0').filter(Boolean);

/** @throws if this isn't a git checkout, or if git doesn't trust it */
export function readHashes(checkout: string): FileHashes {
	const list = (...args: string[]) => paths(git(checkout, ['ls-files', '-z', ...args]));
	const hashes = new Map(
		list('--stage').map((line) => {
			const [info, file] = line.split('\t');
			return [file, info.split(' ')[1]] as const;
		}),
	);
	const deleted = new Set(list('--deleted'));
	for (const file of deleted) hashes.delete(file);
	const changed = [...list('--modified'), ...list('--others', '--exclude-standard')].filter(
		(file) => !deleted.has(file),
	);
	const contents = git(checkout, ['hash-object', '--stdin-paths'], changed.join('\n')).split('\n');
	for (const [index, file] of changed.entries()) hashes.set(file, contents[index]);
	return hashes;
}

/** Returns the files that differ from the branch `main`, committed or not, without deleted ones. */
export function changedFiles(checkout: string): string[] {
	const main = ['origin/main', 'main'].find((name) => {
		try {
			return git(checkout, ['rev-parse', '--verify', '--quiet', name]) !== '';
		} catch {
			return false; // the branch doesn't exist here
		}
	});
	if (main === undefined) throw new Error('There is no main branch to compare with.');
	const base = git(checkout, ['merge-base', 'HEAD', main]).trim();
	const changed = git(checkout, ['diff', '--name-only', '--diff-filter=d', '-z', base]);
	const added = git(checkout, ['ls-files', '--others', '--exclude-standard', '-z']);
	return [...paths(changed), ...paths(added)];
}

/** A path that begins with `!` excludes everything below it. */
export function filesBelow(hashes: FileHashes, paths: readonly string[]): string[] {
	const isBelow = (file: string) => (folder: string) =>
		folder === '.' || file === folder || file.startsWith(`${folder}/`);
	const excluded = paths.filter((name) => name.startsWith('!')).map((name) => name.slice(1));
	const included = paths.filter((name) => !name.startsWith('!'));
	return [...hashes.keys()]
		.filter((file) => included.some(isBelow(file)) && !excluded.some(isBelow(file)))
		.sort();
}

export function contentHash(
	hashes: FileHashes,
	files: readonly string[],
	others: readonly string[] = [],
): string {
	const hash = createHash('sha256');
	for (const text of others) hash.update(`${text}\0`);
	for (const file of [...files].sort()) hash.update(`${file}\0${hashes.get(file)}\0`);
	return hash.digest('hex').slice(0, 16);
}
