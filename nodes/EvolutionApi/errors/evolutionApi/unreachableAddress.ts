import type { Exchange, Failure } from '../failure';
import { isRecord, isSuccess } from '../../core/values/answer';
import { parseUrl } from '../../core/values/addressKind';

// Explains that the server can't open a file's address. The server passes on the errors of its HTTP client.

const REASONS: ReadonlyArray<readonly [words: RegExp, meaning: string]> = [
	[/^Failed to fetch stream from/, 'which gives no file: it may have expired, or ask for a login'],
	[/^fetch failed/, 'because nothing answers there'],
	[/^Invalid URL/, 'which is no address'],
	[/AggregateError/, 'because nothing answers there'],
	[/status code (\d{3})/, 'which answers HTTP $1'],
	[/getaddrinfo (?:ENOTFOUND|EAI_AGAIN)/, 'because there is no such host'],
	[/connect (?:ECONNREFUSED|EHOSTUNREACH|ENETUNREACH)/, 'because nothing answers there'],
	[/ETIMEDOUT|^timeout of/, 'because it does not answer in time'],
	[/certificate|altnames/, 'because its certificate is not trusted'],
	[/SSL routines|EPROTO/, 'because it does not speak HTTPS properly'],
	[/redirects exceeded|redirect count exceeded/, 'which redirects too many times'],
	[/max(?:Content|Body)Length/, 'whose file is too large'],
];

const FILE_KEYS = /^(media|audio|sticker|video|picture|image|content|thumbnailUrl|imageUrl)$/;

/** Routes that accept files. On other routes, an error of the server's HTTP client may be about a chatbot or Chatwoot. */
const TAKES_FILES = /^\/message\/send|picture|\/group\/create/i;

export function unreachableAddress({
	path,
	status,
	messages,
	requestBody,
}: Exchange): Failure | undefined {
	if (isSuccess(status)) return undefined;
	for (const message of messages) {
		const [, client, errorText = ''] =
			/^(Axios)?Error: (.*)$/s.exec(message.replace(/^TypeError: (?=fetch failed)/, 'Error: ')) ??
			[];
		const reason = findReason(errorText);
		const badUrl = findAddress(requestBody, /getaddrinfo \w+ (\S+)/.exec(errorText)?.[1]);
		// An `Error` that isn't an `AxiosError` may be about the server's own connection to WhatsApp.
		const isAddress = reason !== undefined && badUrl !== undefined;
		if (client === undefined && !isAddress) continue;
		if (badUrl === undefined && !TAKES_FILES.test(path)) continue;
		const what = badUrl === undefined ? 'the address of the file' : new URL(badUrl).host;
		return {
			message: `The server cannot open ${what}${reason === undefined ? `: ${errorText}` : `, ${reason}`}`,
			description:
				'Check the address: the server itself must reach it, without a login. Otherwise send the file as binary data.',
			nothingDone: true,
			badUrl,
		};
	}
	return undefined;
}

function findReason(errorText: string): string | undefined {
	const [words, meaning] = REASONS.find(([form]) => form.test(errorText)) ?? [];
	return meaning?.replace('$1', words?.exec(errorText)?.[1] ?? '');
}

function findAddress(requestBody: unknown, host: string | undefined): string | undefined {
	const addresses = collectAddresses(requestBody);
	if (host !== undefined) return addresses.find((address) => new URL(address).hostname === host);
	return addresses.length === 1 ? addresses[0] : undefined;
}

function collectAddresses(value: unknown): string[] {
	if (Array.isArray(value)) return value.flatMap(collectAddresses);
	if (!isRecord(value)) return [];
	return Object.entries(value).flatMap(([key, inner]) => {
		if (typeof inner !== 'string') return collectAddresses(inner);
		return FILE_KEYS.test(key) && /^https?:/i.test(inner) && parseUrl(inner) ? [inner] : [];
	});
}
