import type { IExecuteFunctions } from 'n8n-workflow';

import { classifyAddress } from '../../core/values/addressKind';

// Checks addresses that the server will call later: webhooks, bots, Chatwoot. The server accepts any address and hides failures.
// Since n8n can't be sure that an address is wrong, the node only gives hints.

type Hinting = Partial<Pick<IExecuteFunctions, 'addExecutionHints'>>;

/** @param addresses valid addresses, or undefined */
export function hintAddresses(
	context: Hinting,
	baseUrl: string,
	addresses: ReadonlyArray<string | undefined>,
): void {
	for (const address of addresses) {
		const message = address === undefined ? undefined : problemWith(address, baseUrl);
		if (message === undefined) continue;
		context.addExecutionHints?.({ message, location: 'outputPane', type: 'warning' });
	}
}

function problemWith(address: string, baseUrl: string): string | undefined {
	if (address.includes('/webhook-test/')) {
		return `${address} is a test URL of n8n, which is open only while the editor listens. Enter the production URL, with /webhook/ in it, and publish that workflow.`;
	}
	// If n8n reaches the server at `localhost`, both may be on one machine, and a `localhost` address may be correct.
	const isElsewhere = classifyAddress(baseUrl) !== 'loopback';
	if (isElsewhere && classifyAddress(address) === 'loopback') {
		return `${address} is the machine or container of the server itself. If you mean another machine, enter the address at which the server reaches it, such as the name of its container or its public address.`;
	}
	return undefined;
}
