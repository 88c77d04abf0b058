import axios from 'axios';
import { toBlob } from '../core/body';
import { badRequest, internal } from '../core/answers';
import type { Blob, UploadedFile } from '../core/data';
import { isBase64, isLoopback, isUrl, neverResolves } from './address';
import type { Config } from '../state/config';
import { placeholder } from './placeholder';

const MAX_FETCHED = 256 * 1024 * 1024;

/** A file's bytes, and the type that its source states. */
export interface Source extends Blob {
	mimetype?: string;
	/** of the upload */
	name?: string;
	from: 'url' | 'base64' | 'file';
}

/**
 * Gets a file from a loopback address; public ones get a placeholder, without any network access.
 * Throws what the HTTP library throws.
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

/** Like `loadFile`, for send routes: a failure is a 500. */
export async function fetchFile(address: string, type: string): Promise<Source> {
	try {
		return await loadFile(address, type);
	} catch (error) {
		throw internal(isStreamed(type) ? streamError(error, address) : String(error));
	}
}

/** Pictures are fetched by the server itself, the rest by its WhatsApp library. */
const isStreamed = (type: string) => ['video', 'document', 'audio'].includes(type);

/** The error texts of Node's `fetch`, and of the library (getHttpStream of Baileys rc.9) after an HTTP answer. */
function streamError(error: unknown, address: string): string {
	const isAnswered = axios.isAxiosError(error) && error.response !== undefined;
	return isAnswered ? `Error: Failed to fetch stream from ${address}` : 'TypeError: fetch failed';
}

/** The file of a send request: uploaded, by address, or base64; anything else is refused as the server does. */
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
