/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import type { ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import type { Answer } from './types';

/** How a fault breaks the connection while answering. */
export type Cut = 'after' | 'mid' | undefined;

function bytesOf({ body, raw }: Answer): Buffer {
	if (raw !== undefined) return Buffer.from(raw);
	return Buffer.from(JSON.stringify(body ?? null));
}

/** Writes an answer; with `cut` the socket is destroyed instead of it (`after`) or half way through (`mid`). */
export async function reply(response: ServerResponse, answer: Answer, cut?: Cut): Promise<void> {
	if (cut === 'after') {
		response.socket?.destroy();
		return;
	}
	const isText = answer.raw === undefined && answer.stream === undefined;
	const type = answer.contentType ?? (isText ? 'application/json; charset=utf-8' : undefined);
	const head = { ...(type && { 'Content-Type': type }), ...answer.headers };
	if (answer.stream) {
		response.writeHead(answer.status, head);
		// A reader that leaves early is no error.
		await pipeline(answer.stream, response).catch(() => undefined);
		return;
	}
	const bytes = bytesOf(answer);
	response.writeHead(answer.status, { ...head, 'Content-Length': bytes.length });
	if (cut === 'mid') {
		response.write(bytes.subarray(0, Math.ceil(bytes.length / 2)), () =>
			response.socket?.destroy(),
		);
		return;
	}
	response.end(bytes);
}
