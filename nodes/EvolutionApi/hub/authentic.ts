import { sameText, signedAtIn, tokenProblem, type TokenProblem } from './jwt';
import { KEY_HEADER, RAW_KEY_HEADER, type Headers } from './record';
import { PASSED_HEADER } from './subscribers';

// How a delivery of the server is told from any other request.

export interface WebhookSecret {
	/** The `jwt_key` of the webhook. */
	readonly key: string;
	/** The server is older than 2.3.0: it signs nothing, and its deliveries carry the key itself. */
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
	const givenKey = headers[RAW_KEY_HEADER] ?? headers[KEY_HEADER];
	if (problem !== 'missing' || givenKey === undefined) return problem;
	if (!isRaw) return 'unsigned';
	return typeof givenKey === 'string' && key !== '' && sameText(givenKey, key) ? undefined : 'key';
}

/** How long a token of the server is valid. */
const VALID_MS = 600_000;

/**
 * What the log says about a problem.
 * @param leadMs how far the server's clock is ahead of ours; 0 if that is not known
 */
export function refusalOf(
	problem: DeliveryProblem,
	{ authorization }: Headers,
	leadMs: number,
	nowMs: number,
): string {
	const isAboutTime = problem === 'early' || problem === 'expired';
	const signedMs = (signedAtIn(authorization) ?? 0) * 1000 - nowMs;
	const lead = leadMs === 0 ? signedMs : leadMs;
	if (!isAboutTime || Math.abs(lead) < VALID_MS) return problem;
	const minutes = Math.round(Math.abs(lead) / 60_000);
	if (problem === 'expired' && leadMs === 0) {
		return `expired: the server signed it ${minutes} minutes ago by n8n's clock. If it was just sent, the server's clock is behind: set the clocks.`;
	}
	const where = lead > 0 ? 'ahead of' : 'behind';
	return `${problem}: the server's clock is ${minutes} minutes ${where} n8n's, and its tokens are valid for 10 minutes. Set the clocks.`;
}

/** Whether the server itself signed this authentic delivery. Such a server does not send its key any more. */
export const isSigned = (headers: Headers) =>
	headers.authorization !== undefined && headers[PASSED_HEADER] === undefined;

/** Whether the webhook may have another key by now, or the server another version. */
export const isOutdated = (problem: DeliveryProblem) =>
	['signature', 'key', 'unsigned'].includes(problem);

/**
 * Whether the webhook has to carry the key in a header that the server sends as it is.
 * @param isInRecord the webhook has that header, set by somebody who knew the version
 * @param signs the server signs; undefined if it does not say its version
 */
export const isRawKey = (isInRecord: boolean, signs: boolean | undefined) =>
	signs === undefined ? isInRecord : !signs;
