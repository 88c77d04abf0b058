import { changedSteps, deepSteps, STEPS } from '../../../dev/ci/steps';

const names = (steps: ReadonlyArray<{ name: string }>) => steps.map(({ name }) => name);

describe('CI: the steps of a run', () => {
	it.each([
		['.ci/run', STEPS],
		['npm run ci -- --deep', deepSteps('2026-11-24')],
	])('of %s have unique names, and depend only on earlier steps', (_command, steps) => {
		expect(new Set(names(steps)).size).toBe(steps.length);
		for (const [index, { needs = [] }] of steps.entries()) {
			expect(names(steps.slice(0, index))).toEqual(expect.arrayContaining([...needs]));
		}
	});

	it('at night have the date as seed for random values, so that a night can be repeated', () => {
		const random = deepSteps('2026-11-24').find(({ name }) => name === 'random');
		expect(random?.command).toContain('PROPERTY_SEED=20261124');
	});
});

describe('npm run check', () => {
	it('lints and tests the scripts that changed, and only checks the format of other changed files', () => {
		const steps = changedSteps(['nodes/a.ts', 'docs/page.yml']);
		const command = (name: string) => steps.find((step) => step.name === name)?.command?.join(' ');
		expect(command('lint')).toMatch(/eslint\.house\.mjs nodes\/a\.ts$/);
		expect(command('tests')).toMatch(/--findRelatedTests nodes\/a\.ts$/);
		expect(command('format')).toMatch(/nodes\/a\.ts docs\/page\.yml$/);
	});

	it('runs no tests for a file that is not a script, and no step if nothing changed', () => {
		expect(names(changedSteps(['docs/page.yml']))).toEqual(['format']);
		expect(changedSteps([])).toEqual([]);
	});
});
