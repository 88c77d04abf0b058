import type { InputFile } from './inputFile';

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
