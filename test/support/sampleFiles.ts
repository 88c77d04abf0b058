/** The smallest files whose type is recognized by their first bytes, in Base64. */
export const SAMPLE_FILES = {
	jpeg: '/9j/4AAQSkZJRgABAQAAAQABAAD/wAARCAABAAEDASIAAhEBAxEB/9k=',
	mp4: 'AAAAGGZ0eXBpc29tAAACAGlzb21pc28yAAAACGZyZWU=',
	ogg: Buffer.from('OggS\0\x02\0\0\0\0\0\0', 'latin1').toString('base64'),
	pdf: Buffer.from('%PDF-1.4\n%\xe2\xe3\xcf\xd3\n', 'latin1').toString('base64'),
	png: 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
	webp: Buffer.from('RIFF\x24\0\0\0WEBPVP8 ', 'latin1').toString('base64'),
} as const;
