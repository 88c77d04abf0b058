/** Converts exported workflows so that they use the nodes of this package (docs/migration.md). */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { convert } from './convert';
import type { Line } from './report';

const USAGE = `npm run converter -- workflow.json …

Writes workflow.converted.json next to each file, and prints what each node became.
The files are workflows downloaded from n8n's editor, or arrays of them, as written by "n8n export:workflow".
`;

function main(files: readonly string[]): number {
	if (files.length === 0 || files.some((file) => file.startsWith('-'))) {
		process.stdout.write(USAGE);
		return files.length === 0 ? 1 : 0;
	}
	// npm runs this in the root of the repository. `INIT_CWD` is the folder in which the user called it.
	const from = process.env.INIT_CWD ?? '';
	return files.map((file) => convertFile(path.resolve(from, file))).every(Boolean) ? 0 : 1;
}

/** @returns whether it could be read and converted */
export function convertFile(file: string): boolean {
	let content: unknown;
	try {
		// Some editors write a byte order mark (U+FEFF) before the text, which `trim` removes.
		content = JSON.parse(readFileSync(file, 'utf8').trim());
	} catch (error) {
		// The error of JSON.parse would quote the file, which may contain a key.
		const reason = error instanceof SyntaxError ? 'it is not JSON' : (error as Error).message;
		process.stderr.write(`${file} cannot be read: ${reason}\n`);
		return false;
	}
	const { result, report } = convert(content);
	const lines = report.lines.map(described).join('');
	if (result === content) {
		process.stderr.write(`${file} was not converted:\n${lines}`);
		return false;
	}
	const { dir, name } = path.parse(file);
	const target = path.join(dir, `${name}.converted.json`);
	writeFileSync(target, `${JSON.stringify(result, null, 2)}\n`);
	process.stdout.write(`${target}\n${lines}`);
	return true;
}

const described = ({ kind, node, text, page }: Line) =>
	`  ${kind.padEnd(9)} ${node === '' ? '' : `${node}: `}${text}${page === undefined ? '' : ` See ${page}`}\n`;

if (require.main === module) process.exitCode = main(process.argv.slice(2));
