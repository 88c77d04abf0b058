import type { Exchange, Explain, Failure, Program } from './failure';
import { LIST } from './knownWords';
import { addToNoProxy, isProxyOfN8n } from '../core/http/proxyOfN8n';
import { isRecord, isSuccess } from '../core/values/answer';

// Explains answers that concern the server itself, or a proxy in front of it, but not WhatsApp.

export const LINKING_PAGE =
	'More: https://github.com/n8n-nodes-evolution-hub/n8n-nodes-evolution-hub/blob/main/docs/phone-cannot-be-linked.md';

export function licenseRequired({ body, program }: Exchange): Failure | undefined {
	if (!isRecord(body) || body.code !== 'LICENSE_REQUIRED') return undefined;
	return licenseMissing(
		program,
		typeof body.register_url === 'string' ? body.register_url : undefined,
	);
}

/** @param address where the license can be activated */
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

export function explainRedirect({ status, headers, baseUrl }: Exchange): Failure | undefined {
	if (status < 300 || status >= 400) return undefined;
	const target = typeof headers.location === 'string' ? ` to ${headers.location}` : '';
	return {
		message: `The server at ${baseUrl} redirects${target}`,
		description:
			'Open that address in a browser. If it leads to the same server, enter it as Base URL in the credential. If it leads to a login page, let the proxy that shows it accept n8n without a login. The node does not follow redirects, so that the key does not go to another server.',
		notPassedOn: true,
	};
}

/** Explains a refusal by the proxy in HTTP_PROXY. The server never sees such a request. */
export function refusedByProxyOfN8n({
	status,
	headers,
	body,
	baseUrl,
	program,
}: Exchange): Failure | undefined {
	if (!isProxyOfN8n({ status, headers, body })) return undefined;
	return throughProxy(baseUrl, `it answered HTTP ${status}`, program, status);
}

/** @param what a clause such as `it answered HTTP 403` */
export const throughProxy = (
	baseUrl: string,
	what: string,
	program: Program,
	status?: number,
): Failure => ({
	message: `n8n sends its requests to ${baseUrl} through the proxy in HTTP_PROXY or HTTPS_PROXY, and the proxy refuses them: ${what}`,
	description: `${addToNoProxy(baseUrl)} To keep using the proxy, allow the address of ${program} in it.`,
	// HTTP 504 means that the proxy stopped waiting. The server may have received the request.
	nothingDone: status !== 504,
});

/** The signature at the end of the error pages of nginx, its forks, and Apache. */
const SIGNATURE = /<(center|address)>([^<]{2,40})<\/\1>\s*(?:<\/body>|$)/i;

function nameOfProxy({ headers, body }: Pick<Exchange, 'headers' | 'body'>): string {
	const [, , signature] = SIGNATURE.exec(String(body)) ?? [];
	const [name] = /^[\w. -]{2,40}/.exec(String(headers.server ?? signature ?? '')) ?? [];
	return name === undefined ? '' : ` (${name.trim()})`;
}

const BEHIND_PROXY =
	'that the proxy has the address and port of the server (8080 unless it was changed), and that both are in the same network.';

/** Statuses that may follow a successful request: a firewall blocks the answer (403, 406), or the client leaves early (499). */
const AFTER_THE_SERVER = [403, 406, 499];

/** Tells whether a proxy refused the request before it reached the server. The server's own refusals are JSON, not text. */
const isRefusedInFront = ({ status, body }: Exchange): boolean =>
	typeof body === 'string' && status >= 400 && status < 500 && !AFTER_THE_SERVER.includes(status);

const refusedInFront = (exchange: Exchange, message: string): Failure => ({
	message,
	description: `Nothing was done: this answer is not from ${exchange.program}. Something in front of it${nameOfProxy(exchange)} refused the request. Check the Base URL ${exchange.baseUrl}, and look at the log and the rules of the proxy or firewall there.`,
	notPassedOn: true,
});

