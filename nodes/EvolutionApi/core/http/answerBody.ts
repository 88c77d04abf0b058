import { jsonParse } from 'n8n-workflow';

import { upTo } from '../values/text';
import type { TimeLimit } from './timeLimit';

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
			stream.on('error', reject);
			stream.on('end', resolve);
			stream.on('close', () => reject(brokenOff()));
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
export const mimeTypeIn = (headers: Record<string, unknown>) =>
	upTo(';', String(headers['content-type'] ?? 'application/octet-stream'));

/** @returns the parsed JSON, else the text */
export function parseBody(data: Buffer): unknown {
	const text = data.toString().replace(/^\uFEFF/, '');
	return jsonParse<unknown>(text, { fallbackValue: text });
}
