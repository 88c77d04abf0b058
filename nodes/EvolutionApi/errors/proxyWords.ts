import type { Exchange, Failure } from './failure';
import { LIST, type Done, type RestOfList } from './knownWords';
import { asRecord, isRecord, isSuccess } from '../core/values/answer';

interface ProxyWords {
	readonly statuses?: readonly number[];
	/** Matches the body, which may be a page, a text or JSON. */
	readonly words?: RegExp;
	readonly header?: readonly [name: string, value: RegExp];
	/** For example `Cloudflare Access asks for a login`. */
	readonly does: string;
	readonly whatToDo: string;
	/** Tells whether the server may have received the request. `hardly` means most likely not. */
	readonly outcome: Exclude<Done, 'in part'> | 'hardly';
	readonly list?: RestOfList;
	/** Tells whether a later attempt may succeed. Default: true for the statuses 429, 502, 503 and 504. */
	readonly mayHeal?: boolean;
}

const cloudflare = (codes: string) =>
	new RegExp(`(?:error code:?|cf-error-code">|"error_code":|>Error)\\s*(?:${codes})\\b`, 'i');

const ALLOW_IN_CLOUDFLARE =
	'In Cloudflare, let the address of n8n pass: Security → WAF, a rule with the action Skip.';

const ORIGIN =
	'Check that the server runs, and that its firewall lets the addresses of Cloudflare pass.';

const NGINX = /<center>(?:nginx|openresty)/i;

