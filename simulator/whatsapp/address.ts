import validator from 'validator';
import { type Config, isAtLeast } from '../state/config';

/** Tells whether the server's validator accepts the text as a web address. */
export const isUrl = (text: string) => validator.isURL(text);

/** Limit of its recursion: 3.36 MB of a file. */
const LONGEST_BEFORE = Math.floor((3.36 * 1024 * 1024 * 4) / 3);

const PART = 64 * 1024;

/** Tells whether the server's validator accepts the Base64. That of 2.3.0 to 2.3.6 (13.15.0 to 13.15.15) refuses long ones. */
export function isBase64({ server, ...config }: Config, text: string): boolean {
	const isOld = server === 'api' && !isAtLeast({ server, ...config }, '2.3.7');
	if (isOld && text.length > LONGEST_BEFORE) {
		throw new RangeError('Maximum call stack size exceeded');
	}
	// Parts of whole groups of four letters: the text that the expression can match depends on the process's earlier work.
	const parts = Math.ceil(text.length / PART);
	return Array.from({ length: parts }, (_part, index) =>
		text.slice(index * PART, (index + 1) * PART),
	).every(
		(part, index) => validator.isBase64(part) && (index === parts - 1 || !part.endsWith('=')),
	);
}

/** Only files on these hosts are ever requested. */
export const isLoopback = (hostname: string) =>
	/^127(\.\d{1,3}){3}$/.test(hostname) || hostname === '[::1]';

/** A name that is guaranteed not to exist (RFC 2606). */
export const neverResolves = (hostname: string) => hostname.toLowerCase().endsWith('.invalid');

/** Tells whether the address can't exist: an unknown host, or not an address. */
export function isUnreachable(address: string): boolean {
	try {
		return neverResolves(new URL(address).hostname);
	} catch {
		return true;
	}
}
