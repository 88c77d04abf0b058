import { routes } from '../../simulator/routes';
import { everyRoute } from '../support/facts';

/** Routes whose version in `everyRoute` is wrong. The server's changelog says that `GET /metrics` came with 2.3.3. */
const LISTED_WRONG = ['GET /metrics'];

const anonymous = (route: string) => route.replaceAll(/\{\w+\}|:\w+/g, '*');
/** Returns the version as the simulator's routes write it: without `-rc1`, and `''` for routes that 2.3.0 already had. */
const plain = (version: string) =>
	/before|^2\.3\.0$/.test(version) ? '' : version.replace(/-rc\d+$/, '');

describe('contract: the routes of the simulator', () => {
	const listed = Object.entries({ ...everyRoute.forUsers, ...everyRoute.internal }).map(
		([route, version]) => ({ name: anonymous(route), since: plain(version) }),
	);
	const own = new Map(
		routes.map(({ method, path, since = '' }) => [anonymous(`${method} ${path}`), since]),
	);

	it('are all that an operation calls', () => {
		const called = Object.keys(everyRoute.forUsers).map(anonymous);
		expect(called.filter((name) => !own.has(name))).toEqual([]);
	});

	it('exist only from the server version that introduced them', () => {
		const served = listed.filter(({ name }) => own.has(name) && !LISTED_WRONG.includes(name));
		expect(served.filter(({ name, since }) => own.get(name) !== since)).toEqual([]);
	});

	it('all exist on the server', () => {
		const known = new Set(listed.map(({ name }) => name));
		expect([...own.keys()].filter((name) => !known.has(name))).toEqual([]);
	});
});
