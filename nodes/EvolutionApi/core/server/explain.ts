import type { Exchange, Explain, Failure, Program, Asked } from '../failures/failure';
import { AnswerTooLarge } from '../http/answer';
import { FILE_CHANGED } from '../input/inputFile';
import { isRecord, isSuccess } from '../values/answer';

// What the server, or a proxy in front of it, says about itself rather than about WhatsApp.

/** The page for somebody whose phone is not linked. */
export const LINKING_PAGE =
	'More: https://github.com/n8n-nodes-evolution-hub/n8n-nodes-evolution-hub/blob/main/docs/phone-cannot-be-linked.md';

export function licenseRequired({ body, program }: Exchange): Failure | undefined {
	if (!isRecord(body) || body.code !== 'LICENSE_REQUIRED') return undefined;
	return licenseMissing(
		program,
		typeof body.register_url === 'string' ? body.register_url : undefined,
	);
}

/** @param address where it can be activated */
export const licenseMissing = (
	program: Program,
	address = 'the manager of the server',
): Failure => ({
	message: `This ${program} server is not activated: its license is missing`,
	description: `Open ${address} and activate the server, then run again. ${LINKING_PAGE}`,
	nothingDone: true,
	mayHeal: false,
	licenseMissing: true,
});

export function redirected({ status, headers, baseUrl }: Exchange): Failure | undefined {
	if (status < 300 || status >= 400) return undefined;
	const target = typeof headers.location === 'string' ? ` to ${headers.location}` : '';
	return {
		message: `The server at ${baseUrl} redirects${target}`,
		description:
			'Look where that leads. If it is the same server under another address, use it as Base URL in the credential. If it is a login page, the proxy that shows it has to let n8n through. Redirects are not followed, so that the key does not go anywhere else.',
	};
}

/** A proxy's error page, or a text that is no data. */
export function pageOfProxy(exchange: Exchange): Failure | undefined {
	const { status, body, baseUrl, program } = exchange;
	// `null` is an answer, too: what was asked for does not exist.
	if (typeof body === 'object') return undefined;
	const text = typeof body === 'string' ? body.trim() : '';
	if (text.startsWith('<')) {
		const title = /<title[^>]*>([^<]{1,80})/i.exec(text)?.[1]?.trim();
		const what = title ? `a web page ("${title}")` : 'a web page';
		return {
			message: `A proxy in front of the server answered HTTP ${status} with ${what}`,
			description: `Check that ${program} runs and that the proxy at ${baseUrl} reaches it.`,
		};
	}
	if (!isSuccess(status)) return undefined;
	return {
		message:
			text === ''
				? 'The server answered with nothing'
				: 'The server answered with something that is not JSON',
		description: `Check that the Base URL ${baseUrl} is the address of an ${program} server, and that no proxy changes its answers.`,
		isUnclear: true,
	};
}

/** The name of a status says no more than its number. */
const STATUS_NAME =
	/^(bad request|forbidden|internal server error|bad gateway|service unavailable|gateway time-?out)$/i;

const findReasons = (messages: readonly string[]) =>
	messages.filter((message) => !STATUS_NAME.test(message)).join('; ');

/** A proxy that does not show a page says this in a word or two. */
export function unavailable(exchange: Exchange): Failure | undefined {
	const { status, messages, baseUrl } = exchange;
	if (![502, 503, 504].includes(status) || findReasons(messages) !== '') return undefined;
	return {
		message: `${exchange.program} at ${baseUrl} is not available (HTTP ${status})`,
		description:
			'It is down, still starting, or overloaded: check that it runs, and look at its log and at the log of a proxy in front of it.',
	};
}

export function tooManyRequests({ status, headers }: Exchange): Failure | undefined {
	if (status !== 429) return undefined;
	const seconds = retryAfterSeconds(headers['retry-after']);
	return {
		message: 'The server receives too many requests',
		description:
			seconds === undefined
				? 'Send more slowly: fewer items at once, or with a Wait node in between.'
				: `It asks you to wait ${seconds} seconds. Then run it again, with fewer items at once.`,
		nothingDone: true,
	};
}

/** @param limits of the server, in a sentence or more */
export const explainTooLarge =
	(limits: string): Explain =>
	({ status }) =>
		status === 413
			? {
					message: 'The request is too large for the server',
					description: `Send a smaller file. ${limits}`,
					nothingDone: true,
				}
			: undefined;

