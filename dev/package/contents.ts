/** Checks which files the published package contains, and which modules they load. */
import { posix as path } from 'node:path';

import { foreignWords } from './english';

/** Files of the package by path from its root, for example `dist/nodes/…/X.node.js`. */
export type PackageFiles = ReadonlyMap<string, string>;

const EXPECTED =
	/^(package\.json|README\.md|LICENSE|dist\/(nodes|credentials)\/.+\.(js|json)|dist\/icons\/.+\.svg)$/;

/** Modules that an installed package can load. n8n doesn't install development dependencies. */
const LOADABLE = ['n8n-workflow', 'zod', 'lodash', 'luxon', 'crypto', 'node:crypto'];

export function problemsIn(files: PackageFiles): string[] {
	const superfluous = [...files.keys()]
		.filter((file) => !EXPECTED.test(file))
		.map((file) => `${file} does not belong in the package`);
	const scripts = [...files].filter(([file]) => file.endsWith('.js'));
	return [
		...superfluous,
		...missingEntries(files),
		...scripts.flatMap(([file, code]) => wrongRequires(file, code, files)),
		...scripts.flatMap(([file, code]) => missingIcons(file, code, files)),
		...[...files].filter(([file]) => !file.endsWith('.svg')).flatMap(foreignTexts),
	];
}

function missingEntries(files: PackageFiles): string[] {
	const { n8n } = JSON.parse(files.get('package.json') ?? '{}') as {
		n8n?: { nodes?: string[]; credentials?: string[] };
	};
	const { nodes = [], credentials = [] } = n8n ?? {};
	if (nodes.length === 0) return ['package.json lists no nodes'];
	const descriptions = nodes.map((node) => node.replace(/\.js$/, '.json'));
	return [...nodes, ...descriptions, ...credentials]
		.filter((file) => !files.has(file))
		.map((file) => `${file} is missing, run "npm run build"`);
}

function foreignTexts([file, text]: readonly [string, string]): string[] {
	const words = foreignWords(text);
	return words.length === 0 ? [] : [`${file} is not in English: ${words.slice(0, 5).join(', ')}`];
}

function wrongRequires(file: string, code: string, files: PackageFiles): string[] {
	const names = [...code.matchAll(/\brequire\(["'`]([^"'`]+)["'`]\)/g)].map(([, name]) => name);
	return names
		.filter((name) => !LOADABLE.includes(name) && !isPacked(file, name, files))
		.map((name) => `${file} loads "${name}", which is missing when n8n runs the package`);
}

function isPacked(file: string, name: string, files: PackageFiles): boolean {
	if (!/^\.{1,2}(\/|$)/.test(name)) return false;
	const target = path.join(path.dirname(file), name);
	return ['', '.js', '.json', '/index.js'].some((ending) => files.has(target + ending));
}

function missingIcons(file: string, code: string, files: PackageFiles): string[] {
	const names = [...code.matchAll(/["']file:([^"']+)["']/g)].map(([, name]) => name);
	return names
		.filter((name) => !files.has(path.join(path.dirname(file), name)))
		.map((name) => `${file} shows the icon ${name}, which is not in the package`);
}
