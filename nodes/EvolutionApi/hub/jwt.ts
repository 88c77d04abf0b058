import { createHmac, timingSafeEqual } from 'node:crypto';
import { jsonParse } from 'n8n-workflow';

import { isRecord } from '../core/server/answer';

/** The clocks of two servers are never quite the same. */
const LEEWAY_S = 60;
/** A server whose clock is ahead signs as well as any other, and a refusal would be final for the event. */
const AHEAD_S = 600;
/** As long as the server's own. */
const LIFETIME_S = 600;
/**
 * The server signs an event once, and its last tries come when that token is over: nine pauses of up to 360 s
 * (1,458 s in all) and ten time-outs of 30 s. A 401 would lose the event. What the longer time lets through
 * is signed all the same, and an event that was taken before is known by its id and starts nothing.
 */
const REDELIVERED_S = 1_800;
const HEADER = encode({ alg: 'HS256', typ: 'JWT' });

export type TokenProblem =
	| 'missing'
	| 'malformed'
	| 'signature'
	| 'algorithm'
	| 'expired'
	| 'early';

/** `Authorization` as the server makes it from a webhook's `jwt_key`. */
export const bearer = (key: string, nowMs: number): string =>
	signed({ action: 'webhook' }, key, nowMs);

/** Of what we pass on. @param toldAt see {@link toldAtIn}; it goes along */
export const passedOnBearer = (key: string, nowMs: number, toldAt: number | undefined): string =>
	signed({ action: 'pass on', toldAt }, key, nowMs);

function signed(more: object, key: string, nowMs: number): string {
	const iat = Math.floor(nowMs / 1000);
	const claims = encode({ iat, exp: iat + LIFETIME_S, app: 'evolution', ...more });
	return `Bearer ${HEADER}.${claims}.${signature(`${HEADER}.${claims}`, key)}`;
}

/**
 * When the server told of the event for the first time, by its own clock, Unix seconds; undefined where it has
 * signed nothing. Only for an `Authorization` that was checked.
 */
export function toldAtIn(authorization: unknown): number | undefined {
	const { action, iat, toldAt } = claimsOf(authorization);
	const time = action === 'webhook' ? iat : toldAt;
	return typeof time === 'number' ? time : undefined;
}

/** When a token was signed, by the clock of who did. */
export function signedAtIn(authorization: unknown): number | undefined {
	const { iat } = claimsOf(authorization);
	return typeof iat === 'number' ? iat : undefined;
}

const claimsOf = (authorization: unknown) => decode(String(authorization).split('.')[1] ?? '');

/**
 * Checks a delivery's `Authorization`: HS256 and nothing else, in constant time.
 * @returns undefined if the delivery is authentic
 */
export function tokenProblem(
	authorization: unknown,
	key: string,
	nowMs: number,
): TokenProblem | undefined {
	if (typeof authorization !== 'string' || authorization === '') return 'missing';
	const token = /^Bearer +([\w-]+)\.([\w-]+)\.([\w-]*)$/i.exec(authorization);
	if (token === null) return 'malformed';
	const [, header = '', claims = '', given = ''] = token;
	// Anybody can sign with the empty key.
	if (key === '' || !sameText(given, signature(`${header}.${claims}`, key))) return 'signature';
	const { alg } = decode(header);
	if (alg !== 'HS256') return 'algorithm';
	const { iat, exp } = decode(claims);
	const now = nowMs / 1000;
	if (typeof iat !== 'number' || typeof exp !== 'number') return 'malformed';
	if (Math.max(exp, iat + REDELIVERED_S) + LEEWAY_S < now) return 'expired';
	return iat - AHEAD_S > now ? 'early' : undefined;
}

const signature = (text: string, key: string) =>
	createHmac('sha256', key).update(text).digest('base64url');

/** In constant time. */
export function sameText(given: string, expected: string): boolean {
	const [left, right] = [Buffer.from(given), Buffer.from(expected)];
	return left.length === right.length && timingSafeEqual(left, right);
}

function encode(value: object): string {
	return Buffer.from(JSON.stringify(value)).toString('base64url');
}

function decode(part: string): Record<string, unknown> {
	const value = jsonParse<unknown>(Buffer.from(part, 'base64url').toString(), {
		fallbackValue: {},
	});
	return isRecord(value) ? value : {};
}
