/**
 * Where an address can be reached from:
 * - `loopback`: the same machine or container
 * - `private`: the same network
 * - `name`: wherever this name is known, e.g. another container's name
 * - `public`: everywhere
 */
type AddressKind = 'loopback' | 'private' | 'name' | 'public';

const LOOPBACK = /^((.+\.)?localhost|(127|0)(\.\d+){3}|::1?)$/;
/** Private IPv4: RFC 1918, link-local, carrier-grade NAT, and Oracle Cloud's metadata service. */
const PRIVATE_4 =
	/^(10\.\d+|192\.(168|0\.0(?=\.\d+$))|172\.(1[6-9]|2\d|3[01])|169\.254|100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7]))(\.\d+){1,2}$/;
/** Private IPv6: `fc00::/7`, `fe80::/10`, and addresses that may wrap an IPv4 address in an unusual form. */
const PRIVATE_6 = /^(f[cd][0-9a-f]{2}:|fe[89ab][0-9a-f]:|::|64:ff9b:)/;
const LOCAL_NAME =
	/^[^.:]+$|\.(local|internal|lan|home|intranet|localdomain|home\.arpa|svc|corp|private)$|(^|\.)fritz\.box$/;

/** `URL.canParse` isn't reliable: after a few thousand calls, Node 20 rejects addresses with a letter such as ü in the host. */
export function parseUrl(text: string, base?: string | URL): URL | undefined {
	try {
		return new URL(text, base);
	} catch {
		return undefined;
	}
}

/** Matches an IPv6 address that contains an IPv4 address: `::ffff:c0a8:1`, `2002:c0a8:1::`. Captures `c0a8` and `1`. */
const WITHIN_IPV6 =
	/^(?:(?:::(?:ffff:(?:0:)?)?|64:ff9b::)([\da-f]{1,4}):([\da-f]{1,4})$|2002:([\da-f]{1,4}):([\da-f]{0,4}):)/;

function readHost(url: string): string {
	const host = (parseUrl(url)?.hostname ?? '').replace(/^\[|\]$|\.$/g, '');
	const halves = (WITHIN_IPV6.exec(host) ?? []).slice(1).filter((half) => half !== undefined);
	if (halves.length === 0) return host;
	const bytes = halves.map((half) => Number.parseInt(half || '0', 16));
	return bytes.flatMap((half) => [half >> 8, half & 255]).join('.');
}

export function classifyAddress(url: string): AddressKind {
	const name = readHost(url);
	if (LOOPBACK.test(name)) return 'loopback';
	if (PRIVATE_4.test(name) || PRIVATE_6.test(name)) return 'private';
	return LOCAL_NAME.test(name) ? 'name' : 'public';
}

/** Tells whether this is the address of a cloud's metadata service, where the cloud's machines fetch their keys. */
export const isOfCloudMetadata = (url: string): boolean => TELLS_KEYS.test(readHost(url));

const TELLS_KEYS =
	/^(?:169\.254\.|fe[89ab][\da-f]:|fd00:ec2::|100\.100\.100\.200$|192\.0\.0\.192$|metadata(?:\.google)?(?:\.internal)?$)/;
