import type { z } from 'zod';

import { cleanPasted } from '../core/input/baseUrl';
import { reportProblem } from '../core/input/inputProblem';
import { parseUrl } from '../core/values/addressKind';

// A proxy as its seller shows it, pasted into the field for the host alone.

interface ProxyParts<Port> {
	readonly host?: string;
	readonly port?: Port;
	readonly protocol?: Protocol;
	readonly username?: string;
	readonly password?: string;
}

const PROTOCOLS = ['http', 'https', 'socks4', 'socks5'] as const;

type Protocol = (typeof PROTOCOLS)[number];

/** `host:port:user:password`, also with blanks between them */
const IN_COLUMNS = /^([\w.-]+)[:\s]+(\d{1,5})[:\s]+([^:\s]+)[:\s]+(\S+)$/;

/** `user:password:host:port` */
const USER_FIRST = /^([^:\s@/]+):([^:\s@/]+):([\w-]+(?:\.[\w-]+)+):(\d{1,5})$/;

const HOST = /^(?:\[[\da-f:.]+\]|[\p{L}\p{N}_-]+(?:\.[\p{L}\p{N}_-]+)*\.?)$/iu;

const DEFAULT_PORTS: Readonly<Record<string, string>> = { http: '80', https: '443' };

/** @returns undefined if it names a kind of proxy that the server does not know */
function readPasted(pasted: string): ProxyParts<string> | undefined {
	const [, host, port, username, password] = IN_COLUMNS.exec(pasted) ?? [];
	if (host !== undefined) return { host, port, username, password };
	const [, user, secret, last, itsPort] = USER_FIRST.exec(pasted) ?? [];
	if (last !== undefined) return { host: last, port: itsPort, username: user, password: secret };
	const [, scheme] = /^([a-z][a-z\d+.-]*):\/\//i.exec(pasted) ?? [];
	const protocol = PROTOCOLS.find((known) => known === scheme?.toLowerCase());
	if (scheme !== undefined && protocol === undefined) return undefined;
	// With a scheme of its own, so that no port is left out for being the usual one.
	const whole = `proxy://${scheme === undefined ? pasted : pasted.slice(scheme.length + 3)}`;
	const url = parseUrl(whole);
	if (url === undefined) return { host: pasted };
	const known = (part: string) => (part === '' ? undefined : safelyDecoded(part));
	return {
		host: url.hostname,
		port: known(url.port) ?? DEFAULT_PORTS[scheme === undefined ? '' : (protocol ?? '')],
		protocol,
		username: known(url.username),
		password: known(url.password),
	};
}

function safelyDecoded(part: string): string {
	try {
		return decodeURIComponent(part);
	} catch {
		return part;
	}
}

/** The parts of a proxy, of which the host may be all of it. What is entered beside it goes before. */
export function withPastedProxy<Proxy extends ProxyParts<number | string>>(
	proxy: Proxy | undefined,
	context: z.RefinementCtx,
) {
	if (proxy?.host === undefined) return proxy;
	const pasted = cleanPasted(proxy.host);
	const read = readPasted(pasted);
	if (read === undefined) {
		const hint = `Enter one that begins with ${PROTOCOLS.map((name) => `${name}://`).join(', ')}, or its host alone.`;
		reportProblem(context, 'is a kind of proxy that the server does not know', hint, ['host']);
		return proxy;
	}
	if (read.host !== '' && !HOST.test(read.host ?? '')) {
		const hint = 'Enter its host alone, or all of it as http://user:password@host:port.';
		reportProblem(context, 'is no host of a proxy', hint, ['host']);
		return proxy;
	}
	const entered = Object.entries(proxy).filter(([, value]) => value !== undefined && value !== '');
	const parts = Object.entries(read).filter(([, value]) => value !== undefined);
	return { ...proxy, ...Object.fromEntries([...parts, ...entered]), host: read.host } as Proxy;
}
