/** Signatures of file types: their offset in bytes, their bytes, and the MIME type. */
const SIGNATURES: ReadonlyArray<readonly [start: number, text: string, mimetype: string]> = [
	[0, '\xff\xd8\xff', 'image/jpeg'],
	[0, '\xff\xd8', 'image/jpeg'],
	[1, 'PNG', 'image/png'],
	[8, 'WEBP', 'image/webp'],
	[0, 'GIF8', 'image/gif'],
	[0, '%PDF-', 'application/pdf'],
	[0, 'PK\x03\x04', 'application/zip'],
	[0, 'OggS', 'audio/ogg'],
	[0, 'ID3', 'audio/mpeg'],
	[0, '\xff\xfb', 'audio/mpeg'],
	[8, 'WAVE', 'audio/wav'],
	[4, 'ftypqt', 'video/quicktime'],
	[4, 'ftypM4A', 'audio/x-m4a'],
	[4, 'ftyp', 'video/mp4'],
	[0, '\x1aE\xdf\xa3', 'video/webm'],
];

const isText = (head: Buffer) => head.every((byte) => byte >= 32 || (byte >= 9 && byte <= 13));

/** Returns a file's MIME type by its first bytes, because the server ignores the declared type. */
export function sniff(chunks: readonly Buffer[]): string {
	const head = Buffer.concat(chunks.map((chunk) => chunk.subarray(0, 512))).subarray(0, 512);
	const latin = head.toString('latin1');
	const found = SIGNATURES.find(([start, text]) => latin.startsWith(text, start));
	if (found) return found[2];
	return isText(head) ? 'text/plain; charset=utf-8' : 'application/octet-stream';
}