/** A refusal without a reason comes from something in front of the server. */
export function forbidden({ status, messages, program }: Exchange): Failure | undefined {
	if (status !== 403 || findReasons(messages) !== '') return undefined;
	return {
		message: 'The server does not allow this request (HTTP 403)',
		description: `A proxy or firewall in front of ${program} is the usual cause: allow the address of n8n there, and check the Base URL.`,
	};
}

export function anyOther(exchange: Exchange): Failure | undefined {
	const { status, messages } = exchange;
	if (isSuccess(status)) return undefined;
	const text = findReasons(messages);
	return {
		message: text === '' ? `The server answered HTTP ${status} without saying why` : text,
		description: `Evolution API answered HTTP ${status}. ${exchange.isRefusal ? 'Check the values of the fields.' : 'Look at the log of the server.'}`,
	};
}

/** `Retry-After` in seconds, from seconds or a date. */
export function retryAfterSeconds(header: unknown): number | undefined {
	if (typeof header !== 'string' || header === '') return undefined;
	const seconds = Number(header);
	if (Number.isFinite(seconds)) return Math.max(0, seconds);
	const until = Date.parse(header);
	return Number.isNaN(until) ? undefined : Math.max(0, Math.ceil((until - Date.now()) / 1000));
}

// The Base URL leads to something else than Evolution API. Each text says what answers, and a way out that works.

/** The right address can be told in any browser. */
const WAY_OUT: Readonly<Record<Program, string>> = {
	'Evolution API':
		'Enter the address of Evolution API as Base URL in the credential, with its path if it has one. In a browser it shows "Welcome to the Evolution API".',
	'Evolution Go':
		'Enter the address of Evolution Go as Base URL in the credential. For Evolution API choose Global API Key or Instance API Key as Authentication.',
};

/** @param what answers there, as a clause */
export const noServerAt = (
	program: Program,
	baseUrl: string,
	what: string,
	wayOut = WAY_OUT[program],
): Failure => ({
	message: `There is no ${program} at ${baseUrl}: ${what}`,
	description: wayOut,
});

/** @param what answers there, as a clause */
const noEvolutionAt = (baseUrl: string, what: string): Failure =>
	noServerAt('Evolution API', baseUrl, what);

/** What a page is called, or what a program says that makes none. */
function shownBy(page: string): string {
	const [, refused] = /<pre>(Cannot [A-Z]+ [^<]{1,80})/.exec(page) ?? [];
	const [, title] = /<title[^>]*>([^<]{1,80})/i.exec(page) ?? [];
	const shown = (refused ?? title ?? '').trim();
	return shown === '' ? '' : ` ("${shown}")`;
}

/** The statuses by which a program says that it has no such route. */
const NO_SUCH_ROUTE = [404, 405];

/** The manager is a page below the server's address, and so are those of its instances. */
const MANAGER = /\/manager(\/.*)?$/;

