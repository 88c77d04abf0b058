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
	/** Of code and data. */
	readonly fileBytes: number;
}

let folder: string;
beforeAll(async () => {
	folder = mkdtempSync(path.join(tmpdir(), 'bundled-'));
	for (const { file, code } of await bundled(ROOT))
		writeFileSync(path.join(folder, path.basename(file)), code);
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** As `npm run bench` does it, with the libraries of the checkout. @param before code that runs before */
function load(node: string, before = ''): Loaded {
	const program = path.join(ROOT, 'bench', 'load.cjs');
	const file = path.join(folder, `${node}.node.js`);
	const first = ['--import', `data:text/javascript,${encodeURIComponent(before)}`];
	const args = ['--expose-gc', ...first, program, file, path.join(ROOT, 'package.json')];
	const env = { ...process.env, NODE_PATH: path.join(ROOT, 'node_modules'), NODE_OPTIONS: '' };
	return JSON.parse(execFileSync(process.execPath, args, { env, encoding: 'utf8' })) as Loaded;
}

const NODES = ['EvolutionApi', 'EvolutionApiTrigger'];

it.each(NODES)('the built code: loading %s takes less than 5 MB of the heap', (node) => {
	expect(load(node).heapBytes / MB).toBeLessThan(5);
});

it('the built code: loading EvolutionApi reads its description, and nothing that only a run or the editor needs', () => {
	const { fileBytes, descriptionBytes } = load('EvolutionApi');
	expect(fileBytes - descriptionBytes).toBeLessThan(30_000);
});

it.each(NODES)(
	'the built code: loading %s reads no language data, which takes as long as everything else',
	(node) => {
		const refuse = `for (const name of ['DisplayNames', 'ListFormat', 'Segmenter'])
			Intl[name] = class { constructor() { throw new Error(name + ' is made while n8n starts'); } };`;
		expect(() => load(node, refuse)).not.toThrow();
	},
);

it('the built code: has only ASCII characters, since others can make Node store two bytes per character', async () => {
	for (const { code } of await bundled(ROOT)) expect(/[^\0-\x7f]/.exec(code)?.[0]).toBeUndefined();
});
