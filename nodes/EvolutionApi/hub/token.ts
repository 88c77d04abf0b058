import { createHmac, timingSafeEqual } from 'node:crypto';
import { jsonParse } from 'n8n-workflow';

import type { ServerAdapter } from '../server/adapter';
import { asRecord } from '../core/values/answer';

// Distinguishes deliveries (from the server, or forwarded by another workflow) from all other requests.

/** Evolution Go has no headers: there, the webhook's address has the key. */
export const KEY_HEADER = 'jwt_key';

export type Headers = Readonly<Record<string, unknown>>;

const LEEWAY_S = 60;
/** How far ahead the server's clock may be. It's a generous limit, because a refused event would be lost. */
const AHEAD_S = 600;
/** How long the tokens that we sign are valid: as long as the server's own tokens. */
const LIFETIME_S = 600;
/**
 * How long after signing an event the server may still deliver it. The server signs each event only once, but makes ten attempts
 * of up to 30 s, with nine pauses that add up to 1,458 s. The token expires before the last attempts, and answering them with
 * 401 would lose the event. It's safe to accept tokens for longer: they're signed, and a known event is recognized by its ID.
 */
const REDELIVERED_S = 1_800;
const HEADER = encode({ alg: 'HS256', typ: 'JWT' });

const PASS_ON = 'pass on';

export type DeliveryProblem =
	| 'missing'
	| 'malformed'
	| 'signature'
	| 'algorithm'
	| 'expired'
	| 'early'
	/** Evolution Go only: the key in the delivery's address isn't the webhook's `jwt_key`. */
	| 'key';

export const bearer = (key: string, nowMs: number): string =>
	signed({ action: 'webhook' }, key, nowMs);

export const forwardBearer = (
	key: string,
	nowMs: number,
	{ deliveredAt, isAnswer }: { readonly deliveredAt?: number; readonly isAnswer?: boolean },
): string => signed({ action: PASS_ON, deliveredAt, isAnswer }, key, nowMs);

function signed(extraClaims: object, key: string, nowMs: number): string {
	const iat = Math.floor(nowMs / 1000);
	const claims = encode({ iat, exp: iat + LIFETIME_S, app: 'evolution', ...extraClaims });
	return `Bearer ${HEADER}.${claims}.${signature(`${HEADER}.${claims}`, key)}`;
}

/**
 * Returns the time of the server's first delivery of the event, in Unix seconds by the server's clock. Undefined for Evolution
 * Go, which signs nothing. Only for an `Authorization` that {@link tokenProblem} has accepted.
 */
export function readDeliveredAt(authorization: unknown): number | undefined {
	const { action, iat, deliveredAt } = decodeClaims(authorization);
	const time = action === 'webhook' ? iat : deliveredAt;
	return typeof time === 'number' ? time : undefined;
}

/** Tells whether one of our nodes, and not the server, signed the call. Only for calls that {@link tokenProblem} accepted. */
export const isPassedOn = ({ authorization }: Headers): boolean =>
	decodeClaims(authorization).action === PASS_ON;

/** Tells whether one of our nodes forwarded the message, and signed that a waiting execution has already taken it. */
export const isAnswerToken = (headers: Headers): boolean =>
	isPassedOn(headers) && decodeClaims(headers.authorization).isAnswer === true;

const decodeClaims = (authorization: unknown) => decode(String(authorization).split('.')[1] ?? '');

/** Accepts only HS256, and compares the signature in constant time. @returns undefined if the delivery is authentic */
export function tokenProblem(
	authorization: unknown,
	key: string,
	nowMs: number,
): DeliveryProblem | undefined {
	if (typeof authorization !== 'string' || authorization === '') return 'missing';
	const token = /^Bearer +([\w-]+)\.([\w-]+)\.([\w-]*)$/i.exec(authorization);
	if (token === null) return 'malformed';
	const [, header = '', claims = '', proof = ''] = token;
	// Anyone can sign with the empty key.
	if (key === '' || !isSameText(proof, signature(`${header}.${claims}`, key))) return 'signature';
	const { alg } = decode(header);
	if (alg !== 'HS256') return 'algorithm';
	return timeProblem(decode(claims), nowMs / 1000);
}

/** @param now Unix time in seconds */
function timeProblem(
	{ iat, exp }: Record<string, unknown>,
	now: number,
): DeliveryProblem | undefined {
	if (typeof iat !== 'number' || typeof exp !== 'number') return 'malformed';
	if (Math.max(exp, iat + REDELIVERED_S) + LEEWAY_S < now) return 'expired';
	return iat - AHEAD_S > now ? 'early' : undefined;
}

const signature = (text: string, key: string) =>
	createHmac('sha256', key).update(text).digest('base64url');

/** Compares two texts in constant time. */
export function isSameText(one: string, other: string): boolean {
	const [left, right] = [Buffer.from(one), Buffer.from(other)];
	return left.length === right.length && timingSafeEqual(left, right);
}

function encode(value: object): string {
	return Buffer.from(JSON.stringify(value)).toString('base64url');
}

function decode(part: string): Record<string, unknown> {
	const value = jsonParse<unknown>(Buffer.from(part, 'base64url').toString(), {
		fallbackValue: {},
	});
	return asRecord(value);
}

/**
 * @param headers of the delivery. For Evolution Go, they must include the `jwt_key` from the webhook's address.
 * @returns undefined if the delivery is authentic
 */
export function deliveryProblem(
	{ kind }: Pick<ServerAdapter, 'kind'>,
	headers: Headers,
	key: string,
	nowMs: number,
): DeliveryProblem | undefined {
	const problem = tokenProblem(headers.authorization, key, nowMs);
	// Evolution Go signs nothing: the address of its deliveries contains the key.
	if (problem !== 'missing' || kind !== 'evolutionGo') return problem;
	const header = headers[KEY_HEADER];
	if (header === undefined) return 'missing';
	return typeof header === 'string' && key !== '' && isSameText(header, key) ? undefined : 'key';
}

export function findRefusal(
	problem: DeliveryProblem,
	{ authorization }: Headers,
	nowMs: number,
): string {
	if (problem !== 'early' && problem !== 'expired') return problem;
	const { iat } = decodeClaims(authorization);
	const minutes = Math.round(Math.abs(Number(iat) * 1000 - nowMs) / 60_000);
	return problem === 'early'
		? `early: the server's clock is ${minutes} minutes ahead of n8n's, and its tokens are valid for 10 minutes. Set the clocks.`
		: `expired: the server signed it ${minutes} minutes ago by n8n's clock. If it was just sent, the server's clock is behind: set the clocks.`;
}

/** Tells whether the cause of the problem may be that the webhook has another key by now. */
export const isOutdated = (problem: DeliveryProblem) =>
	problem === 'signature' || problem === 'key';
