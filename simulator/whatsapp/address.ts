import validator from 'validator';
import { type Config, isAtLeast } from '../state/config';

/** What the server's validator takes for a web address. */
export const isUrl = (text: string) => validator.isURL(text);

/** As long as its recursion allowed: 3.36 MB of a file. */
const LONGEST_BEFORE = Math.floor((3.36 * 1024 * 1024 * 4) / 3);

const PART = 64 * 1024;

/** What the server's validator takes for Base64; the one of 2.3.0 to 2.3.6 (13.15.0 to 13.15.15) breaks off at long ones. */
export function isBase64({ server, ...config }: Config, text: string): boolean {
	const isOld = server === 'api' && !isAtLeast({ server, ...config }, '2.3.7');
	if (isOld && text.length > LONGEST_BEFORE) {
		throw new RangeError('Maximum call stack size exceeded');
	}
	// In parts, whole groups of four letters each: how long a text the expression takes depends on what the process did before.
	const parts = Math.ceil(text.length / PART);
	return Array.from({ length: parts }, (_part, index) =>
		text.slice(index * PART, (index + 1) * PART),
	).every(
		(part, index) => validator.isBase64(part) && (index === parts - 1 || !part.endsWith('=')),
	);
}

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