export function pageOfProxy(exchange: Exchange): Failure | undefined {
	const { status, body, baseUrl, program } = exchange;
	// `null` is a valid answer, too: the requested data doesn't exist.
	if (typeof body === 'object') return undefined;
	const text = typeof body === 'string' ? body.trim() : '';
	if (text.startsWith('<')) {
		const title = /<title[^>]*>([^<]{1,80})/i.exec(text)?.[1]?.trim();
		const what = title ? `a web page ("${title}")` : 'a web page';
		const message = `A proxy in front of the server answered HTTP ${status} with ${what}`;
		if (isRefusedInFront(exchange)) return refusedInFront(exchange, message);
		return {
			message,
			description: `Check that ${program} runs and that the proxy${nameOfProxy(exchange)} at ${baseUrl} reaches it: ${BEHIND_PROXY}`,
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

const STATUS_NAME =
	/^(bad request|forbidden|internal server error|bad gateway|service unavailable|gateway time-?out)$/i;

/** Drops single letters: the server sometimes mistakes a text for a list, and splits it. */
const findReasons = (messages: readonly string[]) =>
	messages.filter((message) => message.length > 1 && !STATUS_NAME.test(message)).join('; ');

export function unavailable(exchange: Exchange): Failure | undefined {
	const { status, body, messages, baseUrl } = exchange;
	const texts = typeof body === 'string' ? [body.trim()] : messages;
	if (![502, 503, 504].includes(status) || findReasons(texts) !== '') return undefined;
	return {
		message: `${exchange.program} at ${baseUrl} is not available (HTTP ${status})`,
		description: `It is down, still starting, or overloaded, or a proxy in front of it${nameOfProxy(exchange)} does not reach it: check that it runs, ${BEHIND_PROXY} The logs of both say more.`,
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
		...LIST.slower,
	};
}

/** @param limits sentences about the size that the server accepts */
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

/** Explains an HTTP 403 whose body gives no reason: it usually comes from a proxy. */
export function forbidden({ status, body, messages, program }: Exchange): Failure | undefined {
	if (status !== 403 || findReasons(messages) !== '') return undefined;
	const reason = typeof body === 'string' ? body.trim().slice(0, 100) : '';
	return {
		message: `The server does not allow this request (HTTP 403)${reason === '' ? '' : `: ${reason}`}`,
		description: `A proxy or firewall in front of ${program} is the usual cause: allow the address of n8n there, and check the Base URL. It may also be another program.`,
		// An empty answer may come from a firewall that blocked only the server's answer. The server may have done its work.
		notPassedOn: reason !== '',
	};
}

export function otherGateway(exchange: Exchange): Failure | undefined {
	const { status, body, messages, program, baseUrl } = exchange;
	const words = findReasons(typeof body === 'string' ? [body.trim()] : messages);
	const isTold = isRecord(body) && Object.keys(body).length > 0;
	const [text = ''] = (words === '' && isTold ? JSON.stringify(body) : words).split('\n');
	if (isSuccess(status)) return undefined;
	if (isRefusedInFront(exchange)) {
		const reason = text === '' ? '' : `: ${text.slice(0, 200)}`;
		return refusedInFront(
			exchange,
			`Something in front of ${program} answered HTTP ${status}${reason}`,
		);
	}
	if (text === '') return undefined;
	return {
		message: `Something in front of ${program}${nameOfProxy(exchange)} answered HTTP ${status}: ${text.slice(0, 200)}`,
		description: `This answer is not from ${program}, but from a proxy, gateway, firewall or other program at ${baseUrl}. Look at its log and its rules, check that ${program} runs, ${BEHIND_PROXY}`,
	};
}

export function anyOther(exchange: Exchange): Failure | undefined {
	const { status, messages, program, isRefusal } = exchange;
	if (isSuccess(status)) return undefined;
	const text = findReasons(messages);
	if (text === '') {
		return {
			message: `The server answered HTTP ${status} without saying why`,
			description: `${program} answered HTTP ${status}. ${isRefusal ? 'Check the values of the fields.' : 'Look at the log of the server.'}`,
		};
	}
	return isRefusal
		? {
				message: `${program} refused the request: ${text}`,
				description: `The reason is in its own words (HTTP ${status}). Check the values of the fields.`,
			}
		: {
				message: `${program} reports an error: ${text}`,
				description: `The reason is in its own words (HTTP ${status}). Look at the log of the server.`,
			};
}

export function retryAfterSeconds(header: unknown): number | undefined {
	if (typeof header !== 'string' || header === '') return undefined;
	const seconds = Number(header);
	if (Number.isFinite(seconds)) return Math.max(0, seconds);
	const until = Date.parse(header);
	return Number.isNaN(until) ? undefined : Math.max(0, Math.ceil((until - Date.now()) / 1000));
}

/** Second part of the advice about a refused key: a proxy may ask for its own login. */
export const OTHER_LOGIN =
	'If the key is right, a proxy in front of the server asks for its own login: let n8n pass the proxy without a login. Or another program answers there: check the Base URL.';

// Explains that the Base URL leads to another program. Each text names the program that answers, and a solution that works.

const WAY_OUT: Readonly<Record<Program, string>> = {
	'Evolution API':
		'Enter the address of Evolution API as Base URL in the credential, with its path if it has one. In a browser it shows "Welcome to the Evolution API".',
	'Evolution Go':
		'Enter the address of Evolution Go as Base URL in the credential. For Evolution API choose Global API Key or Instance API Key as Authentication.',
};

export const noServerAt = (
	program: Program,
	baseUrl: string,
	what: string,
	wayOut = WAY_OUT[program],
): Failure => ({
	message: `There is no ${program} at ${baseUrl}: ${what}`,
	description: wayOut,
});

/** Quotes the error on an HTML page, such as `Cannot GET /api`, or else the page's title; empty if there is neither. */
function describePage(page: string): string {
	const [, refusal] = /<pre>(Cannot [A-Z]+ [^<]{1,80})/.exec(page) ?? [];
	const [, title] = /<title[^>]*>([^<]{1,80})/i.exec(page) ?? [];
	const label = (refusal ?? title ?? '').trim();
	return label === '' ? '' : ` ("${label}")`;
}

const NO_SUCH_ROUTE = [404, 405];

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
	const what = `a web page${describePage(text)} answers there${of}`;
	const failure = noServerAt(program, baseUrl, what);
	if (!/<pre>Cannot /.test(text)) return { ...failure, notPassedOn: !isSuccess(status) };
	// A program made with Express, such as n8n, answers an unknown route with `Cannot GET /…`.
	return {
		...failure,
		description: `${failure.description} If this is n8n's own address, that's the mistake.`,
		nothingDone: !isSuccess(status),
	};
}

const CHOOSE_GO =
	'Choose Evolution Go as Authentication, with the credential "Evolution Go API". To use Evolution API instead, enter its address as Base URL.';

/** Evolution Go has its own words for an unknown route, a wrong key and a missing license. */
export function evolutionGoThere({
	status,
	body,
	headers,
	baseUrl,
}: Exchange): Failure | undefined {
	const isUnknown =
		status === 404 &&
		String(body).trim() === '404 page not found' &&
		// The proxy Traefik answers with the same 404 text as Evolution Go, but adds this header.
		headers['x-content-type-options'] !== 'nosniff';
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

export function otherProgram(exchange: Exchange): Failure | undefined {
	const { status, body } = exchange;
	if (!NO_SUCH_ROUTE.includes(status)) return undefined;
	// Evolution API's errors have `response`, or a list in `message`. A `status` isn't enough: Rails and Spring return one, too.
	if (isRecord(body) && (isRecord(body.response) || Array.isArray(body.message))) return undefined;
	return anotherProgram(exchange);
}

/** Evolution Go's JSON has `error`, but no `statusCode`. */
export function otherThanGo(exchange: Exchange): Failure | undefined {
	const { status, body } = exchange;
	if (!NO_SUCH_ROUTE.includes(status) || !isRecord(body)) return undefined;
	const isGo = typeof body.error === 'string' && !('statusCode' in body);
	return isGo ? undefined : anotherProgram(exchange);
}

function anotherProgram({ status, body, messages, baseUrl, program }: Exchange): Failure {
	const [answer] = typeof body === 'string' && body.trim() !== '' ? [body.trim()] : messages;
	const words = answer === undefined ? '' : ` ("${answer.slice(0, 80)}")`;
	return {
		...noServerAt(program, baseUrl, `another program answers there with HTTP ${status}${words}`),
		notPassedOn: true,
	};
}
