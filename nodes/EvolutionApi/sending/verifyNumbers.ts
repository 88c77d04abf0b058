import { lookUpNumbers, meantInstead, NUMBERS_AT_ONCE } from '../server/ask/numbers';
import type { Failure } from '../errors/failure';
import type { Target } from '../server/adapter';
import { isLid, isPhone } from '../core/values/addresses';
import { pause } from '../core/concurrency/retry';
import { asRecord } from '../core/values/answer';
import { randomDelay } from './rateLimit';
import { notSent, type Policy, type Sender } from './send';
import type { BulkSettings } from './settings';
import { findStopReason } from './stopConditions';

/** WhatsApp bans accounts that look up many numbers quickly. */
const MIN_DELAY_BETWEEN_LOOKUPS_MS = 2_000;

export const verifyNumbers = (
	sender: Sender,
	{ rateLimit }: BulkSettings,
	signal: AbortSignal | undefined,
): Policy => ({
	async prepare(recipients) {
		const { context, connection, instance } = sender;
		const result = await findAddresses(sender, recipients, async () => {
			await pause(Math.max(MIN_DELAY_BETWEEN_LOOKUPS_MS, randomDelay(rateLimit)), signal);
			return signal?.aborted !== true;
		});
		if ('failure' in result) {
			const { failure } = result;
			const reason = await findStopReason(context, connection, instance, failure);
			return `The numbers could not be verified: ${reason ?? failure.message}`;
		}
		sender.addresses = result.addresses;
		for (const [number, address] of result.addresses) {
			if (isLid(address)) sender.people.learn(address, number);
		}
		return undefined;
	},

	async send(message, next) {
		const { request, recipient } = message;
		const address = sender.addresses.get(recipient);
		if (address === null) {
			const { context, connection, instance } = sender;
			const hint = await meantInstead(context, connection, instance, recipient);
			const reason = [`${recipient} is not on WhatsApp`, hint].filter(Boolean).join('. ');
			return notSent('notOnWhatsApp', reason, recipient);
		}
		if (address === undefined || address === recipient) return await next(message);
		const input = { ...asRecord(request.input), recipient: address };
		return await next({ ...message, request: { ...request, input } });
	},
});

/**
 * Groups and LIDs come from WhatsApp itself, so they aren't checked.
 * @param waitBetween waits between two requests, and returns false to end the lookup
 * @returns the addresses found before the lookup ended, or the failure of a request
 */
async function findAddresses(
	target: Target,
	recipients: readonly string[],
	waitBetween: () => Promise<boolean>,
): Promise<{ readonly addresses: Sender['addresses'] } | { readonly failure: Failure }> {
	const numbers = [...new Set(recipients.filter(isPhone))];
	const addresses = new Map<string, string | null>();
	for (let start = 0; start < numbers.length; start += NUMBERS_AT_ONCE) {
		if (start > 0 && !(await waitBetween())) break;
		const result = await lookUpNumbers(target, numbers.slice(start, start + NUMBERS_AT_ONCE));
		if ('failure' in result) return result;
		for (const [number, address] of result.jids) addresses.set(number, address);
	}
	return { addresses };
}
