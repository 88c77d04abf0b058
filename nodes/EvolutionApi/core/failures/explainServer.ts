import { failed, isRecord } from '../server/answer';
import type { ServerAnswer, Asked, Failure } from './failure';
import { isRefusal } from './refusal';

// What the server, or a proxy before it, says about itself rather than about WhatsApp.

export function licenceRequired({ body }: ServerAnswer): Failure | undefined {
	if (!isRecord(body) || body.code !== 'LICENSE_REQUIRED') return undefined;
	const address = typeof body.register_url === 'string' ? body.register_url : undefined;
	return {
		message: 'This Evolution API server is not activated: its licence is missing',
		description: address
			? `Open ${address} and activate the server, then run again.`
			: 'Open the manager of the server and activate it, then run again.',
		nothingDone: true,
		mayHeal: false,
	};
}

export function redirected(
	{ status, headers }: ServerAnswer,
	{ baseUrl }: Asked,
): Failure | undefined {
	if (status < 300 || status >= 400) return undefined;
	const target = typeof headers.location === 'string' ? ` to ${headers.location}` : '';
	return {
		message: `The server at ${baseUrl} redirects${target}`,
		description:
			'Check the Base URL of the credential: use the address that it redirects to. Redirects are not followed, so that the key goes nowhere else.',
	};
}

/** A proxy's error page, the manager's page, or a server of another kind. */
export function notEvolution(answer: ServerAnswer, { baseUrl }: Asked): Failure | undefined {
	const { status, body } = answer;
	// `null` is an answer too: there is no such thing.
	if (typeof body === 'object') return undefined;
	const text = typeof body === 'string' ? body.trim() : '';
	if (text.startsWith('<')) {
		const title = /<title[^>]*>([^<]{1,80})/i.exec(text)?.[1]?.trim();
		const what = title ? `a web page ("${title}")` : 'a web page';
		return failed(answer)
			? {
					message: `A proxy in front of the server answered HTTP ${status} with ${what}`,
					description: `Check that Evolution API runs and that the proxy at ${baseUrl} reaches it.`,
				}
			: {
					message: `The address ${baseUrl} answered with ${what}, not with Evolution API's data`,
					description:
						'Check the Base URL of the credential: it is the address of the API, without "/manager".',
					isUnclear: true,
				};
	}
	if (failed(answer)) return undefined;
	return {
		message:
			text === ''
				? 'The server answered with nothing'
				: 'The server answered with something that is no JSON',
		description: `Check that the Base URL ${baseUrl} is the address of an Evolution API server, and that no proxy changes its answers.`,
		isUnclear: true,
	};
}

/** The bare name of a status says no more than its number. */
const BARE =
	/^(bad request|forbidden|internal server error|bad gateway|service unavailable|gateway time-?out)$/i;

const reasonsIn = (messages: readonly string[]) =>
	messages.filter((message) => !BARE.test(message)).join('; ');

/** A proxy says so in a word or two, where it does not show a page. */
export function unavailable(
	{ status }: ServerAnswer,
	{ baseUrl }: Asked,
	messages: readonly string[],
): Failure | undefined {
	if (![502, 503, 504].includes(status) || reasonsIn(messages) !== '') return undefined;
	return {
		message: `Evolution API at ${baseUrl} is not available (HTTP ${status})`,
		description:
			'It is down, starts, or has too much to do: check that it runs, and look at its log and at that of a proxy in front of it.',
	};
}

export function tooManyRequests({ status, headers }: ServerAnswer): Failure | undefined {
	if (status !== 429) return undefined;
	const seconds = retryAfterSeconds(headers['retry-after']);
	return {
		message: 'The server receives too many requests',
		description:
			seconds === undefined
				? 'Send more slowly: fewer items at once, or with a Wait node in between.'
				: `It asks to wait ${seconds} seconds. Then run it again, with fewer items at once.`,
		nothingDone: true,
	};
}

export function tooLarge({ status }: ServerAnswer): Failure | undefined {
	if (status !== 413) return undefined;
	return {
		message: 'The request is too large for the server',
		description:
			'Send a smaller file. Evolution API takes up to 136 MB as JSON; without Delay and Mention Everyone the file goes as an upload, which may be larger; a proxy in front of the server may allow less.',
		nothingDone: true,
	};
}

/** A refusal without a reason comes from something in front of the server. */
export function forbidden(
	{ status }: ServerAnswer,
	_asked: Asked,
	messages: readonly string[],
): Failure | undefined {
	if (status !== 403 || reasonsIn(messages) !== '') return undefined;
	return {
		message: 'The server does not allow this request (HTTP 403)',
		description:
			'A proxy or firewall in front of Evolution API is the usual cause: allow the address of n8n there, and check the Base URL.',
	};
}

export function anyOther(
	answer: ServerAnswer,
	_asked: Asked,
	messages: readonly string[],
): Failure | undefined {
	if (!failed(answer)) return undefined;
	const text = reasonsIn(messages);
	return {
		message: text === '' ? `The server answered HTTP ${answer.status} without saying why` : text,
		description: `Evolution API answered HTTP ${answer.status}. ${isRefusal(answer, messages) ? 'Check the values of the fields.' : 'Look at the log of the server.'}`,
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
