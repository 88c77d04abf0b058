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

/** Each may import the ones after it; `node` is the two files that n8n loads. */
const ROOMS = [
	'node',
	'pickers',
	'operations',
	'wait',
	'trigger',
	'socket',
	'hub',
	'events',
	'fields',
	'core',
];

const roomOf = (file: string) => {
	const [first, ...rest] = relative(NODES, file).split('/');
	return rest.length === 0 ? 'node' : first;
};

/** The same within `core/`. */
const ROOMS_OF_CORE = [
	'run',
	'pacing',
	'prepare',
	'table',
	'server',
	'failures',
	'http',
	'input',
	'values',
];

const isInCore = (file: string) => roomOf(file) === 'core';
const roomOfCore = (file: string) => relative(`${NODES}/core`, file).split('/')[0];

describe('imports go one way', () => {
	it('every folder is a room of the picture', () => {
		expect([...new Set([...nodes.keys()].map(roomOf))].sort()).toEqual([...ROOMS].sort());
	});

	it('from a room only to those below it', () => {
		const upwards = [...nodes].flatMap(([file, targets]) =>
			targets
				.filter((target) => ROOMS.indexOf(roomOf(target)) < ROOMS.indexOf(roomOf(file)))
				.map((target) => `${file} → ${target}`),
		);
		expect(upwards).toEqual([]);
	});

	it('every folder of core/ has its place in the order', () => {
		const folders = [...nodes.keys()].filter(isInCore).map(roomOfCore);
		expect([...new Set(folders)].sort()).toEqual([...ROOMS_OF_CORE].sort());
	});

	it('within core/, too, from a folder only to those below it', () => {
		const levelOf = (file: string) => ROOMS_OF_CORE.indexOf(roomOfCore(file));
		const upwards = [...nodes].flatMap(([file, targets]) =>
			targets
				.filter((target) => isInCore(file) && isInCore(target) && levelOf(target) < levelOf(file))
				.map((target) => `${file} → ${target}`),
		);
		expect(upwards).toEqual([]);
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

describe('a name means one thing', () => {
	/** Entries of the table are named after their values, which repeat from resource to resource. */
	const isEntry = (file: string) =>
		file.startsWith(`${NODES}/operations/`) && !file.includes('/shared/');
	const others = [...nodes.keys()].filter((file) => !isEntry(file));

	const exportedBy = (file: string): string[] => {
		const source = ts.createSourceFile(file, read(file), ts.ScriptTarget.ES2022);
		return source.statements.flatMap((statement) => {
			const modifiers = ts.canHaveModifiers(statement) ? ts.getModifiers(statement) : undefined;
			if (!modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)) return [];
			if (ts.isVariableStatement(statement)) {
				return statement.declarationList.declarations.map(({ name }) => name.getText(source));
			}
			const { name } = statement as ts.DeclarationStatement;
			return name === undefined ? [] : [name.getText(source)];
		});
	};

	/** `name: the files that have it`, for names that several have. */
	const shared = (named: ReadonlyArray<readonly [name: string, file: string]>): string[] => {
		const files = new Map<string, string[]>();
		for (const [name, file] of named) files.set(name, [...(files.get(name) ?? []), file]);
		return [...files]
			.filter(([, holders]) => holders.length > 1)
			.map(([name, holders]) => `${name}: ${holders.join(', ')}`);
	};

	it('no exported name is there twice', () => {
		const names = others.flatMap((file) => exportedBy(file).map((name) => [name, file] as const));
		expect(names.length).toBeGreaterThan(500);
		expect(shared(names)).toEqual([]);
	});

	it('no file name is there twice', () => {
		const files = others.filter((file) => !file.endsWith('/index.ts'));
		expect(shared(files.map((file) => [file.split('/').at(-1) ?? '', file]))).toEqual([]);
	});
});
