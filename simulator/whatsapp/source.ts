import axios from 'axios';
import { toBlob } from '../core/body';
import { badRequest, internal } from '../core/answers';
import type { Blob, UploadedFile } from '../core/data';
import { isBase64, isLoopback, isUrl, neverResolves } from './address';
import type { Config } from '../state/config';
import { placeholder } from './placeholder';

const MAX_FETCHED = 256 * 1024 * 1024;

export interface Source extends Blob {
	mimetype?: string;
	name?: string;
	from: 'url' | 'base64' | 'file';
}

/**
 * Loads a file from a loopback address. For a public address, it returns a placeholder without any network access.
 * Throws the errors of the HTTP library.
 */
export async function loadFile(address: string, type: string): Promise<Source> {
	const url = new URL(address);
	if (neverResolves(url.hostname)) throw new Error(`getaddrinfo ENOTFOUND ${url.hostname}`);
	if (!isLoopback(url.hostname)) {
		const { bytes, mimetype } = placeholder(type);
		return { ...toBlob([bytes]), mimetype, address: url.href, from: 'url' };
	}
	const { data, headers } = await axios.get<Buffer>(address, {
		responseType: 'arraybuffer',
		maxRedirects: 0,
		maxContentLength: MAX_FETCHED,
		timeout: 30_000,
		proxy: false,
	});
	const mimetype = String(headers['content-type'] ?? '').split(';')[0] || undefined;
	return { ...toBlob([Buffer.from(data)]), mimetype, from: 'url' };
}

/** Loads a file for a send route, which answers with 500 if that fails. */
export async function fetchFile(address: string, type: string): Promise<Source> {
	try {
		return await loadFile(address, type);
	} catch (error) {
		throw internal(isStreamed(type) ? streamError(error, address) : String(error));
	}
}

/** Tells whether the server's WhatsApp library fetches files of this type. The server itself fetches all others. */
const isStreamed = (type: string) => ['video', 'document', 'audio'].includes(type);

/** Returns the server's error text for a failed download by its WhatsApp library (getHttpStream of Baileys rc.9). */
function streamError(error: unknown, address: string): string {
	const isAnswered = axios.isAxiosError(error) && error.response !== undefined;
	return isAnswered ? `Error: Failed to fetch stream from ${address}` : 'TypeError: fetch failed';
}

/** Returns the file of a send request: an upload, a URL or Base64. For anything else, it throws the server's error. */
export async function sourceOf(
	config: Config,
	value: unknown,
	type: string,
	files: UploadedFile[] = [],
): Promise<Source> {
	const [file] = files;
	if (file) return { ...file, name: file.fileName, from: 'file' };
	if (typeof value === 'string') {
		if (isUrl(value)) return await fetchFile(value, type);
		if (isBase64(config, value))
			return { ...toBlob([Buffer.from(value, 'base64')]), from: 'base64' };
	}
	throw badRequest('Owned media must be a url or base64');
}
