import { mustBe } from './inputProblem';
import { parseUrl } from '../values/addressKind';

// Base URLs as people paste them: that of a server in a credential, and that of n8n in a node. Only an origin and the path
// of a proxy belong there; whatever else is in it would end up in the middle of every address that is made of it.

/** What is wrong, as a predicate for the field's label, and what to do. */
interface Refusal {
	readonly problem: string;
	readonly hint: string;
}

type BaseUrl = { readonly url: string } | Refusal;

/** Signs that nobody sees, among them those that a page puts around an address. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}]/gu;

/** What stands around an address, a name or a key in a sentence, a file or a table. */
const AROUND = /^[\s"'`<“”‘’«»]+|[\s"'`>“”‘’«»]+$/g;

/** What was pasted as it was meant: without invisible signs, and without blanks and quotation marks around it. */
export const cleanPasted = (entered: string): string =>
	entered.replace(UNSEEN, '').replace(AROUND, '');

/** The address of a server, with the path of a proxy and without a slash at its end. */
export function readBaseUrl(entered: string): BaseUrl {
	const text = cleanPasted(entered);
	const url = parseUrl(text);
	if (url === undefined || !/^https?:$/.test(url.protocol)) {
		return {
			// What stands before the @ may be a password.
			problem: mustBe('a web address', text.replace(/^.*@/s, '…@')),
			hint: 'Enter it with http:// or https:// in front, e.g. https://evolution.example.com.',
		};
	}
	const [, twice] = /^https?:\/*(https?:.*)$/is.exec(text) ?? [];
	if (twice !== undefined) {
		return { problem: 'begins with http:// or https:// twice', hint: `Enter ${twice}.` };
	}
	const plain = (url.origin + url.pathname).replace(/\/+$/, '');
	if (url.username !== '' || url.password !== '') {
		return {
			problem: 'contains a user name or a password, which are not sent',
			hint: `Enter ${plain}.`,
		};
	}
	// An empty query or fragment is not in `search` or `hash`.
	if (/[?#]/.test(text)) {
		return { problem: 'contains "?" or "#"', hint: `Enter only the address: ${plain}.` };
	}
	return { url: plain };
}

/** Where the pages, the API and the webhooks of n8n begin. Above it is the path of a proxy. */
const N8N_PATH =
	/\/(?:webhook(?:-test|-waiting)?|form(?:-test|-waiting)?|mcp(?:-test)?|home|workflows?|projects|credentials|executions|settings|rest|signin|setup)(?:\/.*)?$/i;

/** The address of n8n, to which the path of a webhook is added. */
export function readN8nUrl(entered: string): BaseUrl {
	const read = readBaseUrl(entered);
	if ('problem' in read) return read;
	const prefix = read.url.replace(N8N_PATH, '');
	if (prefix === read.url) return read;
	return {
		problem: `must be the address of n8n alone, not "${read.url.slice(0, 80)}"`,
		hint: `Enter ${prefix}: the path of the webhook is added to it.`,
	};
}

/**
 * The address of a webhook behind another address of n8n. n8n serves its webhooks at its root; a path before theirs is that of
 * the proxy in front of the public address, and other addresses do not have it.
 * @param url of the webhook; its path ends with the endpoint, e.g. `webhook`, and with what belongs to this webhook
 * @param own how many segments belong to this webhook
 */
export function behindBaseUrl(baseUrl: string, url: string, own: number): string {
	const { path, search } = splitWebhookUrl(url, own);
	return `${baseUrl}/${path}${search}`;
}

/** @returns the address of n8n, with the path of a proxy; and the path and the query that any address of n8n has */
export function splitWebhookUrl(url: string, own: number) {
	const { origin, pathname, search } = new URL(url);
	const segments = pathname.split('/').slice(1);
	// A slash at the end makes no segment.
	const last = segments.at(-1) === '' ? 1 : 0;
	const start = Math.max(0, segments.length - (own + 1 + last));
	return {
		base: [origin, ...segments.slice(0, start)].join('/'),
		path: segments.slice(start).join('/'),
		search,
	};
}
