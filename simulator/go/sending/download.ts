import axios from 'axios';
import { toBlob } from '../../core/body';
import type { Blob } from '../../core/data';
import { isLoopback, neverResolves, refuseElsewhere } from '../../whatsapp/address';
import { placeholder } from '../../whatsapp/placeholder';

const MAX_FETCHED = 256 * 1024 * 1024;

const schemeOf = (address: string) => /^([a-z][a-z0-9+.-]*):/i.exec(address)?.[1] ?? '';

/**
 * Downloads a file like the server, with Go's errors. An answer with any status counts as the file, unless `needsSuccess` is
 * set. For hosts other than this machine, it returns a placeholder file without a request.
 */
export async function download(address: string, type: string, needsSuccess = false): Promise<Blob> {
	const fail = (reason: string) => new Error(`Get "${address}": ${reason}`);
	if (!/^https?:\/\//i.test(address)) {
		throw fail(`unsupported protocol scheme "${schemeOf(address)}"`);
	}
	if (!URL.canParse(address)) throw fail('http: no Host in request URL');
	const { hostname, href } = new URL(address);
	if (neverResolves(hostname)) throw fail(`dial tcp: lookup ${hostname}: no such host`);
	if (!isLoopback(hostname)) return { ...toBlob([placeholder(type).bytes]), address: href };
	const { data, status } = await fetched(address).catch((error: unknown) => {
		throw fail(`dial tcp: ${error instanceof Error ? error.message : String(error)}`);
	});
	if (needsSuccess && (status < 200 || status > 299)) throw new Error(`HTTP status ${status}`);
	return toBlob([Buffer.from(data)]);
}

const fetched = async (address: string) =>
	await axios.get<Buffer>(address, {
		responseType: 'arraybuffer',
		maxRedirects: 10,
		beforeRedirect: refuseElsewhere,
		maxContentLength: MAX_FETCHED,
		timeout: 30_000,
		proxy: false,
		validateStatus: () => true,
	});

export async function pageAt(address: string): Promise<string> {
	const { chunks, address: elsewhere } = await download(address, 'document');
	if (elsewhere === undefined) return Buffer.concat(chunks).toString('utf8');
	// The simulator downloads no pages from other hosts, and makes up a title instead.
	return `<title>${new URL(address).hostname}</title>`;
}
