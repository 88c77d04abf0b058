/** Addresses of one network link, behind which clouds keep the credentials of a machine; no application listens there. */
const LINK_LOCAL = [
	/^169\.254\.\d+\.\d+$/,
	/^\[fe[89ab][\da-f]:/,
	/^\[::ffff:a9fe:/,
	/^\[fd00:ec2::254\]$/,
];

/** Names for such addresses. */
const METADATA = /^metadata\.(google\.internal|goog)\.?$/;

/**
 * Whether n8n may post to an address of the list. Whoever has the key of the instance can read the list's key, and write a
 * list of their own. A webhook of another application may be anywhere, also in a private network.
 */
export function isCallable(url: string): boolean {
	if (!URL.canParse(url)) return false;
	const { protocol, hostname } = new URL(url);
	const isWeb = protocol === 'http:' || protocol === 'https:';
	const isMetadata = LINK_LOCAL.some((form) => form.test(hostname)) || METADATA.test(hostname);
	return isWeb && !isMetadata;
}
