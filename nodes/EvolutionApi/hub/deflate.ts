/** Larger than any list that fits into a header. It stops a bomb. */
const MAX_BYTES = 256 * 1024;

/** As base64url. A community node may not import zlib; the web's streams are globals. */
export async function deflate(text: string): Promise<string> {
	const bytes = await pipe(new CompressionStream('deflate-raw'), Buffer.from(text), Infinity);
	return bytes.toString('base64url');
}

/** @throws {Error} if it is not a deflate stream, or expands to more than 256 KB */
export async function inflate(packed: string): Promise<string> {
	const stream = new DecompressionStream('deflate-raw');
	return (await pipe(stream, Buffer.from(packed, 'base64url'), MAX_BYTES)).toString();
}

async function pipe(
	{ readable, writable }: CompressionStream | DecompressionStream,
	input: Buffer,
	maxBytes: number,
): Promise<Buffer> {
	const writer = writable.getWriter();
	const written = Promise.all([writer.write(input), writer.close()]);
	// The reading end throws it, too; left alone, this one would be reported as an unhandled rejection.
	const failure = written.then(
		() => undefined,
		(error: unknown) => error,
	);
	const chunks: Uint8Array[] = [];
	let size = 0;
	for await (const chunk of readable) {
		size += chunk.length;
		if (size > maxBytes) throw new Error('The list expands to more than any list can be');
		chunks.push(chunk);
	}
	const error = await failure;
	if (error !== undefined) throw new Error('The list cannot be read', { cause: error });
	return Buffer.concat(chunks);
}
