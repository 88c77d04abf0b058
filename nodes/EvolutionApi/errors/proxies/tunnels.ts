import type { ProxyWords } from '../knownWords';

// Cloudflare, and tunnels. The most telling first.

/** Cloudflare's own errors: in a page, in a text, or in JSON. */
const cloudflare = (codes: string) =>
	new RegExp(`(?:error code:?|cf-error-code">|"error_code":|>Error)\\s*(?:${codes})\\b`, 'i');

const ALLOW_IN_CLOUDFLARE =
	'In Cloudflare, let the address of n8n pass: Security → WAF, a rule with the action Skip.';

const ORIGIN =
	'Check that the server runs, and that its firewall lets the addresses of Cloudflare pass.';

export const TUNNEL_WORDS: readonly ProxyWords[] = [
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
		example: {
			status: 403,
			body: '<title>CNAME Cross-User Banned | example.com | Cloudflare</title>',
		},
		words: new RegExp(
			`${cloudflare('10(?:0[0-4]|13|14|18|19|23|34)').source}|Edge IP Restricted|CNAME Cross-User Banned|DNS points to prohibited IP|Direct IP access not allowed`,
			'i',
		),
		does: 'Cloudflare is not set up for this address',
		whatToDo:
			'Check the DNS records in Cloudflare: the name of the server has to be in your own account there, and lead to the address of the server. With 1014 it leads to another account, with 1034 to Cloudflare itself, such as 1.1.1.1.',
		done: 'no',
	},
	{
		by: 'Cloudflare',
		example: { status: 500, body: 'error code: 1101' },
		words: cloudflare('110[12]'),
		does: 'A worker of Cloudflare in front of the server failed',
		whatToDo:
			'Look at the log of the worker in Cloudflare, or take it off the route of the server.',
		done: 'perhaps',
	},
	{
		by: 'Cloudflare',
		example: { status: 429, body: 'error code: 1027' },
		words: cloudflare('1027'),
		does: 'A worker of Cloudflare in front of the server has used up what it may',
		whatToDo: 'Wait until tomorrow, or choose another plan of Cloudflare.',
		done: 'no',
		list: 'slower',
	},
	{
		by: 'Cloudflare Access',
		example: { status: 403, body: '<title>Error ・ Cloudflare Access</title>' },
		words: /cloudflare access|cloudflareaccess\.com/i,
		does: 'Cloudflare Access asks for a login',
		whatToDo:
			'Let n8n pass there without one: in Cloudflare Zero Trust, a policy with the action Bypass for the address of n8n.',
		done: 'no',
	},
	{
		by: 'Cloudflare Tunnel',
		example: { status: 404, body: '', headers: { server: 'cloudflare' } },
		statuses: [404],
		words: /^$/,
		header: ['server', /^cloudflare/],
		does: 'The Cloudflare Tunnel has no route for this host name',
		whatToDo:
			'Add the host name in Cloudflare: Networks → Tunnels → Public hostname, with the address of the server as service.',
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
		by: 'localhost.run, frp, zrok, Pinggy, serveo',
		example: { status: 404, body: 'no tunnel here :(' },
		words:
			/no tunnel here|faithfully yours, frp|zrok.*(?:not found|bad gateway)|tunnel (?:not found|expired|is not active)|pinggy.*(?:tunnel|expired)/is,
		does: 'The tunnel leads nowhere',
		whatToDo:
			'Start the tunnel again, and enter its present address as Base URL: without an account it changes.',
		done: 'no',
	},
	{
		by: 'VS Code, Gitpod, Codespaces',
		example: {
			status: 502,
			body: '<title>Dev Tunnels</title> The connection to the tunnel was refused',
		},
		words: /dev ?tunnels|app\.github\.dev|gitpod\.io/i,
		does: 'The tunnel runs, but nothing answers behind it',
		whatToDo:
			'Check that the server runs, and that the port of the tunnel is that of the server, 8080, and public.',
		done: 'no',
	},
];
