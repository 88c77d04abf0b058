import { createHmac, timingSafeEqual } from 'node:crypto';
import { jsonParse } from 'n8n-workflow';

import { recordOf } from '../core/values/answer';

/** Two servers' clocks never agree exactly. */
const LEEWAY_S = 60;
/** How far ahead the server's clock may be: a refused event would be lost. */
const AHEAD_S = 600;
/** The same as in the server's own tokens. */
const LIFETIME_S = 600;
/**
 * How long after signing the server may still deliver. It signs an event once, and its last tries come when
 * that token has expired: after nine pauses of up to 360 s (1,458 s in all) and ten timeouts of 30 s. A 401
 * would lose the event. To accept tokens for longer is safe: they are signed, and an event that was taken
 * before is known by its id.
 */
const REDELIVERED_S = 1_800;
const HEADER = encode({ alg: 'HS256', typ: 'JWT' });

const PASS_ON = 'pass on';

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

/**
 * `Authorization` of what we pass on, with what {@link deliveredAtIn} and {@link isAnswerIn} read. Every version of this
 * node reads `toldAt`, so that name stays.
 */
export const passedOnBearer = (
	key: string,
	nowMs: number,
	{ deliveredAt, isAnswer }: { readonly deliveredAt?: number; readonly isAnswer?: boolean },
): string => signed({ action: PASS_ON, toldAt: deliveredAt, isAnswer }, key, nowMs);

function signed(extraClaims: object, key: string, nowMs: number): string {
	const iat = Math.floor(nowMs / 1000);
	const claims = encode({ iat, exp: iat + LIFETIME_S, app: 'evolution', ...extraClaims });
	return `Bearer ${HEADER}.${claims}.${signature(`${HEADER}.${claims}`, key)}`;
}

/**
 * When the server first delivered the event, in Unix seconds by its own clock; undefined if it signed nothing. The
 * `Authorization` must have been checked.
 */
export function deliveredAtIn(authorization: unknown): number | undefined {
	const { action, iat, toldAt } = claimsOf(authorization);
	const time = action === 'webhook' ? iat : toldAt;
	return typeof time === 'number' ? time : undefined;
}

/** Whether a waiting execution has taken what was passed on as its answer. The `Authorization` must have been checked. */
export function isAnswerIn(authorization: unknown): boolean {
	const { action, isAnswer } = claimsOf(authorization);
	return action === PASS_ON && isAnswer === true;
}

/** When a token was signed, in Unix seconds by the signer's clock. */
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
	return timeProblem(decode(claims), nowMs / 1000);
}

/** @param now Unix time in seconds */
function timeProblem({ iat, exp }: Record<string, unknown>, now: number): TokenProblem | undefined {
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
	return recordOf(value);
}
