import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { InputProblem } from './inputProblem';

/** @param index below the number of items */
export function getInputItem(context: IExecuteFunctions, index: number): INodeExecutionData {
	const item = context.getInputData()[index];
	if (item === undefined) throw new Error(`There is no item ${index}`);
	return item;
}

/** The content is read piece by piece, while the file is sent. */
export interface InputFile {
	readonly fileName?: string;
	readonly mimeType: string;
	/** Size in bytes. */
	readonly size: number;
	/** Reads the content, each time from the beginning. */
	stream(): AsyncIterable<Buffer>;
}

/** Message of the error that stops an upload. Only the message identifies it: n8n's client passes on nothing else. */
export const FILE_CHANGED = 'The file has changed since its size was read';

const CHUNK_SIZE = 64 * 1024;

/** @throws {InputProblem} if the item lacks the binary field, or the file is empty */
export async function openInputFile(
	context: IExecuteFunctions,
	itemIndex: number,
	binaryPropertyName: string,
): Promise<InputFile> {
	const available = Object.keys(getInputItem(context, itemIndex).binary ?? {});
	if (!available.includes(binaryPropertyName)) {
		throw new InputProblem(
			['binaryPropertyName'],
			`is "${binaryPropertyName}", but the input item has no such file`,
			available.length > 0
				? `Enter one of these: ${available.join(', ')}.`
				: 'The item has no files: add an earlier node that reads or downloads the file.',
		);
	}
	const { fileName, mimeType, id } = context.helpers.assertBinaryData(
		itemIndex,
		binaryPropertyName,
	);
	const content =
		id === undefined
			? await openInMemory(context, itemIndex, binaryPropertyName)
			: await openStored(context, id);
	if (content.size === 0) {
		throw new InputProblem(
			['binaryPropertyName'],
			`is "${binaryPropertyName}", which is an empty file`,
			'Check the earlier node that reads or downloads the file.',
		);
	}
	return { fileName, mimeType, ...content };
}

type FileContent = Pick<InputFile, 'size' | 'stream'>;

/** Opens a file in the item itself. n8n keeps files there if it has no storage (`N8N_DEFAULT_BINARY_DATA_MODE=default`). */
async function openInMemory(
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

/** The request announces the file's size, so the upload fails if the size has changed in the meantime. */
async function openStored({ helpers }: IExecuteFunctions, id: string): Promise<FileContent> {
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

export async function readAll(file: InputFile): Promise<Buffer> {
	const chunks: Buffer[] = [];
	for await (const chunk of file.stream()) chunks.push(chunk);
	const [first, ...others] = chunks;
	return first !== undefined && others.length === 0 ? first : Buffer.concat(chunks);
}

/** A file in a form, with the properties of a `Blob`, which axios expects. */
interface FormFile extends Pick<InputFile, 'size' | 'stream'> {
	readonly name: string;
	readonly type: string;
}

type Entry = readonly [name: string, value: string | FormFile];

/**
 * A multipart form that doesn't keep its files in memory. n8n and axios recognize a `FormData` by three members: `append()`,
 * `entries()` and `Symbol.toStringTag`. `parts` isn't `#parts`, because n8n drops a body that has no ordinary property.
 */
export class StreamedForm {
	readonly [Symbol.toStringTag] = 'FormData';

	private readonly parts: Entry[] = [];

	get size(): number {
		return this.parts.reduce(
			(sum, [, part]) => sum + (typeof part === 'string' ? 0 : part.size),
			0,
		);
	}

	append(name: string, value: string): void {
		this.parts.push([name, value]);
	}

	/** The file's content is read when the request is sent, and again for a retry. */
	appendFile(name: string, file: InputFile): void {
		const { fileName = '', mimeType, size } = file;
		// The server treats a part without a file name as a field.
		const partName = fileName.trim() === '' ? 'file' : fileName;
		this.parts.push([name, { name: partName, type: mimeType, size, stream: () => file.stream() }]);
	}

	entries(): Iterator<Entry> & Iterable<Entry> {
		return this.parts.values();
	}

	[Symbol.iterator](): Iterator<Entry> {
		return this.entries();
	}
}
