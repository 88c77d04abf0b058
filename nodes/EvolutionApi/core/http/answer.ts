import { jsonParse } from 'n8n-workflow';

import { StreamedForm } from '../input/inputFile';
import { textBefore } from '../values/text';

interface AnswerStream extends AsyncIterable<Buffer> {
	on(event: 'data', listener: (chunk: Buffer) => void): unknown;
	on(event: 'error', listener: (error: Error) => void): unknown;
	on(event: 'end' | 'close', listener: () => void): unknown;
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

/** The body is larger than n8n can hold beside everything else that it does. */
export class AnswerTooLarge extends Error {
	constructor(maxBytes: number) {
		super(`larger than ${maxBytes / MB} MB`);
	}
}

/**
 * Reads a body to its end. By its events, because `for await` takes more CPU; and piece by piece, because n8n's client, which
 * would read it whole, limits neither its size nor the time of an answer that comes in drops.
 * @throws {AnswerTooLarge} as soon as that is known
 * @throws {Error} with Node's code, if it takes too long (`ETIMEDOUT`) or the connection breaks
 */
export async function readBody(
	{ body: stream, headers }: StreamedAnswer,
	limit: TimeLimit,
	maxBytes = MAX_ANSWER_BYTES,
): Promise<Buffer> {
	const chunks: Buffer[] = [];
	let size = 0;
	const stopWaiting = limit.watch(stream, () => size);
	try {
		await new Promise<void>((resolve, reject) => {
			const checkSize = (bytes: number) => {
				if (bytes > maxBytes) stream.destroy(new AnswerTooLarge(maxBytes));
			};
			let isWhole = false;
			stream.on('error', reject);
			stream.on('end', () => {
				isWhole = true;
				resolve();
			});
			// Every answer closes, and an error with its stack costs a tenth of what we do for a text.
			stream.on('close', () => {
				if (!isWhole) reject(brokenOff());
			});
			checkSize(Number(headers['content-length'] ?? 0));
			stream.on('data', (chunk) => {
				size += chunk.length;
				checkSize(size);
				chunks.push(chunk);
			});
		});
	} finally {
		stopWaiting();
	}
	return Buffer.concat(chunks);
}

const brokenOff = () => Object.assign(new Error('aborted'), { code: 'ECONNRESET' });

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

/** Without parameters such as a charset. */
export const readMimeType = (headers: Record<string, unknown>) =>
	textBefore(';', String(headers['content-type'] ?? 'application/octet-stream'));

/** @returns the parsed JSON, else the text */
export function parseBody(data: Buffer): unknown {
	const text = data.toString().replace(/^\uFEFF/, '');
	return jsonParse<unknown>(text, { fallbackValue: text });
}

/** A read that takes longer hangs; a send may upload a large file and wait for its `delay`. */
export const REQUEST_TIMEOUT_MS = { read: 60_000, send: 300_000 };

interface Stream {
	destroy(error?: Error): unknown;
}

/** 100 KB/s: no healthy server answers more slowly. */
const ANSWER_BYTES_PER_MS = 100;
/** 10 KB/s: nobody sends files through a slower line. */
const UPLOAD_BYTES_PER_MS = 10;

/**
 * One limit for a whole request, from its start to the end of the answer. n8n's own time-out ends only the silence of a
 * connection: neither an answer that comes drop by drop, nor a request that was answered by `101 Switching Protocols`,
 * whose connection Node closes without telling anybody. No timer of it keeps a process alive.
 */
export class TimeLimit {
	private readonly end: number;

	/** Aborts at the end, if nothing of the answer was received by then. */
	private readonly signal: AbortSignal;

	/**
	 * @param patienceMs for what is small; each 100 KB of the answer get a second more
	 * @param body what is sent; each 10 KB of it get a second more
	 */
	constructor(patienceMs: number, body?: unknown) {
		this.end = Date.now() + patienceMs + countBytes(body) / UPLOAD_BYTES_PER_MS;
		this.signal = AbortSignal.timeout(this.leftMs());
	}

	/** @returns the answer with its headers @throws {Error} with the code `ETIMEDOUT` if they do not come */
	async untilAnswered<Answer extends { readonly body: Stream }>(
		answering: Promise<Answer>,
	): Promise<Answer> {
		const { signal } = this;
		let giveUp = () => {};
		const late = new Promise<never>((_resolve, reject) => {
			giveUp = () => {
				reject(timedOut());
				// It may still come, and nobody reads it.
				answering.then(
					({ body }) => body.destroy(),
					() => {},
				);
			};
		});
		signal.addEventListener('abort', giveUp, { once: true });
		try {
			return await Promise.race([answering, late]);
		} finally {
			signal.removeEventListener('abort', giveUp);
		}
	}

	/** Breaks the stream off when it is too slow. @param received bytes of it @returns what ends the watching */
	watch(stream: Stream, received: () => number): () => void {
		let { signal } = this;
		const checkTime = () => {
			const left = this.leftMs(received());
			if (left === 0) {
				stream.destroy(timedOut());
				return;
			}
			signal = AbortSignal.timeout(left);
			signal.addEventListener('abort', checkTime, { once: true });
		};
		if (signal.aborted) checkTime();
		else signal.addEventListener('abort', checkTime, { once: true });
		return () => signal.removeEventListener('abort', checkTime);
	}

	private leftMs(receivedBytes = 0): number {
		return Math.max(0, Math.ceil(this.end + receivedBytes / ANSWER_BYTES_PER_MS - Date.now()));
	}
}

const timedOut = () => Object.assign(new Error('timed out'), { code: 'ETIMEDOUT' });

/** About: texts and files are nearly all of what is large. */
function countBytes(body: unknown): number {
	if (typeof body === 'string' || body instanceof Uint8Array) return body.length;
	if (body instanceof StreamedForm) return body.size;
	if (typeof body !== 'object' || body === null) return 0;
	return Object.values(body).reduce<number>((sum, value) => sum + countBytes(value), 0);
}
