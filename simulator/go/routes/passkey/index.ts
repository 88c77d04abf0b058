import { goError } from '../../core/answers';
import type { GoRoute } from '../../core/route';

/** Pairing with a passkey is for a browser; here nobody ever begins one. */
const notFound = (): never => {
	throw goError(404, 'ceremony not found or expired');
};

const since = '0.7.2';
const path = '/passkey-ceremony/:token';

export const passkeyGoRoutes: GoRoute[] = [
	{ method: 'GET', path, key: 'none', since, run: notFound },
	{ method: 'POST', path: `${path}/response`, key: 'none', since, run: notFound },
	{ method: 'POST', path: `${path}/confirm`, key: 'none', since, run: notFound },
];
