import { mustBe } from './inputProblem';
import { parseUrl } from '../values/addressKind';

// Reads Base URLs as people paste them. A credential has the URL of the server, and a node may have the URL of n8n. Both are an
// origin, with a path if a proxy needs one. Anything after that, such as a query, would end up in the middle of every address.

/** `problem` follows the field's label, such as `must be a web address, not …`. */
interface UrlRefusal {
	readonly problem: string;
	readonly hint: string;
}

type BaseUrl = { readonly url: string } | UrlRefusal;

const INVISIBLE = /[\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}]/gu;

const AROUND = /^[\s"'`<“”‘’«»]+|[\s"'`>“”‘’«»]+$/g;

export const cleanPasted = (input: string) => input.replace(INVISIBLE, '').replace(AROUND, '');

/** Reads the address of a server: its origin, and the path if a proxy needs one, without a trailing slash. */
export function readBaseUrl(input: string): BaseUrl {
	const text = cleanPasted(input);
	const url = parseUrl(text);
	if (url === undefined || !/^https?:$/.test(url.protocol)) {
		return {
			// The part before the @ may be a password.
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
	// An empty query or fragment doesn't show in `search` and `hash`.
	if (/[?#]/.test(text)) {
		return { problem: 'contains "?" or "#"', hint: `Enter only the address: ${plain}.` };
	}
	return { url: plain };
}

/** Matches the path of a page, API or webhook of n8n. A proxy may put another path before it, which isn't matched. */
const N8N_PATH =
	/\/(?:webhook(?:-test|-waiting)?|form(?:-test|-waiting)?|mcp(?:-test)?|home|workflows?|projects|credentials|executions|settings|rest|signin|setup)(?:\/.*)?$/i;

export function readN8nUrl(input: string): BaseUrl {
	const reading = readBaseUrl(input);
	if ('problem' in reading) return reading;
	const prefix = reading.url.replace(N8N_PATH, '');
	if (prefix === reading.url) return reading;
	return {
		problem: `must be the address of n8n alone, not "${reading.url.slice(0, 80)}"`,
		hint: `Enter ${prefix}: the path of the webhook is added to it.`,
	};
}

/**
 * Moves a webhook's URL to another base URL: `https://old/proxy/webhook/id` → `https://new/webhook/id`. The path of the old
 * base URL is dropped, because n8n itself serves webhooks at its root.
 * @param url ends with n8n's endpoint, e.g. `webhook`, and the segments that identify the webhook
 * @param own how many segments follow the endpoint, e.g. 2 in `webhook/<id>/webhook`
 */
export function behindBaseUrl(baseUrl: string, url: string, own: number): string {
	const { path, search } = splitWebhookUrl(url, own);
	return `${baseUrl}/${path}${search}`;
}

/** Splits the URL of a webhook. `base` is n8n's address, including a proxy's path: `https://host/proxy`. */
export function splitWebhookUrl(url: string, own: number) {
	const { origin, pathname, search } = new URL(url);
	const segments = pathname.split('/').slice(1);
	// A trailing slash doesn't count as a segment.
	const last = segments.at(-1) === '' ? 1 : 0;
	const start = Math.max(0, segments.length - (own + 1 + last));
	return {
		base: [origin, ...segments.slice(0, start)].join('/'),
		path: segments.slice(start).join('/'),
		search,
	};
}
