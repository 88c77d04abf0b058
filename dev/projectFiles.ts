/** The text files of the project: everything in a checkout that isn't installed, built, or a picture. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const NOT_OURS = new Set(['.git', '.dev', 'node_modules', 'dist', 'coverage']);

/** Returns paths relative to the checkout, with `/`. */
export function projectFiles(checkout: string): string[] {
	const below = (folder: string): string[] =>
		readdirSync(path.join(checkout, folder), { withFileTypes: true })
			.filter(({ name }) => !NOT_OURS.has(name))
			.flatMap((entry) => {
				const file = path.posix.join(folder, entry.name);
				if (entry.isDirectory()) return below(file);
				return entry.isFile() && isText(path.join(checkout, file)) ? [file] : [];
			});
	return below('').sort();
}

/** Tells whether a file is text by git's rule: there is no zero among its first 8,000 bytes. */
const isText = (file: string) => !readFileSync(file).subarray(0, 8_000).includes(0);
