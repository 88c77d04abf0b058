export const PNG = Buffer.from(
	'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
	'base64',
);
/** The header of an MP4 file. The simulator reads no more of it. */
export const MP4 = Buffer.from('AAAAGGZ0eXBpc29tAAACAGlzb21pc28yAAAACGZyZWU=', 'base64');
export const MP3 = Buffer.from('SUQzAwAAAAAAAP/7kAAAAAAAAAAAAAAAAAAAAAA=', 'base64');
export const PDF = Buffer.from('%PDF-1.4\nx\n\n', 'latin1');

export const fileBlob = (bytes: Buffer, type: string) =>
	new Blob([new Uint8Array(bytes)], { type });