export function managerPage(exchange: Exchange): Failure | undefined {
	const { status, body, messages, baseUrl } = exchange;
	const isPage = typeof body === 'string' && body.trim().startsWith('<');
	const isUnknown = messages.some((message) => /^Cannot [A-Z]+ \//.test(message));
	if (!MANAGER.test(baseUrl) || status >= 500 || !(isPage || isUnknown)) return undefined;
	const address = baseUrl.replace(MANAGER, '');
	return {
		...noServerAt(
			exchange.program,
			baseUrl,
			'that is the address of its manager',
			`Remove "/manager" from the Base URL in the credential: ${address}`,
		),
		isUnclear: isSuccess(status),
	};
}

/** A page, where the API would answer with data. */
export function otherPage(exchange: Exchange): Failure | undefined {
	const { status, body, baseUrl, program } = exchange;
	const text = typeof body === 'string' ? body.trim() : '';
	if (!text.startsWith('<') || !(isSuccess(status) || NO_SUCH_ROUTE.includes(status)))
		return undefined;
	if (/<title[^>]*>\s*n8n\b/i.test(text)) {
		const what = 'that is the address of n8n itself';
		return { ...noServerAt(program, baseUrl, what), nothingDone: true };
	}
	const of = isSuccess(status) ? '' : ` with HTTP ${status}`;
	const what = `a web page${shownBy(text)} answers there${of}`;
	// n8n and other programs of Node refuse with these words what they have no route for, so it went no further.
	const failure = noServerAt(program, baseUrl, what);
	if (!/<pre>Cannot /.test(text)) return failure;
	return {
		...failure,
		description: `${failure.description} That of n8n is another one.`,
		nothingDone: !isSuccess(status),
	};
}

/** What to do where Evolution Go answers to a credential of Evolution API. */
const CHOOSE_GO =
	'Choose Evolution Go as Authentication, with the credential "Evolution Go API". For Evolution API enter the address of such a server as Base URL.';

/**
 * Evolution Go is another program, with other routes. It tells an unknown route, a wrong key and a missing license in its own
 * words: before it is activated, even the address without a route needs the license, which of Evolution API it does not.
 */
export function evolutionGoThere({ status, body, baseUrl }: Exchange): Failure | undefined {
	const isUnknown = status === 404 && String(body).trim() === '404 page not found';
	const isRefused = status === 401 && isRecord(body) && body.error === 'not authorized';
	const isInactive =
		isRecord(body) &&
		body.code === 'LICENSE_REQUIRED' &&
		/^License required/.test(String(body.message));
	if (!isUnknown && !isRefused && !isInactive) return undefined;
	const state = isInactive ? ', not activated yet' : '';
	return {
		...noServerAt(
			'Evolution API',
			baseUrl,
			`something answers there as Evolution Go does${state}, which is another program with other routes`,
			CHOOSE_GO,
		),
		nothingDone: true,
		mayHeal: false,
	};
}

/** Evolution API names the status in its refusals, and wraps what it says in `response`. */
export function otherProgram({ status, body, messages, baseUrl }: Exchange): Failure | undefined {
	if (!NO_SUCH_ROUTE.includes(status)) return undefined;
	if (isRecord(body) && (isRecord(body.response) || typeof body.status === 'number'))
		return undefined;
	const [said] = typeof body === 'string' && body.trim() !== '' ? [body.trim()] : messages;
	const words = said === undefined ? '' : ` ("${said.slice(0, 80)}")`;
	return noEvolutionAt(baseUrl, `another program answers there with HTTP ${status}${words}`);
}

/** Node's code of a failed connection. n8n's errors keep it in different places, often as the "HTTP code". */
function readErrorCode(error: unknown, depth = 0): string | undefined {
	if (!isRecord(error) || depth > 4) return undefined;
	const codes = [error.code, error.httpCode].filter((code) => typeof code === 'string');
	const code = codes.find((candidate) => /^[A-Z]/.test(candidate));
	return (
		code ?? readErrorCode(error.cause, depth + 1) ?? readErrorCode(error.errorResponse, depth + 1)
	);
}

/** n8n replaces well-known messages by its own, and keeps the originals in a list. */
function readErrorText(error: unknown): string {
	const { message, messages } = isRecord(error) ? error : { message: String(error), messages: [] };
	return [message, ...(Array.isArray(messages) ? messages : [])].join('; ');
}

const CERTIFICATE = /CERT|SELF_SIGNED|UNABLE_TO_VERIFY|ALTNAME/;
const TLS = /^(EPROTO|ERR_SSL|ERR_TLS)/;
/** What OpenSSL says when the handshake fails, which is before the first byte of the request. */
const NO_HANDSHAKE =
	/WRONG_VERSION_NUMBER|UNSUPPORTED_PROTOCOL|PROTOCOL_VERSION|HANDSHAKE_FAILURE|PACKET_LENGTH_TOO_LONG|NO_SHARED_CIPHER/;
const NO_SERVER = ['ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH'];

/** Explains why there was no answer, and says whether the server can have seen the request. */
export function networkFailure(error: unknown, { baseUrl, program }: Asked): Failure {
	if (error instanceof AnswerTooLarge) {
		return {
			message: `The answer of the server is ${error.message}`,
			description: `Ask for less at once: set a limit or a filter, or take one file at a time. Also check that the Base URL is that of an ${program} server.`,
			isUnclear: true,
		};
	}
	const code = readErrorCode(error) ?? '';
	const text = readErrorText(error);
	if (text.includes(FILE_CHANGED)) {
		return {
			message: 'The file changed while it was sent',
			description:
				'The server did not get all of it, so nothing was done. Run the node again, and check that no other node or program writes to the file.',
			nothingDone: true,
		};
	}
	return (
		blockedByN8n(text, baseUrl) ??
		unreachedFailure(code, text, { baseUrl, program }) ??
		credentialFailure(code, text, baseUrl) ??
		brokenOffFailure(code, text)
	);
}

/** `N8N_SSRF_PROTECTION_ENABLED`, since n8n 2.12: n8n reaches no private address unless its administrator allows it. */
function blockedByN8n(text: string, baseUrl: string): Failure | undefined {
	const isAddress = text.includes('resolves to a restricted IP address');
	if (!isAddress && !text.includes('destination hostname is restricted')) return undefined;
	const host = URL.canParse(baseUrl) ? new URL(baseUrl).hostname : baseUrl;
	const description = isAddress
		? `It blocks private addresses. Whoever runs n8n has to allow this one: set N8N_SSRF_ALLOWED_HOSTNAMES=${host}, or its network in N8N_SSRF_ALLOWED_IP_RANGES, and restart n8n.`
		: `Whoever runs n8n has to take ${host} off N8N_SSRF_BLOCKED_HOSTNAMES, and restart n8n.`;
	return {
		message: `The SSRF protection of n8n blocks ${baseUrl}`,
		description,
		nothingDone: true,
	};
}

function unreachedFailure(
	code: string,
	text: string,
	{ baseUrl, program }: { readonly baseUrl: string; readonly program: Program },
): Failure | undefined {
	if (NO_SERVER.includes(code) || /ECONNREFUSED|refused the connection/.test(text)) {
		return {
			message: `No server answers at ${baseUrl}`,
			description: `Check the Base URL and that ${program} runs. If n8n runs in Docker, "localhost" is n8n itself: use the name of the other container or the address of the host.`,
			nothingDone: true,
			mayHeal: true,
		};
	}
	if (code === 'EADDRNOTAVAIL') {
		return {
			message: `n8n has no free port to reach ${baseUrl}`,
			description:
				'Too many connections are open on its machine. Send less at once, or try again in a minute.',
			nothingDone: true,
			mayHeal: true,
		};
	}
	if (code === 'ENOTFOUND' || code === 'EAI_AGAIN' || /ENOTFOUND|EAI_AGAIN/.test(text)) {
		return {
			message: `The host name in ${baseUrl} is unknown`,
			description: 'Check the Base URL for typing errors, and that n8n can resolve the name.',
			nothingDone: true,
			mayHeal: code === 'EAI_AGAIN' || text.includes('EAI_AGAIN'),
		};
	}
	return undefined;
}

/** What the credential should say otherwise. */
function credentialFailure(code: string, text: string, baseUrl: string): Failure | undefined {
	if (CERTIFICATE.test(code) || /certificate|SSL issue/i.test(text)) {
		return {
			message: `The certificate of ${baseUrl} is not trusted`,
			description: `Install a valid certificate, or switch on "Ignore Certificate Errors" in the credential if it is your own server. (${code || text})`,
			nothingDone: true,
		};
	}
	if (code === 'ERR_INVALID_CHAR') {
		return {
			message: 'The API key has a character in it that cannot be sent',
			description: 'Copy the key into the credential again, without line breaks and quotes.',
			nothingDone: true,
		};
	}
	if (TLS.test(code) || /wrong version number|SSL routines/.test(text)) {
		const isBeforeRequest = NO_HANDSHAKE.test(`${code} ${text}`.toUpperCase().replaceAll(' ', '_'));
		return {
			message: `${baseUrl} does not speak HTTPS properly`,
			description:
				'Check whether the Base URL should start with http:// instead of https://, and the port.',
			nothingDone: isBeforeRequest,
			isUnclear: !isBeforeRequest,
		};
	}
	return undefined;
}

/** The server may have seen the request. */
function brokenOffFailure(code: string, text: string): Failure {
	if (code === 'ERR_CANCELED') {
		return {
			message: 'The execution was cancelled before the server answered',
			description: 'No further request was sent.',
			isUnclear: true,
		};
	}
	if (['ECONNABORTED', 'ETIMEDOUT'].includes(code) || /timeout|timed out/i.test(text)) {
		return {
			message: 'The server did not answer in time',
			description:
				'The server is overloaded, or the network is slow: if it happens often, look at the load and the log of the server.',
			mayHeal: true,
		};
	}
	return {
		message: 'The connection to the server broke off before the answer was complete',
		description: `The network, a proxy or the server cut it off: if it happens often, look at the logs of the server and the proxy.${code === '' ? '' : ` (${code})`}`,
		mayHeal: true,
	};
}
