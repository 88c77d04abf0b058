import { createHash } from 'node:crypto';
import type { Request } from 'express';
import multer, { type StorageEngine } from 'multer';
import type { Blob, UploadedFile } from './data';

/** Maximum file size in bytes. The server has no such limit. */
const FILE_LIMIT = 1024 * 1024 * 1024;

/** Keeps a file in its original chunks, because multer's own storage would copy them into one buffer. */
const storage: StorageEngine = {
	_handleFile(_request, { stream }, done) {
		const hash = createHash('sha256');
		const chunks: Buffer[] = [];
		let size = 0;
		stream.on('data', (chunk: Buffer) => {
			hash.update(chunk);
			chunks.push(chunk);
			size += chunk.length;
		});
		stream.on('end', () => {
			const blob: Blob = { chunks, size, sha256: hash.digest('hex') };
			done(null, blob as object);
		});
	},
	_removeFile(_request, file, done) {
		Object.assign(file, { chunks: [] });
		done(null);
	},
};

/**
 * Reads multipart forms: `single` accepts one file in the given field, `any` accepts files in all fields. File names are
 * read as UTF-8. The server reads them wrongly, but never uses them.
 */
export const upload = multer({
	storage,
	limits: { fileSize: FILE_LIMIT },
	defParamCharset: 'utf8',
});

export function filesOf({ file, files }: Request): UploadedFile[] {
	const kept = file ? [file] : Array.isArray(files) ? files : [];
	return kept.map((entry) => {
		const { chunks, size, sha256 } = entry as unknown as Blob;
		const { fieldname: field, originalname: fileName, mimetype } = entry;
		return { field, fileName, mimetype, chunks, size, sha256 };
	});
}
