import type { Attempt, Failure, Program } from './failure';
import { AnswerTooLarge } from '../core/http/answer';
import { isProxyOfN8n } from '../core/http/proxyOfN8n';
import { throughProxy } from './explain';
import { FILE_CHANGED } from '../core/input/inputFile';
import { isRecord } from '../core/values/answer';
import { parseUrl } from '../core/values/addressKind';

export function networkFailure(error: unknown, { baseUrl, program }: Attempt): Failure {
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
		refusedTunnel(text, { baseUrl, program }) ??
		unreachedFailure(code, text, { baseUrl, program }) ??
		credentialFailure(code, text, baseUrl) ??
		brokenOffFailure(code, text)
	);
}

export const describeNetworkError = (error: unknown): string =>
	`${readErrorCode(error) ?? ''} ${readErrorText(error)}`;

/** n8n's errors keep Node's code in different places, often as the "HTTP code". */
function readErrorCode(error: unknown, depth = 0): string | undefined {
	if (!isRecord(error) || depth > 4) return undefined;
	const codes = [error.code, error.httpCode].filter((code) => typeof code === 'string');
	const code = codes.find((candidate) => /^[A-Z]/.test(candidate));
	return (
		code ?? readErrorCode(error.cause, depth + 1) ?? readErrorCode(error.errorResponse, depth + 1)
	);
}

/** n8n replaces well-known messages, and keeps the originals in a list. */
function readErrorText(error: unknown): string {
	const { message, messages } = isRecord(error) ? error : { message: String(error), messages: [] };
	return [message, ...(Array.isArray(messages) ? messages : [])].join('; ');
}

function blockedByN8n(text: string, baseUrl: string): Failure | undefined {
	const isAddress = text.includes('resolves to a restricted IP address');
	if (!isAddress && !text.includes('destination hostname is restricted')) return undefined;
	const host = parseUrl(baseUrl)?.hostname ?? baseUrl;
	const description = isAddress
		? `It blocks private addresses. An administrator of n8n has to allow this one: set N8N_SSRF_ALLOWED_HOSTNAMES=${host}, or its network in N8N_SSRF_ALLOWED_IP_RANGES, and restart n8n.`
		: `An administrator of n8n has to take ${host} off N8N_SSRF_BLOCKED_HOSTNAMES, and restart n8n.`;
	return {
		message: `The SSRF protection of n8n blocks ${baseUrl}`,
		description,
		nothingDone: true,
	};
}

function refusedTunnel(
	text: string,
	{ baseUrl, program }: Pick<Attempt, 'baseUrl' | 'program'>,
): Failure | undefined {
	if (!isProxyOfN8n({ error: text })) return undefined;
	return throughProxy(baseUrl, 'it opens no tunnel to this address', program);
}

function unreachedFailure(
	code: string,
	text: string,
	{ baseUrl, program }: { readonly baseUrl: string; readonly program: Program },
): Failure | undefined {
	const isUnconnected = NEVER_CONNECTED.test(`${code} ${text}`);
	if (
		isUnconnected ||
		NO_SERVER.includes(code) ||
		/ECONNREFUSED|refused the connection/.test(text)
	) {
		return {
			message: `No server answers at ${baseUrl}`,
			description: `Check the Base URL and that ${program} runs. If n8n runs in Docker, "localhost" is n8n itself: use the name of the other container or the address of the host.`,
			nothingDone: true,
			mayHeal: true,
		};
	}
	if (NO_HTTP.test(`${code} ${text}`)) {
		return {
			message: `The program at ${baseUrl} does not speak HTTP`,
			description: `Check the port in the Base URL: it has to be that of ${program} (8080 unless it was changed), and not that of its database or queue.`,
			nothingDone: true,
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

const CERTIFICATE =
	/CERT|SELF_SIGNED|UNABLE_TO_|ALTNAME|HOSTNAME_MISMATCH|INVALID_(?:CA|PURPOSE)|PATH_LENGTH|\bCRL_/;
const ASKS_FOR_CERTIFICATE =
	/ALERT_(?:NUMBER_116|(?:NO_|BAD_|UNKNOWN_|UNSUPPORTED_)?CERTIFICATE|UNKNOWN_CA)/;
const TLS = /^(EPROTO|ERR_SSL|ERR_TLS)/;
/** OpenSSL's errors for a failed handshake, which comes before the first byte of the request. */
const NO_HANDSHAKE =
	/WRONG_VERSION_NUMBER|UNSUPPORTED_PROTOCOL|PROTOCOL_VERSION|HANDSHAKE|PACKET_LENGTH_TOO_LONG|NO_SHARED_CIPHER|UNRECOGNIZED_NAME|ALERT_INTERNAL_ERROR|NO_APPLICATION_PROTOCOL|(?:KEY|MD)_TOO_(?:SMALL|WEAK)|LEGACY_RENEGOTIATION|NO_PROTOCOLS|NO_CIPHERS|INAPPROPRIATE_FALLBACK|HTTP_REQUEST/;
const NO_SERVER = ['ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH', 'EHOSTDOWN', 'ENETDOWN'];
const NEVER_CONNECTED =
	/connect E(?:TIMEDOUT|ACCES|PERM|AFNOSUPPORT|INVAL)|UND_ERR_CONNECT_TIMEOUT|TLS_HANDSHAKE_TIMEOUT|before secure TLS connection was established/;
const NO_HTTP = /HPE_INVALID_(?:CONSTANT|VERSION)|Expected HTTP\//;

function credentialFailure(code: string, text: string, baseUrl: string): Failure | undefined {
	const words = `${code} ${text}`.toUpperCase().replaceAll(' ', '_');
	if (ASKS_FOR_CERTIFICATE.test(words)) {
		return {
			message: `${baseUrl} requires a client certificate from n8n`,
			description:
				'The node cannot send one: let n8n pass without a client certificate (mTLS), or enter the address of the server itself.',
			nothingDone: true,
		};
	}
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
		const isBeforeRequest = NO_HANDSHAKE.test(words);
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
