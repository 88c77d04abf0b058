import { CLOCK_TOLERANCE_MS } from '../core/server/clock';
import type { ServerAdapter } from '../core/server/adapter';
import { sameText, signedAtIn, tokenProblem, type TokenProblem } from './jwt';
import { KEY_HEADER, type Headers } from './list';

// How a delivery of the server is told from any other request.

export type DeliveryProblem =
	| TokenProblem
	/** Its address has another key. */
	| 'key';

type Sender = Pick<ServerAdapter, 'kind'>;

/** Evolution Go signs nothing: the address to which it delivers has the key. */
const isKeyInAddress = ({ kind }: Sender): boolean => kind === 'evolutionGo';

/**
 * Whether the server has sent it, or another workflow of ours that has passed it on.
 * @param key the `jwt_key` of the webhook
 * @returns undefined if the delivery is authentic
 */
export function deliveryProblem(
	server: Sender,
	headers: Headers,
	key: string,
	nowMs: number,
): DeliveryProblem | undefined {
	const problem = tokenProblem(headers.authorization, key, nowMs);
	return problem === 'missing' && isKeyInAddress(server) ? addressProblem(headers, key) : problem;
}

/** @param headers with those of the address */
function addressProblem(headers: Headers, key: string): DeliveryProblem | undefined {
	const named = headers[KEY_HEADER];
	if (named === undefined) return 'missing';
	return typeof named === 'string' && key !== '' && sameText(named, key) ? undefined : 'key';
}

/** How long a token of the server is valid. */
const VALID_MS = 600_000;

/**
 * What the log says about a problem.
 * @param skewMs how far the server's clock is ahead of ours, as far as its answers tell
 */
export function refusalOf(
	problem: DeliveryProblem,
	{ authorization }: Headers,
	skewMs: number,
	nowMs: number,
): string {
	const isAboutTime = problem === 'early' || problem === 'expired';
	const signedMs = (signedAtIn(authorization) ?? 0) * 1000 - nowMs;
	const isTold = Math.abs(skewMs) > CLOCK_TOLERANCE_MS;
	const lead = isTold ? skewMs : signedMs;
	if (!isAboutTime || Math.abs(lead) < VALID_MS) return problem;
	const minutes = Math.round(Math.abs(lead) / 60_000);
	if (problem === 'expired' && !isTold) {
		return `expired: the server signed it ${minutes} minutes ago by n8n's clock. If it was just sent, the server's clock is behind: set the clocks.`;
	}
	const where = lead > 0 ? 'ahead of' : 'behind';
	return `${problem}: the server's clock is ${minutes} minutes ${where} n8n's, and its tokens are valid for 10 minutes. Set the clocks.`;
}

/** Whether the webhook may have another key by now. */
export const isOutdated = (problem: DeliveryProblem) =>
	problem === 'signature' || problem === 'key';
