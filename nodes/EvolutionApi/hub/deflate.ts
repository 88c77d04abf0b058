/** Limit against decompression bombs. No list of subscribers is that long. */
const MAX_BYTES = 256 * 1024;

/** Compresses text to base64url. It uses the web's global streams, because a community node may not import zlib. */
export async function deflate(text: string): Promise<string> {
	const bytes = await pipe(new CompressionStream('deflate-raw'), Buffer.from(text), Infinity);
	return bytes.toString('base64url');
}

/** Expands the result of {@link deflate}. @throws {Error} if it isn't a deflate stream, or expands to more than 256 KB */
export async function inflate(base64: string): Promise<string> {
	const stream = new DecompressionStream('deflate-raw');
	return (await pipe(stream, Buffer.from(base64, 'base64url'), MAX_BYTES)).toString();
}

async function pipe(
	stream: CompressionStream | DecompressionStream,
	input: Buffer,
	maxBytes: number,
): Promise<Buffer> {
	const chunks: Uint8Array[] = [];
	let size = 0;
	for await (const chunk of new Blob([input]).stream().pipeThrough(stream)) {
		size += chunk.length;
		if (size > maxBytes) throw new Error('The list expands to more than any list can be');
		chunks.push(chunk);
	}
	return Buffer.concat(chunks);
}
