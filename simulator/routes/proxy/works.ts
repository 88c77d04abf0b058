import type { Json } from '../../core/data';
import { asString } from '../../core/values';
import { neverResolves } from '../../whatsapp/address';

/**
 * The server tries a proxy out, but the simulator assumes that it works. Exceptions are hosts and ports where nothing can
 * listen, and a host with a scheme, which the server turns into `http://http://…` (makeProxyAgent.ts).
 */
export function works({ protocol, host, port }: Json): boolean {
	if (neverResolves(asString(host)) || port === '9') return false;
	return ['http', 'socks', 'socks5'].includes(asString(protocol)) && isHost(asString(host));
}

const isHost = (host: string) => /^[^\s/:@]+$/.test(host) || /^\[[\da-f:]+\]$/i.test(host);
