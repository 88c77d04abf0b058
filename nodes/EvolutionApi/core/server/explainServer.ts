import type { Exchange, Failure } from '../failures/failure';
import { isRecord, isSuccess } from '../values/answer';

// What the server, or a proxy in front of it, says about itself rather than about WhatsApp.

export function licenseRequired({ body, program }: Exchange): Failure | undefined {
	if (!isRecord(body) || body.code !== 'LICENSE_REQUIRED') return undefined;
	const address = typeof body.register_url === 'string' ? body.register_url : undefined;
	return {
		message:
			program === 'Evolution Go'
				? 'This Evolution Go server is not activated: its license is missing'
				: 'This Evolution API server is not activated: its license is missing',
		description: address
			? `Open ${address} and activate the server, then run again.`
			: 'Open the manager of the server and activate it, then run again.',
		nothingDone: true,
		mayHeal: false,
		licenseMissing: true,
	};
}

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

const reasonsIn = (messages: readonly string[]) =>
	messages.filter((message) => !STATUS_NAME.test(message)).join('; ');

/** A proxy that does not show a page says this in a word or two. */
export function unavailable(exchange: Exchange): Failure | undefined {
	const { status, messages, baseUrl } = exchange;
	if (![502, 503, 504].includes(status) || reasonsIn(messages) !== '') return undefined;
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

export function tooLarge({ status, program }: Exchange): Failure | undefined {
	if (status !== 413) return undefined;
	return {
		message: 'The request is too large for the server',
		description:
			program === 'Evolution Go'
				? 'Send a smaller file. Evolution Go itself has no limit, but a proxy in front of it may have one.'
				: 'Send a smaller file. Evolution API takes up to 136 MB as JSON. Without Typing Indicator and a mention of everyone the file goes as an upload, which may be larger. A proxy in front of the server may allow less.',
		nothingDone: true,
	};
}

/** A refusal without a reason comes from something in front of the server. */
export function forbidden({ status, messages, program }: Exchange): Failure | undefined {
	if (status !== 403 || reasonsIn(messages) !== '') return undefined;
	return {
		message: 'The server does not allow this request (HTTP 403)',
		description: `A proxy or firewall in front of ${program} is the usual cause: allow the address of n8n there, and check the Base URL.`,
	};
}

export function anyOther(exchange: Exchange): Failure | undefined {
	const { status, messages } = exchange;
	if (isSuccess(status)) return undefined;
	const text = reasonsIn(messages);
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
