import validator from 'validator';
import { type Config, isAtLeast } from '../state/config';

export const isUrl = (text: string) => validator.isURL(text);

/** Before 2.3.7, the server can check Base64 of at most this many characters (a file of 3.36 MB). */
const LONGEST_BEFORE = Math.floor((3.36 * 1024 * 1024 * 4) / 3);

const PART = 64 * 1024;

/** In 2.3.0 to 2.3.6 (validator 13.15.0 to 13.15.15), the server's validator crashes on long Base64. */
export function isBase64({ server, ...config }: Config, text: string): boolean {
	const isOld = server === 'api' && !isAtLeast({ server, ...config }, '2.3.7');
	if (isOld && text.length > LONGEST_BEFORE) {
		throw new RangeError('Maximum call stack size exceeded');
	}
	// Checks the text in parts, because the validator's regular expression may overflow the stack on a long text.
	const parts = Math.ceil(text.length / PART);
	return Array.from({ length: parts }, (_part, index) =>
		text.slice(index * PART, (index + 1) * PART),
	).every(
		(part, index) => validator.isBase64(part) && (index === parts - 1 || !part.endsWith('=')),
	);
}

/** The simulator only sends requests to its own machine. */
export const isLoopback = (hostname: string) =>
	/^127(\.\d{1,3}){3}$/.test(hostname) || ['[::1]', '::1'].includes(hostname);

/** For axios's `beforeRedirect`. @throws if the redirect leads to another machine */
export function refuseElsewhere({ hostname = '' }: { readonly hostname?: string }): void {
	if (!isLoopback(hostname) && hostname !== 'localhost')
		throw new Error(`redirected to ${hostname}`);
}

/** Tells whether a host is guaranteed not to exist (RFC 2606). */
export const neverResolves = (hostname: string) => hostname.toLowerCase().endsWith('.invalid');

export function isUnreachable(address: string): boolean {
	try {
		return neverResolves(new URL(address).hostname);
	} catch {
		return true;
	}
}
