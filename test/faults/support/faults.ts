import { FAULTY } from './faultyServer';

/**
 * The faults that can happen between n8n and the server, and the texts that the user then sees. `matrix.long.test.ts` causes each of
 * them, and `docs/development/failures.md` is generated from this table.
 */
export interface Fault {
	readonly name: string;
	readonly how: How;
	/** First part of the text for the user. `{baseUrl}`, `{instance}` and `{route}` are replaced. */
	readonly message: string;
	/** Advice that follows the message. `{nothing}` stands for the sentence that nothing was sent or done. */
	readonly advice: string;
	readonly repeated: 'all' | 'harmless' | 'never';
	readonly isUnclear?: boolean;
}

interface FaultyAnswer {
	readonly status: number;
	readonly body: unknown;
	/** `application/json` by default. */
	readonly contentType?: string;
	readonly headers?: Record<string, string>;
}

export type How =
	| { readonly address: 'closed port' | 'unknown host' | 'untrusted' | 'no TLS' }
	| { readonly answer: FaultyAnswer }
	| { readonly answers: 'never' | 'drop by drop' | 'with 200 MB' }
	| { readonly cut: 'before' | 'amid' };

export const WARNING = 'It may still have been done: look before you send it again.';

const said = (status: number, message: unknown, error = 'Bad Request'): How => ({
	answer: { status, body: { status, error, response: { message } } },
});
const page = (status: number, title: string): How => ({
	answer: {
		status,
		body: `<html><head><title>${title}</title></head></html>`,
		contentType: 'text/html',
	},
});
const plain = (status: number, body: string, headers?: Record<string, string>): How => ({
	answer: { status, body, contentType: 'text/plain', headers },
});

const LOGS =
	'The network, a proxy or the server cut it off: if it happens often, look at the logs of the server and the proxy.';
const UNAVAILABLE =
	'It is down, still starting, or overloaded, or a proxy in front of it does not reach it: check that it runs, that the proxy has the address and port of the server (8080 unless it was changed), and that both are in the same network. The logs of both say more.';