/** The most specific words come first. */
const PROXY_WORDS: readonly ProxyWords[] = [
	{
		words: /just a moment|challenge-platform|cf-chl|attention required/i,
		does: 'Cloudflare asks n8n to prove that it is a person',
		whatToDo: ALLOW_IN_CLOUDFLARE,
		outcome: 'no',
	},
	{
		words: /cloudflare access|cloudflareaccess\.com/i,
		does: 'Cloudflare Access asks for a login',
		whatToDo:
			'Let n8n pass without a login: in Cloudflare Zero Trust, add a policy with the action Bypass for the address of n8n.',
		outcome: 'no',
	},
	{
		statuses: [404],
		words: /^$/,
		header: ['server', /^cloudflare/],
		does: 'The Cloudflare Tunnel has no route for this host name',
		whatToDo:
			'Add the host name in Cloudflare: Networks → Tunnels → Public hostname, with the address of the server as service.',
		outcome: 'no',
	},
	{
		words: cloudflare('10(?:0[5-9]|1[0-2]|20)|1106'),
		does: 'A rule of Cloudflare refuses n8n',
		whatToDo: `${ALLOW_IN_CLOUDFLARE} For error 1010, switch Browser Integrity Check off for n8n.`,
		outcome: 'no',
	},
	{
		words: cloudflare('1015'),
		does: 'A rule of Cloudflare limits the requests of n8n',
		whatToDo: 'Send more slowly, or raise that limit: Security → WAF → Rate limiting rules.',
		outcome: 'no',
		list: 'slower',
		mayHeal: true,
	},
	{
		words: cloudflare('1033'),
		does: 'The Cloudflare Tunnel of the server is not running',
		whatToDo: 'Start cloudflared next to the server, and look at its log.',
		outcome: 'no',
		mayHeal: true,
	},
	{
		words: cloudflare('10(?:0[0-4]|13|14|16|18|19|23|34)'),
		does: 'Cloudflare does not find the server by its name',
		whatToDo:
			'Check the DNS record in Cloudflare: the name has to be in your own account there, and lead to the address of the server. Error 1014 means that it leads to another account, 1034 that it leads to Cloudflare itself, such as 1.1.1.1.',
		outcome: 'no',
	},
	{
		statuses: [521, 523],
		does: 'The server does not accept connections from Cloudflare',
		whatToDo: ORIGIN,
		outcome: 'no',
		mayHeal: true,
	},
	{
		statuses: [525, 526],
		does: 'Cloudflare does not trust the certificate of the server',
		whatToDo:
			'Give the server a valid one, or choose Full instead of Full (strict) in Cloudflare: SSL/TLS → Overview.',
		outcome: 'no',
	},
	{
		statuses: [520, 522, 524, 527],
		does: 'The server did not answer Cloudflare as it should',
		whatToDo: `${ORIGIN} It may be overloaded or restarting, or need more than the 100 seconds that Cloudflare waits, e.g. for a large file or a long delay.`,
		outcome: 'perhaps',
		mayHeal: true,
	},
	{
		words: /^(?!.*ERR_NGROK_300\d).*ngrok/is,
		does: 'The tunnel of ngrok does not lead to the server',
		whatToDo:
			'Check that the server and the tunnel run (ngrok http 8080), and that the Base URL is the current address of the tunnel. A free plan limits the number of requests, and shows a warning page in browsers.',
		outcome: 'no',
	},
	{
		words: /service is not reachable/i,
		does: 'EasyPanel does not reach the service of the server',
		whatToDo:
			'In EasyPanel, check that the service runs (its log), and that its domain has the port of the server, 8080.',
		outcome: 'perhaps',
	},
	{
		words: /"Application not found"|train has not arrived/i,
		does: 'Railway has no such application',
		whatToDo: 'Check the domain of the service in Railway, and that it was deployed.',
		outcome: 'no',
	},
	{
		words: /Application failed to respond/,
		does: 'The server did not answer Railway',
		whatToDo:
			'Look at the log of the service. Its port has to be that of the server (SERVER_PORT, PORT).',
		outcome: 'perhaps',
	},
	{
		header: ['x-render-routing', /no-server|suspend|hibernate/],
		does: 'Render does not run the server',
		whatToDo:
			'Start or pay for the service in Render. A free service sleeps and needs a minute to wake up.',
		outcome: 'no',
	},
	{
		words: /The requested webhook [\\"]|X-N8N-API-KEY|n8n is starting up/,
		does: 'n8n itself answers at the Base URL, and not the server',
		whatToDo:
			'In the credential, enter the address of the server, and not the address of n8n or of its webhooks.',
		outcome: 'no',
	},
	{
		words:
			/currently not serving requests at this endpoint|^default backend - 404|no endpoints available for service/i,
		does: 'The cluster runs no server for this address',
		whatToDo:
			'Look at the pods and the route there: a pod has to be ready, and the route has to have its port (Kubernetes, OpenShift).',
		outcome: 'no',
	},
	{
		// Go's standard answer for an unknown route. Evolution Go sends the same words, but not with the header `nosniff`.
		statuses: [404],
		words: /^404 page not found\s*$/,
		header: ['x-content-type-options', /nosniff/],
		does: 'A proxy answers, but it has no route to the server',
		whatToDo:
			'Check that the server runs, and that its host name and port are right in the proxy (Traefik: EasyPanel, Coolify, Dokploy).',
		outcome: 'no',
	},
	{
		words:
			/^no available server\s*$|no server is available to handle this request|^no healthy upstream|temporarily unable to service your request due to/i,
		does: 'The proxy has no server that runs',
		whatToDo:
			'Start the server, and look at its log and its health check (Traefik in EasyPanel, Coolify and Dokploy; HAProxy; Apache).',
		outcome: 'no',
	},
	{
		words: /Request Header Or Cookie Too Large|431 Request Header Fields Too Large/i,
		does: 'nginx does not accept a header of this length',
		whatToDo:
			'A header contains the list of workflows of the instance: raise large_client_header_buffers of nginx to 4 32k.',
		outcome: 'no',
	},
	{
		words:
			/plain HTTP request was sent to HTTPS port|plain HTTP to an SSL-enabled server port|HTTP request to an HTTPS server/i,
		does: 'The Base URL uses http:// for a port that expects HTTPS',
		whatToDo: 'Begin the Base URL in the credential with https://.',
		outcome: 'no',
	},
	{
		statuses: [503],
		words: NGINX,
		does: 'nginx has no server for this name, or lets no more requests through',
		whatToDo:
			'Start the server. With nginx-proxy its container needs VIRTUAL_HOST and the network of the proxy. If it runs, raise limit_req or limit_conn of nginx.',
		outcome: 'no',
	},
	{
		statuses: [421],
		words: /^/,
		does: 'The proxy has no site for this host name',
		whatToDo:
			'Check the Base URL, and that the proxy (Caddy, Apache) has a site with exactly that host name and its certificate.',
		outcome: 'no',
	},
	{
		statuses: [503],
		words: /^</,
		header: ['server', /^awselb/],
		does: 'The load balancer of AWS has no server that is healthy',
		whatToDo:
			'Look at the target group: the server has to run, and its health check has to get HTTP 200 (path /).',
		outcome: 'no',
		mayHeal: true,
	},
	{
		// Excludes Evolution API and Evolution Go, which answer in JSON when they refuse a key.
		statuses: [401, 407],
		words: /^(?!\{)/,
		does: 'A proxy in front of the server asks for a password',
		whatToDo: 'Let n8n pass without a password: the node sends only the API key of the server.',
		outcome: 'hardly',
	},
	{
		// Some firewalls inspect the server's answer, so the server may have done its work.
		statuses: [403, 406],
		words: /^</,
		does: 'A rule of a proxy or firewall in front of the server refuses n8n',
		whatToDo: 'Allow the address of n8n there (firewall, WAF, mod_security).',
		outcome: 'perhaps',
	},
];

const OUTCOME: Readonly<Record<ProxyWords['outcome'], Partial<Failure>>> = {
	no: { nothingDone: true },
	hardly: { notPassedOn: true },
	perhaps: { isUnclear: true },
};

export function knownProxy(exchange: Exchange): Failure | undefined {
	const { status, body, headers } = exchange;
	const text = textOfProxy(status, body);
	if (text === undefined) return undefined;
	const entry = PROXY_WORDS.find(
		({ statuses, words, header }) =>
			(statuses?.includes(status) ?? true) &&
			(words?.test(text) ?? true) &&
			(header?.[1].test(String(headers[header[0]] ?? '')) ?? true),
	);
	if (entry === undefined) return undefined;
	const { does, whatToDo, outcome, list, mayHeal } = entry;
	return {
		message: `${does}: it answered HTTP ${status}${titleOf(text)}`,
		description: outcome === 'perhaps' ? whatToDo : `Nothing was done. ${whatToDo}`,
		...OUTCOME[outcome],
		...(list === undefined ? {} : LIST[list]),
		...(mayHeal === undefined ? {} : { mayHeal }),
	};
}

/** Returns a proxy's text; undefined for a server's own answer, which has `response.message` or a text in `error`. */
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
