import type { IDataObject } from 'n8n-workflow';

import { StreamedForm } from '../../input/form';
import { readAll, type InputFile } from '../../input/inputFile';
import { recordOf } from '../../values/answer';

/** What a request of Evolution API carries: its fields, and the file beside or among them. */
export interface WithFile {
	readonly fields: IDataObject;
	/** An address, or Base64. */
	readonly text?: string;
	readonly file?: InputFile;
}

/** `quoted[key][id]` → `['quoted', 'key', 'id']` */
const pathOf = (name: string) => name.split(/[[\]]+/).filter((part) => part !== '');

function put(fields: IDataObject, [first = '', ...rest]: string[], value: string): void {
	if (rest.length === 0) {
		fields[first] = value;
		return;
	}
	const inner = recordOf(fields[first]);
	fields[first] = inner;
	put(inner, rest, value);
}

/** Lists have numbers as keys in a form. */
const listed = (value: unknown) => (Array.isArray(value) ? value : Object.values(recordOf(value)));

/** @param key of the file in the JSON form of the request */
export function withFile(body: object | undefined, key: string): WithFile {
	if (!(body instanceof StreamedForm)) {
		const { [key]: text, ...fields } = recordOf(body);
		return { fields, text: String(text ?? '') };
	}
	const fields: IDataObject = {};
	let file: InputFile | undefined;
	for (const [name, value] of body) {
		if (typeof value === 'string') put(fields, pathOf(name), value);
		else {
			const { name: fileName, type: mimeType, size } = value;
			file = { fileName, mimeType, size, stream: () => value.stream() };
		}
	}
	if (fields.mentioned !== undefined) fields.mentioned = listed(fields.mentioned) as string[];
	return { fields, file };
}

export const isAddress = (text: string | undefined): text is `http${string}` =>
	text !== undefined && /^https?:\/\//i.test(text);

/** Without the head of a data URL. */
const plainBase64 = (text: string) => text.replace(/^data:[^,]*,/, '');

/** A file from Base64. */
export function fileFrom(
	base64: string,
	fileName: string | undefined,
	mimeType: string,
): InputFile {
	const data = Buffer.from(plainBase64(base64), 'base64');
	return {
		fileName,
		mimeType,
		size: data.length,
		async *stream() {
			yield data;
		},
	};
}

/** The content, where there is no address. */
export const base64Of = async ({ text = '', file }: WithFile): Promise<string> =>
	file === undefined ? plainBase64(text) : (await readAll(file)).toString('base64');
