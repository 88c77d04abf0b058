/** What the server's validator takes for a web address: http(s) or ftp, and a host that is an IP or has a dot. */
export function isUrl(text: string): boolean {
	if (/\s/.test(text) || text.length > 2083) return false;
	let url: URL;
	try {
		url = new URL(/^[a-z]+:\/\//i.test(text) ? text : `http://${text}`);
	} catch {
		return false;
	}
	if (!['http:', 'https:', 'ftp:'].includes(url.protocol)) return false;
	const { hostname } = url;
	const isIp = /^(\d{1,3}\.){3}\d{1,3}$/.test(hostname) || hostname.startsWith('[');
	return isIp || /\.[a-z]{2,}$/i.test(hostname);
}

export const isBase64 = (text: string) =>
	text.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(text);

/** Only these are ever asked for a file. */
export const isLoopback = (hostname: string) =>
	/^127(\.\d{1,3}){3}$/.test(hostname) || hostname === '[::1]';

/** A name that is guaranteed not to exist (RFC 2606). */
export const neverResolves = (hostname: string) => hostname.toLowerCase().endsWith('.invalid');

/** Whether nothing can be there: a host that does not exist, or no address at all. */
export function isUnreachable(address: string): boolean {
	try {
		return neverResolves(new URL(address).hostname);
	} catch {
		return true;
	}
}
