import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { routes } from '../../simulator/routes';
import { describeCaptured, hasShared, SHARED } from '../support/contract';

/** `GET /metrics` is listed as older than it is: it came in the middle of 2.3. */
const LISTED_WRONG = ['GET /metrics'];

const anonymous = (method: string, path: string) =>
	`${method} ${path.replaceAll(/\{\w+\}|:\w+/g, '*')}`;
/** It plays no server before 2.3.0. */
const plain = (version: string) =>
	/before|^2\.3\.0$/.test(version) ? '' : version.replace(/-rc\d+$/, '');

describeCaptured('the routes of the simulator', () => {
	const text = hasShared ? readFileSync(join(SHARED, 'coverage.csv'), 'utf8') : '';
	const [, ...lines] = text.trim().split('\n');
	const listed = lines.map((line) => {
		const [method, path, firstVersion, , expose] = line.split(',');
		return { name: anonymous(method, path), since: plain(firstVersion), expose };
	});
	const own = new Map(
		routes.map(({ method, path, since = '' }) => [anonymous(method, path), since]),
	);

	it('contract: the simulator has every route that an operation calls', () => {
		const called = listed.filter(({ expose }) => expose === 'yes').map(({ name }) => name);
		expect(called.filter((name) => !own.has(name))).toEqual([]);
	});

	it('contract: the simulator has each route only from the server version that introduced it', () => {
		const served = listed.filter(({ name }) => own.has(name) && !LISTED_WRONG.includes(name));
		expect(served.filter(({ name, since }) => own.get(name) !== since)).toEqual([]);
	});

	it('contract: every route of the simulator exists on the server', () => {
		const known = new Set(listed.map(({ name }) => name));
		expect([...own.keys()].filter((name) => !known.has(name))).toEqual([]);
	});
});
