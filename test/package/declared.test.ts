import { readdirSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import path from 'node:path';

import { devDependencies, peerDependencies } from '../../package.json';

// What only comes with another package goes with its next version.

const ROOT = path.join(__dirname, '..', '..');
const IMPORT =
	/(?:\bfrom|^import|\brequire\(|\bimport\()\s*'((?:@[\w.-]+\/)?\w[\w.-]*)(?:\/[^']*)?'/gm;

/** It has to be that of n8n-core: a second one would hand out other objects. */
const OF_N8N = '@n8n/di';

const declared = new Set([OF_N8N, ...Object.keys({ ...devDependencies, ...peerDependencies })]);

/** The packages that the code of a folder takes, each with a file that does. */
function takenIn(folder: string): Map<string, string> {
	const files = readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' })
		.filter((file) => /\.(?:ts|js|mjs)$/.test(file))
		.map((file) => path.join(folder, file))
		.filter((file) => !file.includes('node_modules'));
	return new Map(
		files.flatMap((file) =>
			[...readFileSync(path.join(ROOT, file), 'utf8').matchAll(IMPORT)].map(
				([, name]) => [name, file] as const,
			),
		),
	);
}

it.each(['bench', 'converter', 'dev', 'simulator', 'test'])(
	'every package that %s/ takes is in package.json',
	(folder) => {
		const taken = [...takenIn(folder)].filter(
			([name]) => !builtinModules.includes(name) && !declared.has(name),
		);
		expect(taken).toEqual([]);
	},
);
