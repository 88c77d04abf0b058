import { jsonParse } from 'n8n-workflow';

import { StreamedForm } from '../input/inputFile';
import { textBefore } from '../values/text';

interface AnswerStream extends AsyncIterable<Buffer> {
	on(event: 'data', listener: (chunk: Buffer) => void): unknown;
	on(event: 'error', listener: (error: Error) => void): unknown;
	on(event: 'end' | 'close', listener: () => void): unknown;
	destroy(error?: Error): unknown;
}

export interface StreamedAnswer {
	readonly statusCode: number;
	readonly headers: Record<string, unknown>;
	readonly body: AnswerStream;
}

const MB = 1024 * 1024;

/** Maximum size of an answer, in bytes: larger answers would crash n8n. A file of 100 MB fits: as Base64, it has 134 MB. */
export const MAX_ANSWER_BYTES = 150 * MB;

export class AnswerTooLarge extends Error {
	constructor(maxBytes: number) {
		super(`larger than ${maxBytes / MB} MB`);
	}
}

/**
 * Reads a body to its end, chunk by chunk, because n8n's client limits neither the size nor the total time of an answer. Listens
 * to events, because `for await` needs more CPU.
 * @throws {AnswerTooLarge} as soon as the size is known to exceed the limit
 * @throws {Error} with Node's code, if the body takes too long (`ETIMEDOUT`) or the connection breaks
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
			// "close" also follows a complete body. No error is created in that case, because creating errors is slow.
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

export const readMimeType = (headers: Record<string, unknown>) =>
	textBefore(';', String(headers['content-type'] ?? 'application/octet-stream'));

/** Returns the body's text if it isn't JSON. */
export function parseBody(data: Buffer): unknown {
	const text = data.toString().replace(/^\uFEFF/, '');
	return jsonParse<unknown>(text, { fallbackValue: text });
}

/** A read that takes longer is stuck. A send may upload a large file, and includes its typing `delay`. */
export const REQUEST_TIMEOUT_MS = { read: 60_000, send: 300_000 };

interface Stream {
	destroy(error?: Error): unknown;
}

/** Minimum speed of an answer, 100 KB/s: every healthy server is faster. */
const ANSWER_BYTES_PER_MS = 100;
/** Minimum speed of an upload, 10 KB/s: every connection that is used to send files is faster. */
const UPLOAD_BYTES_PER_MS = 10;

/**
 * Limits the time of a whole request, from its start to the end of the answer. n8n's own timeout only ends silent connections. It
 * doesn't end an answer that trickles in, or a request answered with `101 Switching Protocols`, whose connection Node closes
 * without an event. The timers of this class don't keep the process alive.
 */
export class TimeLimit {
	private readonly end: number;

	/** Aborts if the answer hasn't begun when the time is up. {@link watch} allows more time with each byte of the answer. */
	private readonly signal: AbortSignal;

	/**
	 * @param patienceMs limit for a small request; each 100 KB of the answer adds a second
	 * @param body of the request; each 10 KB of it adds a second
	 */
	constructor(patienceMs: number, body?: unknown) {
		this.end = Date.now() + patienceMs + countBytes(body) / UPLOAD_BYTES_PER_MS;
		this.signal = AbortSignal.timeout(this.leftMs());
	}

	/** @throws {Error} with the code `ETIMEDOUT` if the headers don't arrive in time */
	async untilAnswered<Answer extends { readonly body: Stream }>(
		answering: Promise<Answer>,
	): Promise<Answer> {
		const { signal } = this;
		let giveUp = () => {};
		const late = new Promise<never>((_resolve, reject) => {
			giveUp = () => {
				reject(timedOut());
				// No one reads an answer that arrives after the time limit, so its connection is closed.
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

	/** Ends a stream that is too slow. @returns a function that stops watching */
	watch(stream: Stream, byteCount: () => number): () => void {
		let { signal } = this;
		const checkTime = () => {
			const remainingMs = this.leftMs(byteCount());
			if (remainingMs === 0) {
				stream.destroy(timedOut());
				return;
			}
			signal = AbortSignal.timeout(remainingMs);
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

/** Estimates the size of a body from its texts and files, which make up nearly all of a large body. */
function countBytes(body: unknown): number {
	if (typeof body === 'string' || body instanceof Uint8Array) return body.length;
	if (body instanceof StreamedForm) return body.size;
	if (typeof body !== 'object' || body === null) return 0;
	return Object.values(body).reduce<number>((sum, value) => sum + countBytes(value), 0);
}
