import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { InputProblem } from './inputProblem';

/** An item of the input. @param index below the number of items */
export function getInputItem(context: IExecuteFunctions, index: number): INodeExecutionData {
	const item = context.getInputData()[index];
	if (item === undefined) throw new Error(`There is no item ${index}`);
	return item;
}

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
	const available = Object.keys(getInputItem(context, itemIndex).binary ?? {});
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
			? await openInMemory(context, itemIndex, binaryPropertyName)
			: await openStored(context, id);
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

/** The server is told the size first, so a file that has changed meanwhile is not sent. */
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

/** The whole file, for what cannot be sent in parts. */
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
 * A multipart form that does not hold its files in memory, as a real `FormData` does. It has what n8n's helper and axios
 * need of a form: the tag, `append`, the entries, and a property of its own (n8n takes an object without one for an
 * empty body and drops it).
 */
export class StreamedForm {
	readonly [Symbol.toStringTag] = 'FormData';

	private readonly parts: Entry[] = [];

	/** Of the files, in bytes. */
	get size(): number {
		return this.parts.reduce(
			(sum, [, part]) => sum + (typeof part === 'string' ? 0 : part.size),
			0,
		);
	}

	append(name: string, value: string): void {
		this.parts.push([name, value]);
	}

	/** @param file is read when the request is sent, and again when it is repeated */
	appendFile(name: string, file: InputFile): void {
		const { fileName = '', mimeType, size } = file;
		// A part without a name is a field for the server, and not a file.
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
