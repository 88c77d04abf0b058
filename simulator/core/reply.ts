import { pipeline } from 'node:stream/promises';
import type { Response } from 'express';
import type { Answer } from './types';

export type Cut = 'after' | 'mid' | undefined;

function bytesOf({ body, raw }: Answer): Buffer {
	if (raw !== undefined) return Buffer.from(raw);
	return Buffer.from(JSON.stringify(body ?? null));
}

/** With `cut`, breaks the connection: after the request was handled (`after`), or halfway through the answer (`mid`). */
export async function reply(response: Response, answer: Answer, cut?: Cut): Promise<void> {
	if (cut === 'after') {
		response.socket?.destroy();
		return;
	}
	response.status(answer.status).set(answer.headers ?? {});
	const isJson = answer.raw === undefined && answer.stream === undefined;
	const type = answer.contentType ?? (isJson ? 'application/json; charset=utf-8' : undefined);
	if (type) response.set('Content-Type', type);
	if (answer.stream) {
		// A client that disconnects early isn't an error.
		await pipeline(answer.stream, response).catch(() => undefined);
		return;
	}
	const bytes = bytesOf(answer);
	if (cut === 'mid') {
		response.set('Content-Length', String(bytes.length));
		response.write(bytes.subarray(0, Math.ceil(bytes.length / 2)), () =>
			response.socket?.destroy(),
		);
		return;
	}
	response.send(bytes);
}
