import type { IExecuteFunctions } from 'n8n-workflow';

import { inputItem } from './inputItem';
import { InputProblem } from './inputProblem';

/** A file of the input item. Its content is read when it is sent. */
export interface InputFile {
	readonly fileName?: string;
	readonly mimeType: string;
	/** Bytes. */
	readonly size: number;
	/** Reads the content, at each call from its beginning. */
	stream(): AsyncIterable<Buffer>;
}

/** Text of the error that breaks off an upload: n8n's client passes on nothing else of it. */
export const FILE_CHANGED = 'The file has changed since its size was read';

/** Bytes that are read at a time. */
const CHUNK_SIZE = 64 * 1024;

/** @throws {InputProblem} if the item has no such binary field, or the file is empty */
export async function openInputFile(
	context: IExecuteFunctions,
	itemIndex: number,
	binaryPropertyName: string,
): Promise<InputFile> {
	const available = Object.keys(inputItem(context, itemIndex).binary ?? {});
	if (!available.includes(binaryPropertyName)) {
		throw new InputProblem(
			['binaryPropertyName'],
			`is "${binaryPropertyName}", but the input item has no such file`,
			available.length > 0
				? `Enter one that it has: ${available.join(', ')}.`
				: 'It has no files: add a node before this one that reads or downloads the file.',
		);
	}
	const { fileName, mimeType, id } = context.helpers.assertBinaryData(
		itemIndex,
		binaryPropertyName,
	);
	const content =
		id === undefined
			? await inMemory(context, itemIndex, binaryPropertyName)
			: await stored(context, id);
	if (content.size === 0) {
		throw new InputProblem(
			['binaryPropertyName'],
			`is "${binaryPropertyName}", which is an empty file`,
			'Check the node before this one that reads or downloads the file.',
		);
	}
	return { fileName, mimeType, ...content };
}

type FileContent = Pick<InputFile, 'size' | 'stream'>;

/** Without binary data storage (`N8N_DEFAULT_BINARY_DATA_MODE=default`) the item itself holds the file. */
async function inMemory(
	{ helpers }: IExecuteFunctions,
	itemIndex: number,
	binaryPropertyName: string,
): Promise<FileContent> {
	const data = await helpers.getBinaryDataBuffer(itemIndex, binaryPropertyName);
	return {
		size: data.length,
		async *stream() {
			yield data;
		},
	};
}

/** The server is told the size first, so a file that has changed meanwhile is not sent. */
async function stored({ helpers }: IExecuteFunctions, id: string): Promise<FileContent> {
	const { fileSize } = await helpers.getBinaryMetadata(id);
	return {
		size: fileSize,
		async *stream() {
			let rest = fileSize;
			const content: AsyncIterable<Buffer> = await helpers.getBinaryStream(id, CHUNK_SIZE);
			for await (const chunk of content) {
				rest -= chunk.length;
				if (rest < 0) break;
				yield chunk;
			}
			if (rest !== 0) throw new Error(FILE_CHANGED);
		},
	};
}

/** The whole file, for what cannot be sent in parts. */
export async function readAll(file: InputFile): Promise<Buffer> {
	const chunks: Buffer[] = [];
	for await (const chunk of file.stream()) chunks.push(chunk);
	const [first, ...others] = chunks;
	return first !== undefined && others.length === 0 ? first : Buffer.concat(chunks);
}
