/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { crashed, errorAnswer, HttpError } from './answers';
import { readForm, setField } from './form';
import type { Blob, Json, UploadedFile } from './types';
import { asObject, deeperThan } from './values';

/** The server's limit of a JSON or form-encoded body, in bytes. */
export const BODY_LIMIT = 136 * 1024 * 1024;
/** Deeper bodies crash the real server's recursive code as well. */
const MAX_DEPTH = 500;

export interface ParsedBody {
	body: Json;
	files: UploadedFile[];
}

const empty = (): ParsedBody => ({ body: {}, files: [] });

export function toBlob(chunks: Buffer[]): Blob {
	const hash = createHash('sha256');
	let size = 0;
	for (const chunk of chunks) {
		hash.update(chunk);
		size += chunk.length;
	}
	return { chunks, size, sha256: hash.digest('hex') };
}

/** Reads everything; what is beyond the limit is read too, so that the client gets to see the 413. */
async function readAll(stream: Readable): Promise<Buffer> {
	const chunks: Buffer[] = [];
	let size = 0;
	for await (const chunk of stream) {
		size += chunk.length;
		if (size <= BODY_LIMIT) chunks.push(chunk);
		else chunks.length = 0;
	}
	if (size > BODY_LIMIT) throw new HttpError(errorAnswer(413, 'request entity too large'));
	return Buffer.concat(chunks);
}

/** The body parser's texts, with its odd pair of status 400 and "Internal Server Error". */
const badSyntax = (message: string) =>
	new HttpError(errorAnswer(400, message, 'Internal Server Error'));

function parseJson(text: string): Json {
	if (text === '') return {};
	const [first] = text.trimStart();
	if (first !== '{' && first !== '[') {
		throw badSyntax(
			`Unexpected token '${first ?? ''}', ${JSON.stringify(text.slice(0, 10))} is not valid JSON`,
		);
	}
	try {
		return asObject(JSON.parse(text));
	} catch (error) {
		throw badSyntax(error instanceof Error ? error.message : String(error));
	}
}

/** Reads a request's body by its content type; what is neither JSON nor a form is ignored, as the server does. */
export async function readBody(
	stream: Readable,
	headers: Record<string, unknown>,
): Promise<ParsedBody> {
	const type = String(headers['content-type'] ?? '').toLowerCase();
	const encoding = String(headers['content-encoding'] ?? 'identity').toLowerCase();
	if (encoding !== 'identity') {
		stream.resume();
		throw new HttpError(errorAnswer(415, `unsupported content encoding "${encoding}"`));
	}
	let parsed = empty();
	if (type.startsWith('multipart/form-data')) {
		parsed = await readForm(stream, headers);
	} else if (type.startsWith('application/json')) {
		parsed.body = parseJson((await readAll(stream)).toString('utf8'));
	} else if (type.startsWith('application/x-www-form-urlencoded')) {
		const fields = new URLSearchParams((await readAll(stream)).toString('utf8'));
		for (const [name, value] of fields) setField(parsed.body, name, value);
	} else {
		for await (const chunk of stream) void chunk;
	}
	if (deeperThan(parsed.body, MAX_DEPTH)) throw crashed('Maximum call stack size exceeded');
	return parsed;
}
