import { createHmac } from 'node:crypto';
import { sign, verify } from 'jsonwebtoken';

import {
	bearer,
	readDeliveredAt,
	forwardBearer,
	tokenProblem,
} from '../../../../nodes/EvolutionApi/hub/token';
import fc from '../../../support/properties';

const KEY = 'the key of the webhook';
const NOW = 1_800_000_000_000;
const iat = NOW / 1000;
const claims = { iat, exp: iat + 600, app: 'evolution', action: 'webhook' };
const problem = (token: unknown) => tokenProblem(token, KEY, NOW);
const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
const good = sign(claims, KEY, { algorithm: 'HS256' });

describe('a webhook delivery is refused', () => {
	it.each([
		['without a token', undefined, 'missing'],
		['with an empty token', '', 'missing'],
		['with a list instead of one token', [`Bearer ${good}`], 'missing'],
		['with another scheme', `Basic ${good}`, 'malformed'],
		['with garbage', 'Bearer a.b', 'malformed'],
		['with garbage of the right form', 'Bearer a.b.c', 'signature'],
		['without a scheme', good, 'malformed'],
		['signed with another key', `Bearer ${sign(claims, 'other')}`, 'signature'],
		['signed with HS512', `Bearer ${sign(claims, KEY, { algorithm: 'HS512' })}`, 'signature'],
		[
			'without a signature (alg "none")',
			`Bearer ${part({ alg: 'none' })}.${part(claims)}.`,
			'signature',
		],
		[
			'alg "none" with the signature of a valid token',
			`Bearer ${part({ alg: 'none' })}.${good.split('.').slice(1).join('.')}`,
			'signature',
		],
		[
			'with claims that were changed after signing',
			`Bearer ${good.split('.')[0]}.${part({ ...claims, exp: iat + 9999 })}.${good.split('.')[2]}`,
			'signature',
		],
		['with a longer signature', `Bearer ${good}A`, 'signature'],
		[
			'expired, and older than the last try of the server',
			`Bearer ${sign({ ...claims, iat: iat - 1861, exp: iat - 1261 }, KEY)}`,
			'expired',
		],
		[
			'signed more than ten minutes in the future',
			`Bearer ${sign({ ...claims, iat: iat + 601 }, KEY)}`,
			'early',
		],
		['without an expiry time (exp)', `Bearer ${sign({ iat }, KEY)}`, 'malformed'],
		[
			'without a signing time (iat)',
			`Bearer ${sign({ exp: iat + 5 }, KEY, { noTimestamp: true })}`,
			'malformed',
		],
		['with claims that are not an object', `Bearer ${sign('text', KEY)}`, 'malformed'],
	])('because of its token: %s', (_how, token, expected) => {
		expect(problem(token)).toBe(expected);
	});

	it('if the header of its token names another algorithm than HS256', () => {
		const signedPart = `${part({ alg: 'HS384', typ: 'JWT' })}.${part(claims)}`;
		const signature = createHmac('sha256', KEY).update(signedPart).digest('base64url');
		expect(problem(`Bearer ${signedPart}.${signature}`)).toBe('algorithm');
	});

	it('if it is signed with the empty key, which can be guessed', () => {
		expect(tokenProblem(bearer('', NOW), '', NOW)).toBe('signature');
	});

	it('with any token from an outsider without the key', () => {
		fc.assert(
			fc.property(fc.oneof(fc.string(), fc.base64String(), fc.jsonValue()), (made) => {
				const text = typeof made === 'string' ? made : JSON.stringify(made);
				expect(problem(`Bearer ${text}`)).not.toBeUndefined();
				expect(problem(made)).not.toBeUndefined();
			}),
		);
	});
});

describe('a webhook delivery with a valid signature is accepted', () => {
	const signedAt = (at: number) => `bearer ${sign({ ...claims, iat: at, exp: at + 600 }, KEY)}`;

	it('from a server whose clock is up to ten minutes ahead', () => {
		for (const ahead of [0, 59, 599]) expect(problem(signedAt(iat + ahead))).toBeUndefined();
	});

	it('at the tenth attempt of the server, which repeats the signature of the first', () => {
		const seconds = [5, 10, 20, 40, 80, 160, 300, 300, 300].map((pause) => pause * 1.2);
		const lastTry = seconds.reduce((sum, pause) => sum + pause + 30, 0);
		expect(problem(signedAt(iat - Math.ceil(lastTry)))).toBeUndefined();
	});

	it('two hours after it was signed, if its token expired less than a minute ago', () => {
		const token = sign({ ...claims, iat: iat - 7200, exp: iat - 59 }, KEY);
		expect(problem(`Bearer ${token}`)).toBeUndefined();
	});

	it('if this package has signed it, with exactly the token that the server would make', () => {
		expect(bearer(KEY, NOW + 999)).toBe(`Bearer ${good}`);
		expect(verify(bearer(KEY, NOW).slice(7), KEY, { clockTimestamp: iat })).toMatchObject(claims);
		expect(problem(bearer(KEY, NOW))).toBeUndefined();
	});

	it('up to 15 minutes after the server delivered it, if it was forwarded', () => {
		expect(problem(forwardBearer(KEY, NOW, { deliveredAt: iat - 900 }))).toBeUndefined();
	});
});

describe('the time at which the server delivered an event', () => {
	const passedOn = forwardBearer(KEY, NOW, { deliveredAt: iat - 900 });

	it('is the time in its signature, and stays the same when the event is forwarded', () => {
		expect(readDeliveredAt(bearer(KEY, NOW))).toBe(iat);
		expect(readDeliveredAt(passedOn)).toBe(iat - 900);
	});

	it('is unknown without a signature, or if the forwarded event does not contain it', () => {
		expect(
			readDeliveredAt(forwardBearer(KEY, NOW, { deliveredAt: readDeliveredAt(undefined) })),
		).toBeUndefined();
		expect(readDeliveredAt('Bearer x')).toBeUndefined();
	});

	it('cannot be changed without the key', () => {
		const [header, , mac] = passedOn.split('.');
		const [, claims] = forwardBearer('another key', NOW, { deliveredAt: iat }).split('.');
		expect(problem(`${header}.${claims}.${mac}`)).toBe('signature');
	});
});
