import { jsonParse } from 'n8n-workflow';

import { upTo } from './upTo';

interface AnswerStream extends AsyncIterable<Buffer> {
	destroy(error?: Error): unknown;
}

/** An answer whose body is still coming in, as n8n's helpers give it when asked for a stream. */
export interface StreamedAnswer {
	readonly statusCode: number;
	readonly headers: Record<string, unknown>;
	readonly body: AnswerStream;
}

const MB = 1024 * 1024;

/** Bytes. A file of 100 MB is 134 MB as Base64; more than this would take n8n itself down. */
export const MAX_ANSWER_BYTES = 150 * MB;
/** 100 KB/s: nothing healthy is slower. */
const BYTES_PER_MS = 100;

/** The body is larger than n8n can hold beside everything else that it does. */
export class AnswerTooLarge extends Error {
	constructor(maxBytes: number) {
		super(`larger than ${maxBytes / MB} MB`);
	}
}

/**
 * Reads a body to its end. n8n's own timeout ends only silence: an answer that comes drop by drop would hold up the
 * workflow for ever.
 * @param patienceMs for an empty body; each 100 KB get a second more
 * @throws {AnswerTooLarge} as soon as that is known
 * @throws {Error} with Node's code, if it takes too long (`ETIMEDOUT`) or the connection breaks
 */
export async function readBody(
	{ body: stream, headers }: StreamedAnswer,
	patienceMs: number,
	maxBytes = MAX_ANSWER_BYTES,
): Promise<Buffer> {
	const chunks: Buffer[] = [];
	let size = 0;
	const checkSize = (bytes: number) => {
		if (bytes <= maxBytes) return;
		stream.destroy();
		throw new AnswerTooLarge(maxBytes);
	};
	checkSize(Number(headers['content-length'] ?? 0));
	const stopWaiting = limitTime(stream, patienceMs, () => size);
	try {
		for await (const chunk of stream) {
			size += chunk.length;
			checkSize(size);
			chunks.push(chunk);
		}
	} finally {
		stopWaiting();
	}
	return Buffer.concat(chunks);
}

/** Reads the first bytes of a body and closes the connection. */
export async function readStart(stream: AnswerStream, maxBytes: number): Promise<Buffer> {
	const chunks: Buffer[] = [];
	let size = 0;
	for await (const chunk of stream) {
		chunks.push(chunk);
		size += chunk.length;
		if (size < maxBytes) continue;
		stream.destroy();
		break;
	}
	return Buffer.concat(chunks).subarray(0, maxBytes);
}

/** Breaks the stream off when it is too slow. @returns what ends the watching */
function limitTime(stream: AnswerStream, patienceMs: number, received: () => number): () => void {
	const end = Date.now() + patienceMs;
	let signal: AbortSignal;
	const checkTime = () => {
		const left = end + received() / BYTES_PER_MS - Date.now();
		if (left <= 0) {
			stream.destroy(Object.assign(new Error('timed out'), { code: 'ETIMEDOUT' }));
			return;
		}
		signal = AbortSignal.timeout(Math.ceil(left));
		signal.addEventListener('abort', checkTime, { once: true });
	};
	checkTime();
	return () => signal.removeEventListener('abort', checkTime);
}

/** Without parameters such as a charset. */
export const mimeTypeIn = (headers: Record<string, unknown>) =>
	upTo(';', String(headers['content-type'] ?? 'application/octet-stream'));

/** @returns the parsed JSON, else the text */
export function parseBody(data: Buffer): unknown {
	const text = data.toString().replace(/^\uFEFF/, '');
	return jsonParse<unknown>(text, { fallbackValue: text });
}
