import type { Failure } from '../core/failures/failure';
import type { Target } from '../core/server/adapter';
import { isPhone } from '../core/values/jid';

/** By number: the JID that WhatsApp has for it, or null if it is not on WhatsApp. */
export type Addresses = ReadonlyMap<string, string | null>;

/**
 * Asks which numbers are on WhatsApp. Groups and LIDs come from WhatsApp itself, so they are not checked.
 * @param waitBetween waits between two requests; answers false if the run is to end
 * @returns what was found up to then, or why nothing can be found
 */
export async function findAddresses(
	target: Target,
	recipients: readonly string[],
	waitBetween: () => Promise<boolean>,
): Promise<{ readonly addresses: Addresses } | { readonly failure: Failure }> {
	const numbers = [...new Set(recipients.filter(isPhone))];
	const addresses = new Map<string, string | null>();
	const { atOnce, find } = target.connection.server.numbers;
	for (let start = 0; start < numbers.length; start += atOnce) {
		if (start > 0 && !(await waitBetween())) break;
		const chunk = numbers.slice(start, start + atOnce);
		const result = await find(target, chunk);
		if ('failure' in result) return result;
		for (const [number, address] of result.found) addresses.set(number, address);
	}
	return { addresses };
}
