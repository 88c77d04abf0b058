import { readCounts } from '../../../dev/ci/counts';
import { describeOutcome, isGood, summarize, type Outcome } from '../../../dev/ci/report';

const outcome = (values: Partial<Outcome>): Outcome => ({
	title: 'Lint',
	state: 'passed',
	seconds: 23,
	starts: 0,
	counts: { passed: 0, failed: 0, skipped: 0 },
	...values,
});
const tests = (passed: number, failed = 0, skipped = 0) => ({ passed, failed, skipped });

describe('CI: the summary of a run', () => {
	it('ends with the number of all tests, and says how many of these passed in an earlier run', () => {
		const lines = summarize(
			[
				outcome({}),
				outcome({ title: 'Tests', counts: tests(100, 1, 2), state: 'failed' }),
				outcome({ title: 'queue', counts: tests(8), state: 'remembered' }),
			],
			61,
		);
		expect(lines.at(-1)).toBe('108 passed, 1 failed, 2 skipped');
		expect(lines.join('\n')).toContain('8 tests did not run: they passed here');
	});

	it('shows time, starts of n8n, tests and state of each step', () => {
		const lines = summarize([outcome({ title: 'queue', starts: 13, counts: tests(8) })], 150);
		expect(lines.find((line) => line.startsWith('queue'))).toMatch(/0:23 +13 +8 +passed$/);
		expect(lines.join('\n')).toContain('2:30 in total. n8n was started 13 times.');
	});

	it('names every failed step with its error and its log file, also a step that could not run', () => {
		const text = summarize(
			[
				outcome({ state: 'failed', details: ['nodes/a.ts: error'], logs: ['.dev/ci/lint.log'] }),
				outcome({ title: 'Package check', state: 'not run', details: ['It needs "Build".'] }),
			],
			1,
		).join('\n');
		expect(text).toContain('nodes/a.ts: error');
		expect(text).toContain('Log: .dev/ci/lint.log');
		expect(text).toContain('It needs "Build".');
		expect(text).toContain('FAILED: Lint, Package check');
	});

	it('names a flaky test at its top, though the run is green', () => {
		const flaky = outcome({ title: 'triggerKill', state: 'flaky', details: ['lost: 1'] });
		const lines = summarize([flaky], 1);
		expect(isGood(flaky)).toBe(true);
		expect(lines.join('\n')).toMatch(/FLAKY: triggerKill[^]*lost: 1[^]*FLAKY: 1 \(triggerKill\)/);
		expect(lines).toContain('All steps passed.');
	});

	it('of a run that was ended early does not say that all steps passed', () => {
		const lines = summarize([outcome({ counts: tests(3) })], 1, 'SIGTERM');
		expect(lines.slice(-2)).toEqual([
			'Stopped by SIGTERM before all steps had run.',
			'3 passed, 0 failed, 0 skipped',
		]);
		expect(lines).not.toContain('All steps passed.');
	});

	it('shows a passed step in a single line', () => {
		expect(describeOutcome(outcome({}))).toEqual(['ok: Lint (0:23)']);
	});
});

describe('CI: the number of tests that Jest prints', () => {
	it('is summed over all runs of Jest, also when the output is colored', () => {
		const log = [
			'Tests:       1 failed, 2 skipped, 30 passed, 33 total',
			'\u001b[1mTests:       \u001b[22m\u001b[32m4 passed\u001b[39m, 4 total',
			'  Tests: 9 passed (of somebody else)',
		].join('\n');
		expect(readCounts(log)).toEqual({ passed: 34, failed: 1, skipped: 2 });
	});

	it('is zero for a command that runs no tests', () => {
		expect(readCounts('All matched files use Prettier code style!')).toEqual(tests(0));
	});
});
