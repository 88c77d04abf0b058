import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** Texts of generated files, by path from the root of the project, with `/`. */
export type GeneratedFiles = ReadonlyMap<string, string>;

/**
 * Returns the files that are missing or differ, and the files in `folders` that are no longer generated.
 * @param folders contain only generated files
 */
export function staleFiles(
	root: string,
	files: GeneratedFiles,
	folders: readonly string[],
): string[] {
	const differing = [...files].filter(([file, text]) => {
		const full = path.join(root, file);
		return !existsSync(full) || readFileSync(full, 'utf8') !== text;
	});
	const left = folders
		.flatMap((folder) => filesIn(root, folder))
		.filter((file) => !files.has(file));
	return [...differing.map(([file]) => file), ...left].sort();
}

function filesIn(root: string, folder: string): string[] {
	const full = path.join(root, folder);
	if (!existsSync(full)) return [];
	return readdirSync(full, { recursive: true, withFileTypes: true })
		.filter((entry) => entry.isFile())
		.map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)))
		.map((file) => file.split(path.sep).join('/'));
}

export function refresh(root: string, files: GeneratedFiles, stale: readonly string[]): void {
	for (const file of stale) {
		const full = path.join(root, file);
		const text = files.get(file);
		if (text === undefined) {
			rmSync(full);
			continue;
		}
		mkdirSync(path.dirname(full), { recursive: true });
		writeFileSync(full, text);
	}
}
