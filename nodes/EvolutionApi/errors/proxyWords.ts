import type { Exchange, Failure } from './failure';
import { LIST, type ProxyWords } from './knownWords';
import { asRecord, isRecord, isSuccess } from '../core/values/answer';
import { GATEWAY_WORDS } from './proxies/gateways';
import { GUARD_WORDS } from './proxies/guards';
import { PLATFORM_WORDS } from './proxies/platforms';
import { TUNNEL_WORDS } from './proxies/tunnels';

// What stands between n8n and the server, and says so itself: proxies, tunnels, firewalls, and the platforms on which
// servers run. Gathered from their documentation and from public reports.

/** Of a page only: what the status alone tells of a proxy. */
const BY_STATUS: readonly ProxyWords[] = [
	{
		by: 'Any, with a page',
		example: { status: 401, body: '<title>401 Authorization Required</title>' },
		statuses: [401, 407],
		does: 'A proxy in front of the server asks for a password',
		whatToDo: 'Let n8n pass there without one: the node sends only the key of Evolution.',
		done: 'hardly',
	},
	{
		// A firewall may look at the answer, too.
		by: 'Any, with a page',
		example: { status: 403, body: '<title>403 Forbidden</title>' },
		statuses: [403, 406],
		does: 'A rule of a proxy or firewall in front of the server refuses n8n',
		whatToDo: 'Allow the address of n8n there (firewall, WAF, mod_security).',
		done: 'perhaps',
	},
];

/** The most telling first. */
const PROXY_WORDS: readonly ProxyWords[] = [
	...TUNNEL_WORDS,
	...PLATFORM_WORDS,
	...GATEWAY_WORDS,
	...GUARD_WORDS,
];

export const ALL_PROXY_WORDS: readonly ProxyWords[] = [...PROXY_WORDS, ...BY_STATUS];

const DONE: Readonly<Record<ProxyWords['done'], Partial<Failure>>> = {
	no: { nothingDone: true },
	hardly: { notPassedOn: true },
	perhaps: { isUnclear: true },
};

/** What a proxy says in its own words, whichever server is behind it. */
export function knownProxy(exchange: Exchange): Failure | undefined {
	const { status, body, headers } = exchange;
	const text = textOfProxy(status, body);
	if (text === undefined) return undefined;
	const isPage = text.startsWith('<');
	const table = isPage ? ALL_PROXY_WORDS : PROXY_WORDS;
	const known = table.find(
		({ statuses, words, header }) =>
			(statuses?.includes(status) ?? true) &&
			(words?.test(text) ?? true) &&
			(header?.[1].test(String(headers[header[0]] ?? '')) ?? true),
	);
	if (known === undefined) return undefined;
	const { does, whatToDo, done, list, mayHeal } = known;
	return {
		message: `${does}: it answered HTTP ${status}${titleOf(text)}`,
		description: done === 'perhaps' ? whatToDo : `Nothing was done. ${whatToDo}`,
		...DONE[done],
		...(list === undefined ? {} : LIST[list]),
		...(mayHeal === undefined ? {} : { mayHeal }),
	};
}

/** Undefined for what a server says itself: Evolution API wraps its words in `response`, and both name an `error`. */
function textOfProxy(status: number, body: unknown): string | undefined {
	if (typeof body === 'string') return body.trim();
	if (!isRecord(body) || isSuccess(status)) return undefined;
	const isOwn = asRecord(body.response).message !== undefined || typeof body.error === 'string';
	return isOwn || 'key' in body ? undefined : JSON.stringify(body);
}

function titleOf(text: string): string {
	if (!text.startsWith('<')) return '';
	const title = /<title[^>]*>([^<]{1,80})/i.exec(text)?.[1]?.trim();
	return title ? ` with a web page ("${title}")` : ' with a web page';
}
