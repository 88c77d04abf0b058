export type Json = Record<string, unknown>;

/** Bytes that arrived or were fetched, kept as the chunks they came in (a 200 MB file is never copied together). */
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
