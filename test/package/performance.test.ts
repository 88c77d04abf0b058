import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { bundled } from '../../dev/bundle';

const ROOT = path.join(__dirname, '..', '..');
const MB = 1024 * 1024;

interface Loaded {
	readonly heapBytes: number;
	readonly descriptionBytes: number;
	readonly fileBytes: number;
}

let folder: string;
const codes: string[] = [];
beforeAll(async () => {
	folder = mkdtempSync(path.join(tmpdir(), 'bundled-'));
	for (const { file, code } of await bundled(ROOT)) {
		writeFileSync(path.join(folder, path.basename(file)), code);
		codes.push(code);
	}
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Throws if a node uses language data while it's loaded, which would double the time. */
const REFUSE = `for (const name of ['DisplayNames', 'ListFormat', 'Segmenter'])
	Intl[name] = class { constructor() { throw new Error(name + ' is made while n8n starts'); } };`;

function load(node: string): Loaded {
	const program = path.join(ROOT, 'bench', 'load.cjs');
	const file = path.join(folder, `${node}.node.js`);
	const first = ['--import', `data:text/javascript,${encodeURIComponent(REFUSE)}`];
	const args = ['--expose-gc', ...first, program, file, path.join(ROOT, 'package.json')];
	const env = { ...process.env, NODE_PATH: path.join(ROOT, 'node_modules'), NODE_OPTIONS: '' };
	return JSON.parse(execFileSync(process.execPath, args, { env, encoding: 'utf8' })) as Loaded;
}

it('the built code: loading EvolutionApi takes less than 5 MB of the heap, and reads its description, but no language data and nothing that only a run or the editor needs', () => {
	const { heapBytes, fileBytes, descriptionBytes } = load('EvolutionApi');
	expect(heapBytes / MB).toBeLessThan(5);
	expect(fileBytes - descriptionBytes).toBeLessThan(30_000);
});

it('the built code: loading EvolutionApiTrigger takes less than 5 MB of the heap, and reads no language data', () => {
	expect(load('EvolutionApiTrigger').heapBytes / MB).toBeLessThan(5);
});

it('the built code: has only ASCII characters, since others can make Node store two bytes per character', () => {
	for (const code of codes) expect(/[^\0-\x7f]/.exec(code)?.[0]).toBeUndefined();
});
