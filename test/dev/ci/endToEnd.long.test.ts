import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { readHashes } from '../../../dev/ci/content';
import { runEndToEnd } from '../../../dev/ci/endToEnd';
import { endToEndInputs } from '../../../dev/ci/endToEndFiles';
import type { Outcome } from '../../../dev/ci/report';
import { Stamps } from '../../../dev/ci/stamps';

const ROOT = path.join(__dirname, '..', '..', '..');

/** Time limit in ms for six starts of Jest, on a machine that may be busy. */
const PATIENCE_MS = 300_000;

let checkout: string;
let cache: string;
const put = (file: string, text: string) => {
	mkdirSync(path.dirname(path.join(checkout, file)), { recursive: true });
	writeFileSync(path.join(checkout, file), text);
};

beforeEach(() => {
	checkout = mkdtempSync(path.join(os.tmpdir(), 'end-to-end-'));
	cache = mkdtempSync(path.join(os.tmpdir(), 'end-to-end-stamps-'));
	execFileSync('git', ['init'], { cwd: checkout, stdio: 'ignore' });
	symlinkSync(path.join(ROOT, 'node_modules'), path.join(checkout, 'node_modules'));
	put('dev/ci/givenOrder.cjs', readFileSync(path.join(ROOT, 'dev/ci/givenOrder.cjs'), 'utf8'));
	put('.gitignore', 'node_modules\n.dev\nmarks');
	put('package.json', '{}');
	put('jest.e2e.config.js', `module.exports = { testMatch: ['**/*.test.js'] };`);
	put('test/e2e/support/answer.js', `module.exports = 42;`);
	put('docs/page.md', 'page');
	put('examples/agent.json', '{}');
	put(
		'test/e2e/steady.test.js',
		`const answer = require('./support/answer');
		// This module imports agent.json.
		test('is right', () => expect(answer).toBe(42));
		test.skip('is not there yet', () => {});`,
	);
});
afterEach(() => {
	for (const folder of [checkout, cache]) rmSync(folder, { recursive: true, force: true });
});

const FLAKY = `const { existsSync, mkdirSync, appendFileSync } = require('node:fs');
	test('is right the second time', () => {
		appendFileSync(process.env.N8N_STARTS_FILE, __filename + '\\tnow\\n');
		const isSecond = existsSync('marks');
		mkdirSync('marks', { recursive: true });
		expect(isSecond).toBe(true);
	});`;

const LOGS = () => path.join(checkout, '.dev', 'ci');

async function run(tell?: (text: string) => void): Promise<Map<string, Outcome>> {
	const outcomes = new Map<string, Outcome>();
	mkdirSync(LOGS(), { recursive: true });
	await runEndToEnd(
		{ checkout, logs: LOGS(), stamps: new Stamps(cache), hashes: readHashes(checkout), tell },
		(outcome) => outcomes.set(path.basename(outcome.title), outcome),
	);
	return outcomes;
}

const states = (outcomes: Map<string, Outcome>) =>
	Object.fromEntries([...outcomes].map(([name, { state }]) => [name, state]));

it(
	'CI runs a failed file once more, alone: if it passes then, it is called flaky and not remembered',
	async () => {
		put('test/e2e/flaky.test.js', FLAKY);
		put('test/e2e/red.test.js', `test('is wrong', () => expect(1).toBe(2));`);
		const told: string[] = [];
		const first = await run((text) => told.push(text));
		const failures = ['flaky', 'red', 'red'].map((name) => `failed: test/e2e/${name}.test.js`);
		expect(told.sort()).toEqual(failures);
		expect(states(first)).toEqual({
			'steady.test.js': 'passed',
			'flaky.test.js': 'flaky',
			'red.test.js': 'failed',
		});
		const flaky = first.get('flaky.test.js');
		expect(flaky).toMatchObject({ starts: 2, counts: { passed: 1, failed: 0, skipped: 0 } });
		expect(flaky?.details?.join('\n')).toContain('is right the second time');
		expect(readFileSync(flaky?.logs?.[0] ?? '', 'utf8')).toContain('Expected: true');
		expect(first.get('red.test.js')?.logs).toHaveLength(2);

		rmSync(path.join(checkout, 'test/e2e/red.test.js'));
		put('docs/page.md', 'nothing that a test reads');
		const second = await run();
		expect(states(second)).toEqual({ 'flaky.test.js': 'passed', 'steady.test.js': 'remembered' });
		expect(second.get('steady.test.js')?.counts).toEqual({ passed: 1, failed: 0, skipped: 1 });
	},
	PATIENCE_MS,
);

it(
	'CI kills n8n when nothing else runs beside it, since a busy machine takes minutes to start it again',
	async () => {
		put(
			'test/e2e/other.test.js',
			`test('takes a while', async () => {
				await new Promise((resolve) => setTimeout(resolve, 2_000));
				require('node:fs').mkdirSync('marks/other', { recursive: true });
			});`,
		);
		put(
			'test/e2e/kill.test.js',
			`test('is last', () => expect(require('node:fs').existsSync('marks/other')).toBe(true));`,
		);
		expect([...(await run()).keys()].at(-1)).toBe('kill.test.js');
	},
	PATIENCE_MS,
);

it(
	'CI does not remember that an end-to-end test passed if what it reads was edited meanwhile',
	async () => {
		const edit = "require('node:fs').writeFileSync('examples/agent.json', '[]');";
		put('test/e2e/edited.test.js', `test('is right', () => { ${edit} });`);
		expect(states(await run())).toEqual({ 'edited.test.js': 'passed', 'steady.test.js': 'passed' });
		put('examples/agent.json', '{}');
		expect(states(await run())).toEqual({ 'edited.test.js': 'passed', 'steady.test.js': 'passed' });
	},
	PATIENCE_MS,
);

it(
	'CI takes no end-to-end test for passed if the test runner fails outside of them',
	async () => {
		put('teardown.js', `module.exports = () => { throw new Error('not cleaned up'); };`);
		put(
			'jest.e2e.config.js',
			`module.exports = { testMatch: ['**/*.test.js'], globalTeardown: './teardown.js' };`,
		);
		const steady = (await run()).get('steady.test.js');
		expect(steady?.state).toBe('failed');
		expect(steady?.details?.join('\n')).toContain('not cleaned up');
	},
	PATIENCE_MS,
);

it('CI runs an end-to-end test when the package, an import of it or a file that it names has changed', async () => {
	put('nodes/EvolutionApi.node.ts', 'export {};');
	put('examples/read-with-all-others.json', '{}');
	const file = 'test/e2e/steady.test.js';
	const inputs = await endToEndInputs(checkout, readHashes(checkout), [file]);
	expect(inputs?.get(file)?.sort()).toEqual([
		'examples/agent.json',
		'examples/read-with-all-others.json',
		'jest.e2e.config.js',
		'nodes/EvolutionApi.node.ts',
		'package.json',
		'test/e2e/steady.test.js',
		'test/e2e/support/answer.js',
	]);
});

it('CI reuses no earlier result while an import of an end-to-end test cannot be resolved', async () => {
	put('test/e2e/broken.test.js', `require('./gone');`);
	const files = ['test/e2e/broken.test.js', 'test/e2e/steady.test.js'];
	expect(await endToEndInputs(checkout, readHashes(checkout), files)).toBeUndefined();
});
