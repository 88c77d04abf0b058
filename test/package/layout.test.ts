import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import ts from 'typescript';

const ROOT = join(__dirname, '..', '..');
const NODES = 'nodes/EvolutionApi';

const filesIn = (folder: string): string[] =>
	readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
		.filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
		.map((entry) => relative(ROOT, join(entry.parentPath, entry.name)));

const read = (file: string) => readFileSync(join(ROOT, file), 'utf8');

/** For each file those that it imports, types included. */
function importsOf(files: readonly string[]): Map<string, string[]> {
	const known = new Set(files);
	const targetOf = (file: string, name: string) => {
		const path = relative(ROOT, resolve(ROOT, dirname(file), name));
		return [`${path}.ts`, `${path}/index.ts`].find((candidate) => known.has(candidate));
	};
	return new Map(
		files.map((file) => {
			const { importedFiles } = ts.preProcessFile(read(file));
			return [file, importedFiles.flatMap(({ fileName }) => targetOf(file, fileName) ?? [])];
		}),
	);
}

/** Files that import themselves over others, as the way that leads there; the first of each. */
function circlesIn(imports: ReadonlyMap<string, readonly string[]>): string[][] {
	const circles: string[][] = [];
	const done = new Set<string>();
	const follow = (file: string, way: readonly string[]): void => {
		const start = way.indexOf(file);
		if (start !== -1) circles.push([...way.slice(start), file]);
		if (start !== -1 || done.has(file)) return;
		for (const target of imports.get(file) ?? []) follow(target, [...way, file]);
		done.add(file);
	};
	for (const file of imports.keys()) follow(file, []);
	return circles;
}

const nodes = importsOf(filesIn(NODES));

/** Folders with an order: each room in them may import the ones after it. `node` is the two files that n8n loads. */
const ORDERS: Readonly<Record<string, readonly string[]>> = {
	[NODES]: [
		'node',
		'pickers',
		'operations',
		'wait',
		'health',
		'trigger',
		'socket',
		'hub',
		'events',
		'run',
		'sending',
		'fields',
		'core',
	],
	[`${NODES}/core`]: [
		'prepare',
		'table',
		'server',
		'failures',
		'http',
		'input',
		'concurrency',
		'values',
	],
	[`${NODES}/trigger`]: [
		'n8n',
		'silence',
		'channel',
		'missed',
		'share',
		'start',
		'items',
		'save',
		'active',
		'takeover',
		'memory',
		'settings',
	],
};

const roomIn = (folder: string, file: string) => {
	const [first, ...rest] = relative(folder, file).split('/');
	return rest.length === 0 ? 'node' : first;
};

const roomOf = (file: string) => roomIn(NODES, file);

/** Imports of a folder's room by a lower one, as `from → to`. */
function upwardsIn(
	folder: string,
	imports: ReadonlyMap<string, readonly string[]>,
	order: readonly string[],
): string[] {
	const inside = (file: string) => file.startsWith(`${folder}/`);
	const floorOf = (file: string) => order.indexOf(roomIn(folder, file));
	return [...imports]
		.filter(([file]) => inside(file))
		.flatMap(([file, targets]) =>
			targets
				.filter((target) => inside(target) && floorOf(target) < floorOf(file))
				.map((target) => `${file} → ${target}`),
		);
}

describe('imports go one way', () => {
	it.each(Object.entries(ORDERS))('every folder of %s is a room of the order', (folder, order) => {
		const files = [...nodes.keys()].filter((file) => file.startsWith(`${folder}/`));
		const rooms = new Set(files.map((file) => roomIn(folder, file)));
		expect([...rooms].sort()).toEqual([...order].sort());
	});

	it.each(Object.entries(ORDERS))('in %s from a room only to those below it', (folder, order) => {
		expect(upwardsIn(folder, nodes, order)).toEqual([]);
	});

	it('the check finds an import of a room above', () => {
		const imports = new Map([
			['house/cellar/wine.ts', ['house/attic/box.ts']],
			['house/attic/box.ts', ['house/cellar/coal.ts']],
		]);
		expect(upwardsIn('house', imports, ['attic', 'cellar'])).toEqual([
			'house/cellar/wine.ts → house/attic/box.ts',
		]);
	});

	it('only the nodes themselves import the pickers', () => {
		const importers = [...nodes]
			.filter(([, targets]) => targets.some((target) => roomOf(target) === 'pickers'))
			.map(([file]) => roomOf(file));
		expect(new Set(importers)).toEqual(new Set(['node', 'pickers']));
	});

	it.each([['nodes'], ['credentials'], ['simulator'], ['converter'], ['dev'], ['bench']])(
		'no file of %s imports itself over others',
		(folder) => {
			expect(circlesIn(importsOf(filesIn(folder)))).toEqual([]);
		},
	);

	it('the check finds a circle', () => {
		const imports = new Map([
			['a', ['b']],
			['b', ['c', 'd']],
			['c', []],
			['d', ['b']],
		]);
		expect(circlesIn(imports)).toEqual([['b', 'd', 'b']]);
	});
});
