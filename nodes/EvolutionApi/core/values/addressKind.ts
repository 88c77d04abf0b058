/**
 * From where an address can be reached:
 * - `loopback`: on the same machine, or in the same container
 * - `private`: in the same network
 * - `name`: where this name is known, e.g. the name of another container
 * - `public`: everywhere
 */
type AddressKind = 'loopback' | 'private' | 'name' | 'public';

const LOOPBACK = /^((.+\.)?localhost|127(\.\d+){3}|0\.0\.0\.0|::1?|::ffff:7f\w\w:\w+)$/;
/** RFC 1918, link-local and carrier-grade NAT. */
const PRIVATE_4 =
	/^(10\.\d+|192\.168|172\.(1[6-9]|2\d|3[01])|169\.254|100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7]))\.\d+\.\d+$/;
/** `fc00::/7` and `fe80::/10`. */
const PRIVATE_6 = /^(f[cd][0-9a-f]{2}|fe[89ab][0-9a-f]):/;
/** Names that no public name server knows. */
const LOCAL_NAME = /^[^.:]+$|\.(local|internal|lan|home|intranet|localdomain|home\.arpa)$/;

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

export function classifyAddress(url: string): AddressKind {
	const host = parseUrl(url)?.hostname ?? '';
	const name = host.replace(/^\[|\]$|\.$/g, '');
	if (LOOPBACK.test(name)) return 'loopback';
	if (PRIVATE_4.test(name) || PRIVATE_6.test(name)) return 'private';
	return LOCAL_NAME.test(name) ? 'name' : 'public';
}
