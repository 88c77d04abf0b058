import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { failedFiles, runCommand } from '../../../dev/ci/command';

let folder: string;
beforeEach(() => (folder = mkdtempSync(path.join(tmpdir(), 'ci-command-'))));
afterEach(() => rmSync(folder, { recursive: true }));

it('CI prints the name of a failed test file once, while other tests of the same step still run', async () => {
	const isNamed = path.join(folder, 'named');
	const tests = `echo "FAIL test/a.test.ts (2.1 s)"; until [ -f ${isNamed} ]; do sleep 0.1; done; echo "FAIL test/a.test.ts"`;
	const named: string[] = [];
	const isPassed = await runCommand(['sh', '-c', tests], {
		cwd: folder,
		logFile: path.join(folder, 'tests.log'),
		tell: (text) => {
			named.push(text);
			writeFileSync(isNamed, '');
		},
	});
	expect(isPassed).toBe(true);
	expect(named).toEqual(['failed: test/a.test.ts']);
});

it('CI knows each test file that failed, so that these alone can run again', () => {
	const logFile = path.join(folder, 'tests.log');
	expect(failedFiles(logFile)).toEqual([]);
	writeFileSync(
		logFile,
		'PASS test/a.test.ts\nFAIL test/b.long.test.ts (2.1 s)\n  \u001b[31m✘\u001b[39m  3 test/c.browser.test.ts:4:1 › opens\nFAIL test/b.long.test.ts\n',
	);
	expect(failedFiles(logFile)).toEqual(['test/b.long.test.ts', 'test/c.browser.test.ts']);
});
