import type { Json } from '../../core/data';
import { asString } from '../../core/values';
import { neverResolves } from '../../whatsapp/address';

/**
 * The server tries a proxy out; the simulator believes it, except where nothing can listen, or where the address that the
 * server makes of it is none: a host with a scheme becomes `http://http://…` (makeProxyAgent.ts).
 */
export function works({ protocol, host, port }: Json): boolean {
	if (neverResolves(asString(host)) || port === '9') return false;
	return ['http', 'socks', 'socks5'].includes(asString(protocol)) && isHost(asString(host));
}

const isHost = (host: string) => /^[^\s/:@]+$/.test(host) || /^\[[\da-f:]+\]$/i.test(host);
