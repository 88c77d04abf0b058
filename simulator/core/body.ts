import { createHash } from 'node:crypto';
import { json, urlencoded, type RequestHandler } from 'express';
import { crashed } from './answers';
import type { Blob } from './data';
import { deeperThan } from './values';

/** The server's size limit for JSON and form-encoded bodies. */
const LIMIT = '136mb';
/** Deepest nesting of a body. The server has no such limit, but parts of the simulator are recursive. */
const MAX_DEPTH = 500;

export function toBlob(chunks: Buffer[]): Blob {
	const hash = createHash('sha256');
	let size = 0;
	for (const chunk of chunks) {
		hash.update(chunk);
		size += chunk.length;
	}
	return { chunks, size, sha256: hash.digest('hex') };
}

export const refuseDepth: RequestHandler = (request, _response, next) => {
	if (deeperThan(request.body, MAX_DEPTH)) throw crashed('Maximum call stack size exceeded');
	next();
};

/** Parsers for the body of every request, in the server's order. Routes parse multipart forms later. */
export const bodyParsers: RequestHandler[] = [
	urlencoded({ extended: true, limit: LIMIT }),
	json({ limit: LIMIT }),
	refuseDepth,
];
