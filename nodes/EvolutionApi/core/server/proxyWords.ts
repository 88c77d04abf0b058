import type { Exchange, Failure } from '../failures/failure';
import { LIST, type Done, type RestOfList } from '../failures/knownWords';
import { asRecord, isRecord, isSuccess } from '../values/answer';

// What stands between n8n and the server, and says so itself: proxies, tunnels, firewalls, and the platforms on which
// servers run. Gathered from their documentation and from public reports.

export interface ProxyWords {
	/** Whose words they are, for the page. */
	readonly by: string;
	/** An answer, for the page and for the tests. */
	readonly example: {
		readonly status: number;
		readonly body: string | object;
		readonly headers?: Readonly<Record<string, string>>;
	};
	readonly statuses?: readonly number[];
	/** In the body, whether that is a page, a text or JSON. */
	readonly words?: RegExp;
	readonly header?: readonly [name: string, value: RegExp];
	/** What it does, as a clause. */
	readonly does: string;
	readonly whatToDo: string;
	/** Whether the server may have got the request. */
	readonly done: Exclude<Done, 'in part'>;
	readonly list?: RestOfList;
	/** A later try may succeed. Else only after 502, 503 and 504. */
	readonly mayHeal?: boolean;
}

/** Cloudflare's own errors: in a page, in a text, or in JSON. */
const cloudflare = (codes: string) =>
	new RegExp(`(?:error code:?|cf-error-code">|"error_code":|>Error)\\s*(?:${codes})\\b`, 'i');

/** At the end of its own pages. */
const NGINX = /<center>(?:nginx|openresty)/i;

const ALLOW_IN_CLOUDFLARE =
	'In Cloudflare, let the address of n8n pass: Security → WAF, a rule with the action Skip.';

const ORIGIN =
	'Check that the server runs, and that its firewall lets the addresses of Cloudflare pass.';