export const FAULTS: readonly Fault[] = [
	{
		name: 'Nothing listens at the address',
		how: { address: 'closed port' },
		message: 'No server answers at {baseUrl}',
		advice:
			'Check the Base URL and that Evolution API runs. If n8n runs in Docker, "localhost" is n8n itself: use the name of the other container or the address of the host.',
		repeated: 'all',
	},
	{
		name: 'The host name does not exist',
		how: { address: 'unknown host' },
		message: 'The host name in {baseUrl} is unknown',
		advice: 'Check the Base URL for typing errors, and that n8n can resolve the name.',
		repeated: 'never',
	},
	{
		name: 'The certificate is not valid',
		how: { address: 'untrusted' },
		message: 'The certificate of {baseUrl} is not trusted',
		advice:
			'Install a valid certificate, or switch on "Ignore Certificate Errors" in the credential if it is your own server. (DEPTH_ZERO_SELF_SIGNED_CERT)',
		repeated: 'never',
	},
	{
		name: 'HTTPS where the server speaks HTTP',
		how: { address: 'no TLS' },
		message: '{baseUrl} does not speak HTTPS properly',
		advice:
			'Check whether the Base URL should start with http:// instead of https://, and the port.',
		repeated: 'never',
	},
	{
		name: 'The connection breaks before the answer',
		how: { cut: 'before' },
		message: 'The connection to the server broke off before the answer was complete',
		advice: `${LOGS} (ECONNRESET)`,
		repeated: 'harmless',
		isUnclear: true,
	},
	{
		name: 'The connection breaks amid the answer',
		how: { cut: 'amid' },
		message: 'The connection to the server broke off before the answer was complete',
		advice: `${LOGS} (ECONNRESET)`,
		repeated: 'harmless',
		isUnclear: true,
	},
	{
		name: 'No answer in time',
		how: { answers: 'never' },
		message: 'The server did not answer in time',
		advice:
			'The server is overloaded, or the network is slow: if it happens often, look at the load and the log of the server.',
		repeated: 'harmless',
		isUnclear: true,
	},
	{
		name: 'An answer that comes drop by drop',
		how: { answers: 'drop by drop' },
		message: 'The server did not answer in time',
		advice:
			'The server is overloaded, or the network is slow: if it happens often, look at the load and the log of the server.',
		repeated: 'harmless',
		isUnclear: true,
	},
	{
		name: 'An answer of 200 MB',
		how: { answers: 'with 200 MB' },
		message: 'The answer of the server is larger than 150 MB',
		advice:
			'Ask for less at once: set a limit or a filter, or take one file at a time. Also check that the Base URL is that of an Evolution API server.',
		repeated: 'never',
		isUnclear: true,
	},
	{
		name: 'HTTP 400',
		how: said(400, [['instance requires property "number"']]),
		message:
			'The server does not accept a value of this request: instance requires property "number"',
		advice:
			'{nothing} Check that value. If it is right, the node does not support the version of the server: update the server to 2.3 or newer.',
		repeated: 'never',
	},
	{
		name: 'HTTP 400 since the server could not store what it sent',
		how: said(400, ['PrismaClientKnownRequestError: Invalid `prisma.message.create()` invocation']),
		message: 'The database of the Evolution API server failed',
		advice:
			'Look at the log of the server, and check that its database runs and has space left. For a pool (PgBouncer, Supabase), add ?pgbouncer=true to DATABASE_CONNECTION_URI.',
		repeated: 'never',
		isUnclear: true,
	},
	{
		name: 'HTTP 400 of WhatsApp in the middle of a send',
		how: said(400, ['Error: Timed Out']),
		message: 'WhatsApp did not answer the server in time',
		advice:
			'Look at the phone and at the connection of the instance. If it happens again, run Instance → Restart.',
		repeated: 'never',
		isUnclear: true,
	},
	{
		name: 'HTTP 400 with a page',
		how: page(400, '400 Bad Request'),
		message: 'A proxy in front of the server answered HTTP 400 with a web page ("400 Bad Request")',
		advice:
			'Nothing was done: this answer is not from Evolution API. Something in front of it refused the request. Check the Base URL {baseUrl}, and look at the log and the rules of the proxy or firewall there.',
		repeated: 'never',
	},
	{
		name: 'HTTP 302',
		how: plain(302, '', { location: 'https://elsewhere.example.com/' }),
		message: 'The server at {baseUrl} redirects to https://elsewhere.example.com/',
		advice:
			'Open that address in a browser. If it leads to the same server, enter it as Base URL in the credential. If it leads to a login page, let the proxy that shows it accept n8n without a login. The node does not follow redirects, so that the key does not go to another server.',
		repeated: 'never',
	},
	{
		name: 'HTTP 401',
		how: said(401, 'Unauthorized', 'Unauthorized'),
		message: 'The server refused the API key for the instance "{instance}"',
		advice:
			'Check the key in the credential: the global key is AUTHENTICATION_API_KEY in the settings of the server.',
		repeated: 'never',
	},
	{
		name: 'HTTP 401 of a proxy',
		how: plain(401, ''),
		message: 'A proxy in front of the server asks for a password: it answered HTTP 401',
		advice:
			'Nothing was done. Let n8n pass without a password: the node sends only the API key of the server.',
		repeated: 'never',
	},
	{
		name: 'HTTP 403',
		how: { answer: { status: 403, body: { status: 403, error: 'Forbidden' } } },
		message: 'The server does not allow this request (HTTP 403)',
		advice:
			'A proxy or firewall in front of Evolution API is the usual cause: allow the address of n8n there, and check the Base URL. It may also be another program.',
		repeated: 'never',
		isUnclear: true,
	},
	{
		name: 'HTTP 404 for the route',
		how: said(404, ['Cannot POST {url}'], 'Not Found'),
		message: 'The server does not know {route}',
		advice:
			'Check the Base URL {baseUrl}: it must lead to Evolution API 2.3 or newer. If other operations work, this version of the server lacks this route.',
		repeated: 'never',
	},
	{
		name: 'HTTP 404 for the instance',
		how: said(404, [`The "${FAULTY}" instance does not exist`], 'Not Found'),
		message: 'The server has no instance "{instance}"',
		advice: 'Choose an instance from the list, or create it first with Instance → Create.',
		repeated: 'never',
	},
	{
		name: 'HTTP 408',
		how: plain(408, 'Request Timeout'),
		message: 'Something in front of Evolution API answered HTTP 408: Request Timeout',
		advice:
			'Nothing was done: this answer is not from Evolution API. Something in front of it refused the request. Check the Base URL {baseUrl}, and look at the log and the rules of the proxy or firewall there.',
		repeated: 'never',
	},
	{
		name: 'HTTP 413',
		how: page(413, '413 Request Entity Too Large'),
		message: 'The request is too large for the server',
		advice:
			'Send a smaller file. Evolution API accepts up to 136 MB as JSON. Without Typing Indicator and a mention of everyone, n8n uploads the file, which may then be larger. A proxy in front of the server may allow less.',
		repeated: 'never',
	},
	{
		name: 'HTTP 429',
		how: said(429, 'Too Many Requests', 'Too Many Requests'),
		message: 'The server receives too many requests',
		advice: 'Send more slowly: fewer items at once, or with a Wait node in between.',
		repeated: 'all',
	},
	{
		name: 'HTTP 429 with Retry-After',
		how: plain(429, 'slow down', { 'retry-after': '2' }),
		message: 'The server receives too many requests',
		advice: 'It asks you to wait 2 seconds. Then run it again, with fewer items at once.',
		repeated: 'all',
	},
	{
		name: 'HTTP 500',
		how: said(500, 'Internal Server Error', 'Internal Server Error'),
		message: 'The server answered HTTP 500 without saying why',
		advice: 'Evolution API answered HTTP 500. Look at the log of the server.',
		repeated: 'never',
		isUnclear: true,
	},
	{
		name: 'HTTP 502 with the page of a proxy',
		how: page(502, '502 Bad Gateway'),
		message: 'A proxy in front of the server answered HTTP 502 with a web page ("502 Bad Gateway")',
		advice:
			'Check that Evolution API runs and that the proxy at {baseUrl} reaches it: that the proxy has the address and port of the server (8080 unless it was changed), and that both are in the same network.',
		repeated: 'harmless',
		isUnclear: true,
	},
	{
		name: 'HTTP 503 with a word or two',
		how: plain(503, 'Service Unavailable'),
		message: 'Evolution API at {baseUrl} is not available (HTTP 503)',
		advice: UNAVAILABLE,
		repeated: 'harmless',
		isUnclear: true,
	},
	{
		name: 'HTTP 503 without a license (Evolution API 2.4)',
		how: {
			answer: {
				status: 503,
				body: {
					error: 'service not activated',
					code: 'LICENSE_REQUIRED',
					register_url: 'https://evolution.example.com/manager/login',
				},
			},
		},
		message: 'This Evolution API server is not activated: its license is missing',
		advice:
			'Open https://evolution.example.com/manager/login and activate the server, then run again. More: https://github.com/n8n-nodes-evolution-hub/n8n-nodes-evolution-hub/blob/main/docs/phone-cannot-be-linked.md',
		repeated: 'never',
	},
	{
		name: 'HTTP 504',
		how: plain(504, 'Gateway Timeout'),
		message: 'Evolution API at {baseUrl} is not available (HTTP 504)',
		advice: UNAVAILABLE,
		repeated: 'harmless',
		isUnclear: true,
	},
	{
		name: 'HTTP 200 that says "error"',
		how: { answer: { status: 200, body: { error: true, message: '[object Object]' } } },
		message: 'The server could not do it, and does not say why',
		advice:
			'This often means that the instance was never connected: connect it with Instance → Connect. More: https://github.com/n8n-nodes-evolution-hub/n8n-nodes-evolution-hub/blob/main/docs/phone-cannot-be-linked.md',
		repeated: 'never',
		isUnclear: true,
	},
	{
		name: 'HTTP 201 with an error of Meta',
		how: {
			answer: {
				status: 201,
				body: {
					message: '(#131030) Recipient phone number not in allowed list',
					type: 'OAuthException',
					code: 131030,
					error_data: { details: 'Add the recipient to the list of allowed numbers.' },
				},
			},
		},
		message: 'Meta refused the request: (#131030) Recipient phone number not in allowed list',
		advice:
			'Add the recipient to the list of allowed numbers: a test number can only write to numbers in this list. Meta says: Add the recipient to the list of allowed numbers.',
		repeated: 'never',
	},
	{
		name: 'HTTP 200 with nothing',
		how: plain(200, ''),
		message: 'The server answered with nothing',
		advice:
			'Check that the Base URL {baseUrl} is the address of an Evolution API server, and that no proxy changes its answers.',
		repeated: 'never',
		isUnclear: true,
	},
	{
		name: 'HTTP 200 with something that is not JSON',
		how: plain(200, 'pong'),
		message: 'The server answered with something that is not JSON',
		advice:
			'Check that the Base URL {baseUrl} is the address of an Evolution API server, and that no proxy changes its answers.',
		repeated: 'never',
		isUnclear: true,
	},
	{
		name: 'HTTP 200 with a web page',
		how: page(200, 'Evolution Manager'),
		message:
			'There is no Evolution API at {baseUrl}: a web page ("Evolution Manager") answers there',
		advice:
			'Enter the address of Evolution API as Base URL in the credential, with its path if it has one. In a browser it shows "Welcome to the Evolution API".',
		repeated: 'never',
		isUnclear: true,
	},
];
