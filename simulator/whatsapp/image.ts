interface Size {
	height: number;
	width: number;
}

export function imageSize(bytes: Buffer): Size | undefined {
	if (bytes.length < 16) return undefined;
	const ascii = (start: number, end: number) => bytes.toString('latin1', start, end);
	if (ascii(1, 4) === 'PNG' && bytes.length >= 24) {
		return { height: bytes.readUInt32BE(20), width: bytes.readUInt32BE(16) };
	}
	if (ascii(0, 3) === 'GIF') return { height: bytes.readUInt16LE(8), width: bytes.readUInt16LE(6) };
	if (ascii(0, 4) === 'RIFF' && ascii(8, 12) === 'WEBP') return webpSize(bytes);
	if (bytes.readUInt16BE(0) === 0xffd8) return jpegSize(bytes);
	return undefined;
}

function webpSize(bytes: Buffer): Size {
	if (bytes.toString('latin1', 12, 16) === 'VP8X' && bytes.length >= 30) {
		return { height: bytes.readUIntLE(27, 3) + 1, width: bytes.readUIntLE(24, 3) + 1 };
	}
	return { height: 1, width: 1 };
}

/** Returns the size in pixels, which is in the first "start of frame" segment. */
function jpegSize(bytes: Buffer): Size {
	let at = 2;
	while (at + 9 < bytes.length && bytes[at] === 0xff) {
		const marker = bytes[at + 1];
		const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
		if (isFrame) return { height: bytes.readUInt16BE(at + 5), width: bytes.readUInt16BE(at + 7) };
		at += 2 + bytes.readUInt16BE(at + 2);
	}
	return { height: 1, width: 1 };
}

/** A gray JPEG of one pixel, because the simulator doesn't draw thumbnails. */
export const THUMBNAIL = Buffer.from(
	'/9j/4AAQSkZJRgABAQEAYABgAAD/2wBDAAgGBgcGBQgHBwcJCQgKDBQNDAsLDBkSEw8UHRofHh0aHBwgJC4nICIsIxwcKDcpLDAxNDQ0Hyc5PTgyPC4zNDL/wAALCAABAAEBAREA/8QAFAABAAAAAAAAAAAAAAAAAAAACf/EABQQAQAAAAAAAAAAAAAAAAAAAAD/2gAIAQEAAD8AVN//2Q==',
	'base64',
);
