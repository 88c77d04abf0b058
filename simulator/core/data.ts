export type Json = Record<string, unknown>;

/** Received or downloaded bytes, in their original chunks (a 200 MB file is never copied together). */
export interface Blob {
	chunks: Buffer[];
	/** bytes */
	size: number;
	/** hexadecimal */
	sha256: string;
	/** address of the file on the network that these bytes replace */
	address?: string;
}

/** One file of a multipart form. */
export interface UploadedFile extends Blob {
	field: string;
	fileName: string;
	mimetype: string;
}
