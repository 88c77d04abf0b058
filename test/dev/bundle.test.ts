import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';

import { bundle } from '../../dev/bundle';

let checkout: string;

function put(file: string, text: string): void {
	const full = path.join(checkout, file);
	mkdirSync(path.dirname(full), { recursive: true });
	writeFileSync(full, text);
}

const built = () => readdirSync(path.join(checkout, 'dist', 'nodes', 'X')).sort();
const read = (name: string) =>
	readFileSync(path.join(checkout, 'dist', 'nodes', 'X', name), 'utf8');
const load = (name: string): unknown =>
	createRequire(path.join(checkout, 'package.json'))(`./dist/nodes/X/${name}`);

beforeEach(() => {
	checkout = mkdtempSync(path.join(os.tmpdir(), 'bundle-'));
	const nodes = ['A', 'B'].map((name) => `dist/nodes/X/${name}.node.js`);
	put('package.json', JSON.stringify({ n8n: { nodes } }));
	put('node_modules/zod/index.js', 'exports.z = { text: () => "zod" }; exports.unused = 1;');
	put('nodes/X/core/count.ts', 'let n = 0; export const count = () => ++n;');
	put('nodes/X/core/kind.ts', 'import { z } from "zod"; export const kind: string = z.text();');
	for (const name of ['A', 'B']) {
		put(
			`nodes/X/${name}.node.ts`,
			`import { z } from 'zod';
			import { count } from './core/count';
			import { kind } from './core/kind';
			export class ${name} { count = count; kinds = [kind, z.text()]; }`,
		);
		put(`dist/nodes/X/${name}.node.js`, 'compiled');
	}
	put('dist/nodes/X/core/count.js', 'compiled');
	put('dist/nodes/X/A.node.json', '{}');
	put('dist/nodes/X/__schema__/v1.0.0/a.json', '{}');
});
afterEach(() => rmSync(checkout, { recursive: true, force: true }));

describe('dev tools: the bundled nodes', () => {
	it('leave dist/ as it is when a source cannot be bundled', async () => {
		put('nodes/X/core/kind.ts', 'import { kind } from "./missing"; export { kind };');
		await expect(bundle(checkout)).rejects.toThrow('./missing');
		expect(built()).toEqual(['A.node.js', 'A.node.json', 'B.node.js', '__schema__', 'core']);
	});

	it('are one JavaScript file each, and one for the code that both use', async () => {
		await bundle(checkout);
		const shared = expect.stringMatching(/^chunk-\w+\.js$/);
		expect(built()).toEqual(['A.node.js', 'A.node.json', 'B.node.js', '__schema__', shared]);
	});

	it('load a module that only an execution needs at the first execution', async () => {
		put('nodes/X/run.ts', 'globalThis.loaded = true; export const run = () => "done";');
		put(
			'nodes/X/A.node.ts',
			'export class A { async execute() { return (await import("./run")).run(); } }',
		);
		await bundle(checkout);
		const { A } = load('A.node.js') as { A: new () => { execute(): Promise<string> } };
		const node = new A();
		expect('loaded' in globalThis).toBe(false);
		expect(await node.execute()).toBe('done');
	});

	it('export their class, as n8n expects', async () => {
		await bundle(checkout);
		const { A } = load('A.node.js') as { A: new () => { kinds: string[] } };
		expect(A.name).toBe('A');
		expect(new A().kinds).toEqual(['zod', 'zod']);
	});

	it('share their modules, so that the state of a module exists once', async () => {
		await bundle(checkout);
		type Counting = new () => { count(): number };
		const { A } = load('A.node.js') as { A: Counting };
		const { B } = load('B.node.js') as { B: Counting };
		expect([new A().count(), new B().count(), new A().count()]).toEqual([1, 2, 3]);
	});

	it('read their properties from a JSON file instead of building them in code', async () => {
		put(
			'nodes/X/operations/shownProperties.ts',
			`export const shownProperties = () => [{ name: "it's a \\"näme\\"" }];`,
		);
		put(
			'nodes/X/A.node.ts',
			`import { shownProperties } from './operations/shownProperties';
			export class A { properties = shownProperties(); }`,
		);
		await bundle(checkout);
		const { A } = load('A.node.js') as { A: new () => { properties: unknown[] } };
		expect(new A().properties).toEqual([{ name: 'it\'s a "näme"' }]);
		expect(read('A.node.js')).not.toContain('it');
		expect(read('shownProperties.json')).toBe('[{"name":"it\'s a \\"n\\u00e4me\\""}]');
	});

	it('contain the tables that their sources import, and leave no copy of them', async () => {
		put('nodes/X/core/table.json', '{"sort":"fruit"}');
		put('dist/nodes/X/core/table.json', '{"sort":"fruit"}');
		put(
			'nodes/X/A.node.ts',
			`import table from './core/table.json';
			export class A { sort = table.sort; }`,
		);
		await bundle(checkout);
		const { A } = load('A.node.js') as { A: new () => { sort: string } };
		expect(new A().sort).toBe('fruit');
		expect(built()).not.toContain('core');
		expect(readdirSync(path.join(checkout, 'dist/nodes/X/__schema__/v1.0.0'))).toEqual(['a.json']);
	});

	it('require a package once in each file, however many sources import it', async () => {
		await bundle(checkout);
		const scripts = built().filter((name) => name.endsWith('.js'));
		const most = scripts.map((name) => read(name).split('require("zod")').length - 1);
		expect(Math.max(...most)).toBe(1);
	});
});
