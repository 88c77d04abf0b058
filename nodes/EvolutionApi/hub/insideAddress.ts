import type { IWebhookFunctions } from 'n8n-workflow';

import { BoundedMap } from '../core/values/boundedMap';

// n8n may not get through to its own public address: behind a router without hairpin NAT, or with HTTP_PROXY and without its own name in
// NO_PROXY. What this process sends to itself goes to the socket on which it was called.

/** The addresses at which this process listens, the surest first. By the public address of n8n. */
const known = new BoundedMap<readonly string[]>(50);

/** The part of Node's socket that tells. */
interface CalledSocket {
	readonly localAddress?: string;
	readonly localPort?: number;
	readonly encrypted?: boolean;
}

/** By mode, `manual` or `webhook`: the port of the last call that was new. All calls of one mode have the same address. */
const noted = new Map<string, number | undefined>();

/**
 * A call of a webhook has come to this process.
 * @param address of n8n to the outside, asked only where it is not known yet
 */
export function noteCalled(
	context: Pick<IWebhookFunctions, 'getRequestObject' | 'getMode'>,
	address: () => string | undefined,
): void {
	const { socket } = context.getRequestObject() as { socket?: CalledSocket };
	const { localAddress, localPort, encrypted } = socket ?? {};
	const mode = context.getMode();
	if (noted.get(mode) === localPort) return;
	noted.set(mode, localPort);
	const outside = address();
	// A certificate is that of the public name.
	if (outside === undefined || localAddress === undefined || localPort === undefined) return;
	if (encrypted === true) return;
	const plain = localAddress.replace(/^::ffff:(?=\d+\.)/, '');
	const host = plain.includes(':') ? `[${plain}]` : plain;
	const urls = [`http://${host}:${localPort}`, `http://127.0.0.1:${localPort}`];
	known.set(outside, [...new Set(urls)]);
}

/** Where else a webhook of this n8n is reached, without leaving the machine; none if that is not known. */
export function insideUrls(url: string): Array<{ readonly url: string; readonly isSure: boolean }> {
	const base = known.names().find((address) => url.startsWith(`${address}/`));
	if (base === undefined) return [];
	const rest = url.slice(base.length);
	const addresses = known.get(base) ?? [];
	return addresses
		.map((address, index) => ({ url: address + rest, isSure: index === 0 }))
		.filter((inside) => inside.url !== url);
}
