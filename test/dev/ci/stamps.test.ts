import { mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { stampFolder, Stamps } from '../../../dev/ci/stamps';
import { PACKAGE_NAME } from '../../../dev/ourPackage';

let folder: string;
beforeEach(() => (folder = mkdtempSync(path.join(os.tmpdir(), 'stamps-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const COUNTS = { passed: 3, failed: 0, skipped: 1 };

describe('CI: the record that a step has passed on this machine', () => {
	it('is found by another run with the same content, with its number of tests', () => {
		new Stamps(folder).note('test/e2e/queue.test.ts', 'abc', COUNTS);
		expect(new Stamps(folder).find('test/e2e/queue.test.ts', 'abc')).toMatchObject({
			counts: COUNTS,
		});
	});

	it('is not found for other content, for another step, or when the content is unknown', () => {
		const stamps = new Stamps(folder);
		stamps.note('lint', 'abc', COUNTS);
		stamps.note('types', undefined, COUNTS);
		expect([
			stamps.find('lint', 'abd'),
			stamps.find('types', 'abc'),
			stamps.find('types', undefined),
		]).toEqual([undefined, undefined, undefined]);
	});

	it('is not used with CI_FRESH, but written all the same', () => {
		const fresh = new Stamps(folder, true);
		fresh.note('lint', 'abc', COUNTS);
		expect(fresh.find('lint', 'abc')).toBeUndefined();
		expect(new Stamps(folder).find('lint', 'abc')).toBeDefined();
	});

	it('is ignored if its file was cut short', () => {
		new Stamps(folder).note('lint', 'abc', COUNTS);
		for (const file of readdirSync(folder)) writeFileSync(path.join(folder, file), '{"counts":');
		expect(new Stamps(folder).find('lint', 'abc')).toBeUndefined();
	});

	it('is deleted after two weeks, while the duration of a step is kept', () => {
		const stamps = new Stamps(folder);
		stamps.note('lint', 'abc', COUNTS);
		stamps.noteSeconds('lint', 23);
		const old = new Date(Date.now() - 15 * 24 * 3_600_000);
		for (const file of readdirSync(folder)) utimesSync(path.join(folder, file), old, old);
		const later = new Stamps(folder);
		expect([later.find('lint', 'abc'), later.secondsFor('lint')]).toEqual([undefined, 23]);
	});

	it('is stored in the folder of this package below the cache folder (XDG_CACHE_HOME)', () => {
		expect(stampFolder({ XDG_CACHE_HOME: '/cache' })).toBe(`/cache/${PACKAGE_NAME}/ci`);
	});
});