/** The most telling first. */
const PROXY_WORDS: readonly ProxyWords[] = [
	{
		by: 'Cloudflare',
		example: { status: 403, body: '<title>Just a moment...</title>' },
		words: /just a moment|challenge-platform|cf-chl|attention required/i,
		does: 'Cloudflare asks n8n to prove that it is a person',
		whatToDo: ALLOW_IN_CLOUDFLARE,
		done: 'no',
	},
	{
		by: 'Cloudflare',
		example: { status: 403, body: '', headers: { 'cf-mitigated': 'challenge' } },
		header: ['cf-mitigated', /challenge/],
		does: 'Cloudflare asks n8n to prove that it is a person',
		whatToDo: ALLOW_IN_CLOUDFLARE,
		done: 'no',
	},
	{
		by: 'Cloudflare',
		example: { status: 403, body: 'error code: 1020' },
		words: cloudflare('10(?:0[5-9]|1[0-2]|20)|1106'),
		does: 'A rule of Cloudflare refuses n8n',
		whatToDo: `${ALLOW_IN_CLOUDFLARE} With 1010, switch Browser Integrity Check off for it.`,
		done: 'no',
	},
	{
		by: 'Cloudflare',
		example: { status: 429, body: 'error code: 1015' },
		words: cloudflare('1015'),
		does: 'A rule of Cloudflare lets n8n ask only so often',
		whatToDo: 'Send more slowly, or raise that limit: Security → WAF → Rate limiting rules.',
		done: 'no',
		list: 'slower',
		mayHeal: true,
	},
	{
		by: 'Cloudflare Tunnel',
		example: { status: 530, body: 'error code: 1033' },
		words: cloudflare('1033'),
		does: 'The Cloudflare Tunnel of the server is not running',
		whatToDo: 'Start cloudflared beside the server, and look at its log.',
		done: 'no',
		mayHeal: true,
	},
	{
		by: 'Cloudflare',
		example: { status: 530, body: 'error code: 1016' },
		statuses: [530],
		does: 'Cloudflare does not find the server by its name',
		whatToDo: 'Check the DNS record in Cloudflare: it has to lead to the address of the server.',
		done: 'no',
	},
	{
		by: 'Cloudflare',
		example: { status: 521, body: 'error code: 521' },
		statuses: [521, 523],
		does: 'The server does not take connections of Cloudflare',
		whatToDo: ORIGIN,
		done: 'no',
		mayHeal: true,
	},
	{
		by: 'Cloudflare',
		example: { status: 526, body: '<title>Invalid SSL certificate</title>' },
		statuses: [525, 526],
		does: 'Cloudflare does not trust the certificate of the server',
		whatToDo:
			'Give the server a valid one, or choose Full instead of Full (strict) in Cloudflare: SSL/TLS → Overview.',
		done: 'no',
	},
	{
		by: 'Cloudflare',
		example: { status: 524, body: 'error code: 524' },
		statuses: [524],
		does: 'The server did not answer Cloudflare within 100 seconds',
		whatToDo: 'Look at its load and its log. Large files and long delays take their time.',
		done: 'perhaps',
		mayHeal: true,
	},
	{
		by: 'Cloudflare',
		example: { status: 520, body: 'error code: 520' },
		statuses: [520, 522, 527],
		does: 'The server did not answer Cloudflare as it should',
		whatToDo: `${ORIGIN} It may be overloaded, or start again.`,
		done: 'perhaps',
		mayHeal: true,
	},
	{
		by: 'Cloudflare',
		example: { status: 502, body: '<title>example.com | 502: Bad gateway</title>' },
		statuses: [502, 504],
		words: /\| 50[24]: |error code: 50[24]|cf-error-details|cloudflare/i,
		does: 'Cloudflare, or its tunnel, does not get an answer of the server',
		whatToDo:
			'Check that the server runs. With a tunnel: that cloudflared has its address as service, as http://evolution-api:8080.',
		done: 'perhaps',
	},
	{
		by: 'ngrok',
		example: { status: 502, body: 'ERR_NGROK_8012' },
		words: /ERR_NGROK_80\d\d/,
		does: 'The tunnel of ngrok runs, but nothing answers behind it',
		whatToDo: 'Check that the server runs, and that ngrok has its port: ngrok http 8080.',
		done: 'no',
	},
	{
		by: 'ngrok',
		example: { status: 429, body: 'ERR_NGROK_734' },
		words: /ERR_NGROK_(?:72\d|73\d|32[12]\d)/,
		does: 'The account of ngrok has used up what it may',
		whatToDo: 'Wait, send more slowly, or choose another plan of ngrok.',
		done: 'no',
		list: 'slower',
	},
	{
		by: 'ngrok',
		example: { status: 200, body: '<p>You are about to visit x.ngrok-free.app</p> ERR_NGROK_6024' },
		words: /ERR_NGROK_60\d\d/,
		does: 'ngrok shows its warning in place of the server',
		whatToDo: 'That page is for browsers: use a plan without it, or another tunnel.',
		done: 'no',
	},
	{
		by: 'ngrok',
		example: { status: 502, body: 'ERR_NGROK_3004' },
		words: /ERR_NGROK_300\d/,
		does: 'The server did not answer ngrok as it should',
		whatToDo: 'Look at the log of the server.',
		done: 'perhaps',
	},
	{
		by: 'ngrok',
		example: { status: 404, body: '<title>ERR_NGROK_3200</title>' },
		words: /ERR_NGROK_\d+|ngrok/i,
		does: 'The tunnel of ngrok leads nowhere',
		whatToDo: 'Start the tunnel, and enter its present address as Base URL.',
		done: 'no',
	},
	{
		by: 'localtunnel',
		example: { status: 503, body: '503 - Tunnel Unavailable' },
		words: /tunnel unavailable|tunnel password|localtunnel/i,
		does: 'The tunnel of localtunnel lets nothing through',
		whatToDo: 'Start it again. Its page with a password is for browsers: use another tunnel.',
		done: 'no',
	},
	{
		by: 'EasyPanel',
		example: {
			status: 502,
			body: '<h1>Service is not reachable</h1>Make sure the service is running and healthy.',
		},
		words: /service is not reachable/i,
		does: 'EasyPanel does not reach the service of the server',
		whatToDo:
			'In EasyPanel, check that the service runs (its log), and that its domain has the port of the server, 8080.',
		done: 'perhaps',
	},
	{
		by: 'Traefik',
		example: {
			status: 404,
			body: '404 page not found\n',
			headers: { 'x-content-type-options': 'nosniff' },
		},
		statuses: [404],
		words: /^404 page not found\s*$/,
		// Go's own words for an address without a route: Evolution Go says the same without this header.
		header: ['x-content-type-options', /nosniff/],
		does: 'A proxy answers, but it has no route to the server',
		whatToDo:
			'Check that the server runs, and that its host name and port are right in the proxy (Traefik: EasyPanel, Coolify, Dokploy).',
		done: 'no',
	},
	{
		by: 'Traefik',
		example: { status: 503, body: 'no available server\n' },
		words: /^no available server\s*$/,
		does: 'The proxy has no server that runs',
		whatToDo:
			'Start the server, and look at its log and its health check (Traefik: EasyPanel, Coolify, Dokploy).',
		done: 'no',
	},
	{
		by: 'nginx',
		example: {
			status: 400,
			body: '<title>400 The plain HTTP request was sent to HTTPS port</title>',
		},
		words: /plain HTTP request was sent to HTTPS port|HTTP request to an HTTPS server/i,
		does: 'The Base URL speaks HTTP to a port for HTTPS',
		whatToDo: 'Begin the Base URL in the credential with https://.',
		done: 'no',
	},
	{
		by: 'nginx, openresty',
		example: {
			status: 502,
			body: '<title>502 Bad Gateway</title><center>nginx/1.18.0</center>',
		},
		statuses: [502],
		words: NGINX,
		does: 'nginx does not reach the server',
		whatToDo:
			'Check that the server runs, and that nginx has its address and port (proxy_pass). After the server has started again, its address may be another: reload nginx.',
		done: 'perhaps',
	},
	{
		by: 'nginx, openresty',
		example: {
			status: 503,
			body: '<title>503 Service Temporarily Unavailable</title><center>nginx/1.9.12</center>',
		},
		statuses: [503],
		words: NGINX,
		does: 'nginx has no server for this name, or lets no more requests through',
		whatToDo:
			'Start the server. With nginx-proxy its container needs VIRTUAL_HOST and the network of the proxy. If it runs, raise limit_req or limit_conn of nginx.',
		done: 'no',
	},
	{
		by: 'nginx, openresty',
		example: {
			status: 504,
			body: '<title>504 Gateway Time-out</title><center>nginx/1.18.0</center>',
		},
		statuses: [504],
		words: NGINX,
		does: 'The server did not answer nginx in time',
		whatToDo: 'Look at the log and the load of the server, or raise proxy_read_timeout in nginx.',
		done: 'perhaps',
	},
	{
		by: 'AWS',
		example: {
			status: 403,
			body: { message: 'Forbidden' },
			headers: { 'x-amzn-errortype': 'ForbiddenException' },
		},
		statuses: [403],
		header: ['x-amzn-errortype', /./],
		does: 'A gateway or firewall of AWS refuses n8n',
		whatToDo:
			'Check the path of the Base URL, and allow the address of n8n there (API Gateway, WAF).',
		done: 'no',
	},
	{
		by: 'HAProxy',
		example: {
			status: 503,
			body: '<html><body><h1>503 Service Unavailable</h1>No server is available to handle this request.</body></html>',
		},
		words: /no server is available to handle this request/i,
		does: 'The proxy has no server that runs',
		whatToDo: 'Start the server, and look at its log and its health check (HAProxy).',
		done: 'no',
	},
	{
		by: 'Envoy',
		example: { status: 503, body: 'no healthy upstream' },
		words: /^no healthy upstream|reset reason: (?:remote |local )?connection (?:failure|timeout)/,
		does: 'The proxy has no server that runs',
		whatToDo: 'Start the server, and look at its log and its health check (Envoy, Istio).',
		done: 'no',
	},
	{
		by: 'Envoy',
		example: {
			status: 503,
			body: 'upstream connect error or disconnect/reset before headers. reset reason: connection termination',
		},
		words: /^upstream connect error/,
		does: 'The server did not answer the proxy',
		whatToDo: 'Check that it runs, and look at its log and its load.',
		done: 'perhaps',
	},
	{
		by: 'Kong',
		example: { status: 404, body: { message: 'no Route matched with those values' } },
		words: /no Route matched|name resolution failed|get a peer from the ring-balancer/,
		does: 'A proxy answers, but it has no route to the server',
		whatToDo: 'Check the route and the service in the proxy (Kong), and that the server runs.',
		done: 'no',
	},
	{
		by: 'Railway',
		example: {
			status: 404,
			body: { status: 'error', code: 404, message: 'Application not found' },
		},
		words: /"Application not found"/,
		does: 'Railway has no such application',
		whatToDo: 'Check the domain of the service in Railway, and that it was deployed.',
		done: 'no',
	},
	{
		by: 'Railway',
		example: {
			status: 502,
			body: { status: 'error', code: 502, message: 'Application failed to respond' },
		},
		words: /Application failed to respond/,
		does: 'The server did not answer Railway',
		whatToDo:
			'Look at the log of the service. Its port has to be that of the server (SERVER_PORT, PORT).',
		done: 'perhaps',
	},
	{
		by: 'Render',
		example: { status: 503, body: '', headers: { 'x-render-routing': 'suspend-by-user' } },
		header: ['x-render-routing', /no-server|suspend|hibernate/],
		does: 'Render does not run the server',
		whatToDo:
			'Start or pay for the service in Render. A free one sleeps and needs a minute to wake.',
		done: 'no',
	},
	{
		by: 'Heroku',
		example: {
			status: 404,
			body: '<iframe src="//www.herokucdn.com/error-pages/no-such-app.html">',
		},
		words: /no-such-app\.html/,
		does: 'Heroku has no such application',
		whatToDo: 'Check the Base URL.',
		done: 'no',
	},
	{
		by: 'Heroku',
		example: {
			status: 503,
			body: '<title>Application Error</title><iframe src="//www.herokucdn.com/error-pages/application-error.html">',
		},
		words: /application-error\.html|<title>Application Error/i,
		does: 'The server did not answer the platform on which it runs',
		whatToDo: 'Look at its log there. An answer has to come within 30 seconds.',
		done: 'perhaps',
	},
	{
		by: 'Zeabur',
		example: { status: 502, body: '<h1>502: SERVICE_UNAVAILABLE</h1> Zeabur' },
		words: /502: SERVICE_UNAVAILABLE/,
		does: 'The server did not answer Zeabur',
		whatToDo: 'Look at its log there, and at the port of the service.',
		done: 'perhaps',
	},
	{
		by: 'Koyeb',
		example: { status: 404, body: '<title>404: No active service</title>' },
		words: /no active service/i,
		does: 'The platform does not run the server',
		whatToDo: 'Start the service there (Koyeb).',
		done: 'no',
	},
	{
		by: 'Azure',
		example: { status: 403, body: '<title>Web App - Unavailable</title>' },
		words: /web app - unavailable|this web app is stopped/i,
		does: 'The platform does not run the server',
		whatToDo: 'Start the app there (Azure App Service).',
		done: 'no',
	},
	{
		by: 'Imunify360, Sucuri, Imperva',
		example: {
			status: 415,
			body: {
				message:
					'Access denied by Imunify360 bot-protection. IPs used for automation should be whitelisted',
			},
		},
		words:
			/Imunify360|Sucuri WebSite Firewall|GoDaddy Security - Access Denied|Incapsula incident|Pardon Our Interruption/i,
		does: 'A firewall in front of the server takes n8n for a bot',
		whatToDo: 'Allow the address of n8n in it (Imunify360, Sucuri, Imperva).',
		done: 'no',
	},
	{
		by: 'Any, with a password',
		example: {
			status: 401,
			body: '<title>401 Authorization Required</title>',
			headers: { 'www-authenticate': 'Basic realm="Restricted"' },
		},
		statuses: [401, 407],
		header: ['www-authenticate', /^(?:basic|digest|negotiate)/i],
		does: 'A proxy in front of the server asks for a password',
		whatToDo: 'Let n8n pass there without one: the node sends only the key of Evolution.',
		done: 'no',
	},
];

/** Of a page only: what the status alone tells of a proxy. */
const BY_STATUS: readonly ProxyWords[] = [
	{
		by: 'Any, with a page',
		example: { status: 401, body: '<title>401 Authorization Required</title>' },
		statuses: [401, 407],
		does: 'A proxy in front of the server asks for a password',
		whatToDo: 'Let n8n pass there without one: the node sends only the key of Evolution.',
		done: 'perhaps',
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

export const ALL_PROXY_WORDS: readonly ProxyWords[] = [...PROXY_WORDS, ...BY_STATUS];

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
		description: done === 'no' ? `Nothing was done. ${whatToDo}` : whatToDo,
		...(done === 'no' ? { nothingDone: true } : { isUnclear: true }),
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
