/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import busboy from 'busboy';
import { crashed, HttpError } from './answers';
import type { ParsedBody } from './body';
import type { Json, UploadedFile } from './types';

/** multer's limit for a text field, in bytes. */
const FIELD_LIMIT = 1024 * 1024;
/** Not the server's (it has none), but the simulator's own, in bytes. */
const FILE_LIMIT = 1024 * 1024 * 1024;
const MAX_FIELDS = 1000;

/** Keys that would reach into a prototype are dropped. */
const UNSAFE = new Set(['__proto__', 'constructor', 'prototype']);

/** Puts `value` at `quoted[key][id]`; `mentioned[]` and `mentioned[0]` make a list. */
export function setField(target: Json, name: string, value: string): void {
	const path = [
		name.split('[')[0],
		...[...name.matchAll(/\[([^\]]*)\]/g)].map((match) => match[1]),
	];
	if (path.length > 10 || path.some((step) => UNSAFE.has(step))) return;
	let place: Json | unknown[] = target;
	for (let index = 0; index < path.length; index++) {
		const step = Array.isArray(place) && path[index] === '' ? String(place.length) : path[index];
		if (Array.isArray(place) && !(Number(step) >= 0 && Number(step) < MAX_FIELDS)) return;
		const holder = place as Record<string, unknown>;
		if (index === path.length - 1) {
			holder[step] = value;
			return;
		}
		const isList = /^\d*$/.test(path[index + 1]);
		const next = Object.hasOwn(holder, step) ? holder[step] : (holder[step] = isList ? [] : {});
		if (typeof next !== 'object' || next === null) return;
		place = next as Json | unknown[];
	}
}

/** Reads a multipart form. Files are kept as the chunks they came in. */
export function readForm(stream: Readable, headers: Record<string, unknown>): Promise<ParsedBody> {
	return new Promise((resolve, reject) => {
		const body: Json = {};
		const files: UploadedFile[] = [];
		let failure: HttpError | undefined;
		const fail = (text: string) => {
			failure ??= crashed(text);
		};
		let parser: busboy.Busboy;
		try {
			parser = busboy({
				headers: { ...headers, 'content-type': String(headers['content-type']) },
				limits: { fieldSize: FIELD_LIMIT, fileSize: FILE_LIMIT, fields: MAX_FIELDS, files: 10 },
				defParamCharset: 'utf8',
			});
		} catch (error) {
			stream.resume();
			reject(crashed(error instanceof Error ? error.message : String(error)));
			return;
		}
		parser.on('field', (name, value, { valueTruncated }) => {
			if (valueTruncated) fail('Field value too long');
			else if (name) setField(body, name, value);
		});
		parser.on('file', (field, file, { filename, mimeType }) => {
			const hash = createHash('sha256');
			const chunks: Buffer[] = [];
			let size = 0;
			file.on('data', (chunk: Buffer) => {
				if (failure) return;
				hash.update(chunk);
				chunks.push(chunk);
				size += chunk.length;
			});
			file.on('limit', () => fail('File too large'));
			file.on('end', () => {
				const sha256 = hash.digest('hex');
				files.push({ field, fileName: filename ?? '', mimetype: mimeType, chunks, size, sha256 });
			});
			file.on('error', () => fail('Unexpected end of form'));
		});
		parser.on('close', () => (failure ? reject(failure) : resolve({ body, files })));
		parser.on('error', (error) => {
			stream.unpipe(parser);
			stream.resume();
			reject(crashed(error instanceof Error ? error.message : String(error)));
		});
		stream.on('error', reject);
		stream.on('close', () => {
			if (!stream.readableEnded) reject(new Error('aborted'));
		});
		stream.pipe(parser);
	});
}
