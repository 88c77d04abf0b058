import type { ProxyWords } from '../knownWords';

// Proxies and gateways. The most telling first.

/** At the end of its own pages. */
const NGINX = /<center>(?:nginx|openresty)/i;

export const GATEWAY_WORDS: readonly ProxyWords[] = [
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
			body: '<title>400 No required SSL certificate was sent</title><center>nginx</center>',
		},
		words: /No required SSL certificate was sent|The SSL certificate error/i,
		does: 'nginx in front of the server asks n8n for a certificate of its own',
		whatToDo: 'The node has none: let n8n pass there without one (ssl_verify_client).',
		done: 'no',
	},
	{
		by: 'nginx',
		example: {
			status: 400,
			body: '<title>400 Request Header Or Cookie Too Large</title><center>nginx</center>',
		},
		words: /Request Header Or Cookie Too Large|431 Request Header Fields Too Large/i,
		does: 'nginx takes no header that is as long',
		whatToDo:
			'The list of workflows of the instance is in one: raise large_client_header_buffers of nginx to 4 32k.',
		done: 'no',
	},
	{
		by: 'nginx, HAProxy',
		example: { status: 408, body: '<title>408 Request Time-out</title>' },
		statuses: [408],
		words: /408|request time-?out/i,
		does: 'The proxy did not get the whole request in time',
		whatToDo:
			'The line between n8n and the proxy is too slow for the file: send a smaller one or its address, or raise client_body_timeout (nginx) or timeout http-request (HAProxy).',
		done: 'no',
	},
	{
		by: 'Caddy, Apache',
		example: { status: 421, body: '<title>421 Misdirected Request</title>' },
		statuses: [421],
		words: /^/,
		does: 'The proxy has no site for this host name',
		whatToDo:
			'Check the Base URL, and that the proxy has a site with exactly that host name and its certificate.',
		done: 'no',
	},
	{
		by: 'nginx',
		example: {
			status: 400,
			body: '<title>400 The plain HTTP request was sent to HTTPS port</title>',
		},
		words:
			/plain HTTP request was sent to HTTPS port|plain HTTP to an SSL-enabled server port|HTTP request to an HTTPS server/i,
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
		by: 'Apache',
		example: {
			status: 502,
			body: '<title>502 Proxy Error</title><p>The proxy server received an invalid response from an upstream server.</p>',
		},
		words: /The proxy server (?:received an invalid response|could not handle the request)/i,
		does: 'Apache does not get an answer of the server',
		whatToDo:
			'Check that the server runs, and that Apache has its address and port (ProxyPass); for what takes long, raise ProxyTimeout.',
		done: 'perhaps',
	},
	{
		by: 'Apache',
		example: {
			status: 503,
			body: '<title>503 Service Unavailable</title><p>The server is temporarily unable to service your request due to maintenance downtime or capacity problems.</p>',
		},
		words: /temporarily unable to service your request due to/i,
		does: 'Apache has no server that runs',
		whatToDo: 'Start the server, and check the address and port in Apache (ProxyPass).',
		done: 'no',
		mayHeal: true,
	},
	{
		by: 'Apache',
		example: {
			status: 504,
			body: '<title>504 Gateway Timeout</title><p>The gateway did not receive a timely response from the upstream server or application.</p>',
		},
		words: /did not receive a timely response/i,
		does: 'The server did not answer Apache in time',
		whatToDo: 'Look at the log and the load of the server, or raise ProxyTimeout in Apache.',
		done: 'perhaps',
	},
	{
		by: 'LiteSpeed',
		example: {
			status: 503,
			body: '<title>503 Service Unavailable</title><p>LiteSpeed Web Server</p>',
		},
		statuses: [500, 502, 503, 504],
		words: /litespeed/i,
		does: 'LiteSpeed does not reach the server',
		whatToDo:
			'Check that the server runs, and that LiteSpeed has its address and port (External App, Web Server).',
		done: 'perhaps',
	},
	{
		by: 'IIS',
		example: {
			status: 502,
			body: '<title>502 - Web server received an invalid response while acting as a gateway or proxy server.</title>',
		},
		words: /while acting as a gateway or proxy server|HTTP Error 50[234]\.\d+/i,
		does: 'IIS does not get an answer of the server',
		whatToDo:
			'Check that the server runs, and the rule and the time limit of the proxy in IIS (URL Rewrite, Application Request Routing).',
		done: 'perhaps',
	},
	{
		by: 'Varnish',
		example: {
			status: 503,
			body: '<title>503 Backend fetch failed</title><h3>Guru Meditation:</h3>',
		},
		words: /guru meditation|backend fetch failed/i,
		does: 'Varnish does not get an answer of the server',
		whatToDo:
			'Check that the server runs, and the backend and its time limits in Varnish (first_byte_timeout).',
		done: 'perhaps',
	},
	{
		by: 'Fastly',
		example: { status: 500, body: 'Fastly error: unknown domain: api.example.com.' },
		words: /Fastly error: unknown domain/i,
		does: 'Fastly has no service for this host name',
		whatToDo: 'Add the domain to the service there, or enter the address of the server itself.',
		done: 'no',
	},
	{
		by: 'AWS',
		example: {
			status: 503,
			body: '<title>503 Service Temporarily Unavailable</title>',
			headers: { server: 'awselb/2.0' },
		},
		statuses: [503],
		words: /^</,
		header: ['server', /^awselb/],
		does: 'The load balancer of AWS has no server that is healthy',
		whatToDo:
			'Look at the target group: the server has to run, and its health check has to get HTTP 200 (path /).',
		done: 'no',
		mayHeal: true,
	},
	{
		by: 'AWS',
		example: {
			status: 502,
			body: '<title>502 Bad Gateway</title>',
			headers: { server: 'awselb/2.0' },
		},
		statuses: [502, 504],
		words: /^</,
		header: ['server', /^awselb/],
		does: 'The load balancer of AWS does not get an answer of the server',
		whatToDo:
			'Check that the server runs, and raise the idle timeout of the load balancer for what takes long.',
		done: 'perhaps',
	},
	{
		by: 'AWS',
		example: {
			status: 403,
			body: '<h2>The request could not be satisfied.</h2> Request blocked. Generated by cloudfront (CloudFront)',
		},
		statuses: [403],
		words: /generated by cloudfront|request could not be satisfied/i,
		does: 'CloudFront refuses n8n',
		whatToDo:
			'Allow there what the node sends: all HTTP methods, the header apikey, and the address of n8n.',
		done: 'no',
	},
	{
		by: 'AWS',
		example: {
			status: 504,
			body: '<h2>The request could not be satisfied.</h2> Generated by cloudfront (CloudFront)',
		},
		words: /generated by cloudfront|request could not be satisfied/i,
		does: 'CloudFront does not get an answer of the server',
		whatToDo: 'Check that the server runs, and the origin and its time limit in CloudFront.',
		done: 'perhaps',
	},
	{
		by: 'AWS',
		example: { status: 504, body: { message: 'Endpoint request timed out' } },
		words: /"Endpoint request timed out"/,
		does: 'The server did not answer the API Gateway of AWS in time',
		whatToDo:
			'It waits no longer than 29 seconds: send large files by their address, and look at the load of the server.',
		done: 'perhaps',
	},
	{
		by: 'AWS',
		example: { status: 403, body: { message: 'Missing Authentication Token' } },
		words: /"Missing Authentication Token"/,
		does: 'The API Gateway of AWS has no route for this address',
		whatToDo: 'Check the path of the Base URL, the stage included (e.g. /prod).',
		done: 'no',
	},
	{
		by: 'Kong',
		example: {
			status: 502,
			body: { message: 'An invalid response was received from the upstream server' },
		},
		words: /invalid response was received from the upstream server|upstream server is timing out/i,
		does: 'The server did not answer the proxy',
		whatToDo:
			'Check that it runs, and the service in the proxy (Kong): its host, port and time limits.',
		done: 'perhaps',
	},
	{
		by: 'Kong',
		example: { status: 401, body: { message: 'No API key found in request' } },
		words:
			/No API key found in request|Invalid authentication credentials|missing subscription key/i,
		does: 'The proxy asks for a key of its own',
		whatToDo:
			'Let n8n pass there without one (Kong: key-auth): the node sends only the key of Evolution.',
		done: 'no',
	},
	{
		by: 'Envoy',
		example: { status: 504, body: 'upstream request timeout' },
		words: /^upstream request timeout|stream timeout/,
		does: 'The server did not answer the proxy in time',
		whatToDo: 'Look at its log and its load, or raise the time limit of the route (Envoy, Istio).',
		done: 'perhaps',
	},
	{
		by: 'APISIX',
		example: { status: 404, body: { error_msg: '404 Route Not Found' } },
		words: /"error_msg":"404 Route Not Found"|no route and no API found/i,
		does: 'A proxy answers, but it has no route to the server',
		whatToDo: 'Check the route and the host name in the proxy (APISIX, Tyk, KrakenD).',
		done: 'no',
	},
];
