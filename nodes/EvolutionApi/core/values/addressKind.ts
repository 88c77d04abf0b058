/**
 * From where an address can be reached:
 * - `loopback`: on the same machine, or in the same container
 * - `private`: in the same network
 * - `name`: where this name is known, e.g. the name of another container
 * - `public`: everywhere
 */
type AddressKind = 'loopback' | 'private' | 'name' | 'public';

const LOOPBACK = /^((.+\.)?localhost|(127|0)(\.\d+){3}|::1?)$/;
/** RFC 1918, link-local, carrier-grade NAT, and the network in which Oracle's cloud tells keys. */
const PRIVATE_4 =
	/^(10\.\d+|192\.(168|0\.0(?=\.\d+$))|172\.(1[6-9]|2\d|3[01])|169\.254|100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7]))(\.\d+){1,2}$/;
/** `fc00::/7`, `fe80::/10`, and what leads to an IPv4 address that nobody can tell. */
const PRIVATE_6 = /^(f[cd][0-9a-f]{2}:|fe[89ab][0-9a-f]:|::|64:ff9b:)/;
/** Names that no public name server knows: of one network, of a cluster, of a router. */
const LOCAL_NAME =
	/^[^.:]+$|\.(local|internal|lan|home|intranet|localdomain|home\.arpa|svc|corp|private)$|(^|\.)fritz\.box$/;

/**
 * A web address in its parts; undefined if it is none. `URL.canParse` is not asked: after some thousand calls, Node 20 takes
 * no address with a letter such as ü in its host any more.
 */
export function parseUrl(text: string, base?: string | URL): URL | undefined {
	try {
		return new URL(text, base);
	} catch {
		return undefined;
	}
}

/** The halves of an IPv4 address that is written as an IPv6 one, or is reached by one (6to4). */
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

/** Whether it is one of those at which a cloud tells each of its machines its own keys. */
export const isOfCloudMetadata = (url: string): boolean => TELLS_KEYS.test(readHost(url));

const TELLS_KEYS =
	/^(?:169\.254\.|fe[89ab][\da-f]:|fd00:ec2::|100\.100\.100\.200$|192\.0\.0\.192$|metadata(?:\.google)?(?:\.internal)?$)/;
