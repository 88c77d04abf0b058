import type { InputFile } from './inputFile';

/** A file in a form, in the words of a `Blob`, which is what axios expects. */
interface FormFile extends Pick<InputFile, 'size' | 'stream'> {
	readonly name: string;
	readonly type: string;
}

type Entry = readonly [name: string, value: string | FormFile];

/**
 * A multipart form that never holds its files. A real `FormData` takes only a `Blob`, whose bytes are in
 * memory. What n8n's helper and axios ask of a form is here: an own property (n8n takes an object without
 * any for an empty body and drops it), the tag, `append` and the entries.
 */
export class StreamedForm {
	readonly [Symbol.toStringTag] = 'FormData';

	private readonly parts: Entry[] = [];

	append(name: string, value: string): void {
		this.parts.push([name, value]);
	}

	/** @param file is read when the request is sent, and again when it is repeated */
	appendFile(name: string, file: InputFile): void {
		const { fileName = 'file', mimeType, size } = file;
		this.parts.push([name, { name: fileName, type: mimeType, size, stream: () => file.stream() }]);
	}

	entries(): Iterator<Entry> & Iterable<Entry> {
		return this.parts.values();
	}

	[Symbol.iterator](): Iterator<Entry> {
		return this.entries();
	}
}
