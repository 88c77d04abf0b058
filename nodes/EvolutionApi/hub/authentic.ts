import { sameText, signedAtIn, tokenProblem, type TokenProblem } from './jwt';
import { KEY_HEADER, RAW_KEY_HEADER, type Headers } from './record';
import { PASSED_HEADER } from './subscribers';

// By what a delivery of the server is told from any other.

export interface WebhookSecret {
	/** The `jwt_key` of the webhook. */
	readonly key: string;
	/** The server is older than 2.3.0: the deliveries carry the key itself. */
	readonly isRaw: boolean;
}

export type DeliveryProblem =
	| TokenProblem
	/** It carries another key. */
	| 'key'
	/** It carries a key where the server signs. */
	| 'unsigned';

/** @returns undefined if the delivery is authentic */
export function deliveryProblem(
	headers: Headers,
	{ key, isRaw }: WebhookSecret,
	nowMs: number,
): DeliveryProblem | undefined {
	const problem = tokenProblem(headers.authorization, key, nowMs);
	const given = headers[RAW_KEY_HEADER] ?? headers[KEY_HEADER];
	if (problem !== 'missing' || given === undefined) return problem;
	if (!isRaw) return 'unsigned';
	return typeof given === 'string' && key !== '' && sameText(given, key) ? undefined : 'key';
}

/** For which a token of the server is good. */
const GOOD_MS = 600_000;

/**
 * For the log.
 * @param leadMs how far the server's clock is ahead of ours; 0 where that is not known
 */
export function refusalOf(
	problem: DeliveryProblem,
	{ authorization }: Headers,
	leadMs: number,
	nowMs: number,
): string {
	const isOfTime = problem === 'early' || problem === 'expired';
	const isFromFuture = problem === 'early' && leadMs === 0;
	const lead = isFromFuture ? (signedAtIn(authorization) ?? 0) * 1000 - nowMs : leadMs;
	if (!isOfTime || Math.abs(lead) < GOOD_MS) return problem;
	const minutes = Math.round(Math.abs(lead) / 60_000);
	const where = lead > 0 ? 'ahead of' : 'behind';
	return `${problem}: the server's clock is ${minutes} minutes ${where} n8n's, and its tokens are good for 10 minutes. Set the clocks.`;
}

/** Whether the server itself has signed a delivery that is authentic: it sends no bare key any more. */
export const isSigned = (headers: Headers) =>
	headers.authorization !== undefined && headers[PASSED_HEADER] === undefined;

/** Whether there may be another key by now, or another version of the server. */
export const isOutdated = (problem: DeliveryProblem) =>
	['signature', 'key', 'unsigned'].includes(problem);

/**
 * @param isInRecord whether the webhook has the header for it, put there by somebody who knew the version
 * @param signs whether the server signs; undefined where it does not say its version
 */
export const isRawKey = (isInRecord: boolean, signs: boolean | undefined) =>
	signs === undefined ? isInRecord : !signs;
