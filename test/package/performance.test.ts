import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { bundled } from '../../dev/bundle';

// docs/performance.md tells of the version that was measured last. What needs no clock is compared with this one.

const ROOT = path.join(__dirname, '..', '..');
const MB = 1024 * 1024;
/** Another version of Node takes some more, or less. */
const HEAP_MARGIN = 0.25;
const DESCRIPTION_MARGIN = 0.03;
const PAGE = readFileSync(path.join(ROOT, 'docs', 'performance.md'), 'utf8');

interface Loaded {
	readonly heapBytes: number;
	readonly descriptionBytes: number;
}

let folder: string;
beforeAll(async () => {
	folder = mkdtempSync(path.join(tmpdir(), 'bundled-'));
	for (const { file, code } of await bundled(ROOT))
		writeFileSync(path.join(folder, path.basename(file)), code);
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** As `npm run bench` does it, with the libraries of the checkout. */
function load(node: string): Loaded {
	const program = path.join(ROOT, 'bench', 'load.cjs');
	const file = path.join(folder, `${node}.node.js`);
	const args = ['--expose-gc', program, file, path.join(ROOT, 'package.json')];
	const env = { ...process.env, NODE_PATH: path.join(ROOT, 'node_modules'), NODE_OPTIONS: '' };
	return JSON.parse(execFileSync(process.execPath, args, { env, encoding: 'utf8' })) as Loaded;
}

/** A row of "Loading a node". */
function onPage(title: string): { readonly heapMb: number; readonly descriptionKb: number } {
	const section = PAGE.slice(PAGE.indexOf('### Loading a node'));
	const cells = section
		.split('\n')
		.find((line) => line.startsWith(`| ${title} |`))
		?.split('|')
		.map((cell) => Number(cell));
	const [, , , , heapMb = NaN, descriptionKb = NaN] = cells ?? [];
	return { heapMb, descriptionKb };
}

const apart = (one: number, other: number) => Math.abs(one / other - 1);

it.each([
	['EvolutionApi', 'this package'],
	['EvolutionApiTrigger', 'this package, trigger'],
])('the page says what loading %s takes: else run npm run bench -- --only load', (node, title) => {
	const { heapBytes, descriptionBytes } = load(node);
	const { heapMb, descriptionKb } = onPage(title);
	expect(apart(descriptionBytes / 1024, descriptionKb)).toBeLessThan(DESCRIPTION_MARGIN);
	expect(apart(heapBytes / MB, heapMb)).toBeLessThan(HEAP_MARGIN);
});

it('loading a node takes less than 5 MB of the heap', () => {
	expect(load('EvolutionApi').heapBytes / MB).toBeLessThan(5);
});

it('no letter makes Node keep a file in two bytes a letter', async () => {
	for (const { code } of await bundled(ROOT)) expect(/[^\0-\x7f]/.exec(code)?.[0]).toBeUndefined();
});
