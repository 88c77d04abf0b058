export type Json = Record<string, unknown>;

/** Received or downloaded bytes in their original chunks, so that a 200 MB file is never copied into one buffer. */
export interface Blob {
	chunks: Buffer[];
	/** bytes */
	size: number;
	/** hexadecimal */
	sha256: string;
	/** URL of the file, if the simulator doesn't fetch it: the bytes are only a placeholder */
	address?: string;
}

export interface UploadedFile extends Blob {
	field: string;
	fileName: string;
	mimetype: string;
}
