import { createHash } from 'node:crypto';
import { z } from 'zod';

import { choice } from '../core/input/checks';
import { checkDecoded, readBase64 } from '../core/files/base64';
import { BEGINNING_BYTES, readBeginning, recognizeContent } from '../core/files/fileContent';
import { fitFile, fitName, type FileType, type FileUse } from '../core/files/fitFile';
import { nameFor, plainFileName, typeByName } from '../core/files/fileTypes';
import { StreamedForm, readAll, type InputFile } from '../core/input/inputFile';
import { InputProblem } from '../core/input/inputProblem';
import type { MessageContent } from '../server/messageContent';
import type { ItemContext } from '../table/operation';
import { isRecord } from '../core/values/answer';
import type { Field } from '../core/values/field';
import { choiceField, textField } from './fieldKinds';
import { readAddress, readAddressForServer } from './fileAddress';
import { optionalText } from './inputs';
import { parseUrl } from '../core/values/addressKind';

export const mediaSource = choiceField('Media Source', 'mediaSource', {
	options: [
		{ name: 'Base64', value: 'base64', description: 'The content of the file as text' },
		{ name: 'Input Data Field', value: 'binary', description: 'A file of the input item' },
		{
			name: 'URL',
			value: 'url',
			description: 'An address that the server downloads the file from',
		},
	],
	default: 'url',
	description: 'Where the file comes from',
});

export const mediaUrl = textField('URL', 'mediaUrl', {
	displayOptions: { show: { mediaSource: ['url'] } },
	required: true,
	placeholder: 'e.g. https://example.com/my-file',
	description: 'Address of the file. The Evolution API server must be able to reach it.',
});

export const mediaBase64 = textField('Base64', 'mediaBase64', {
	displayOptions: { show: { mediaSource: ['base64'] } },
	required: true,
	placeholder: 'e.g. iVBORw0KGgoAAAANSUhEUg…',
	description: 'Content of the file in Base64, with or without "data:…;base64," in front',
});

export const binaryPropertyName = textField('Input Data Field Name', 'binaryPropertyName', {
	displayOptions: { show: { mediaSource: ['binary'] } },
	default: 'data',
	required: true,
	hint: 'The name of the input field that contains the file',
	placeholder: 'e.g. data',
});

export const mediaFields = [mediaSource, mediaUrl, mediaBase64, binaryPropertyName] as const;

export const mediaShape = {
	mediaSource: choice('base64', 'binary', 'url'),
	mediaUrl: optionalText,
	mediaBase64: optionalText,
	binaryPropertyName: optionalText,
};

export type MediaInput = z.output<z.ZodObject<typeof mediaShape>> & {
	readonly fileName?: string;
};

export type Media = FileType &
	(
		| { readonly text: string; readonly isUrl: boolean; readonly file?: undefined }
		| { readonly file: InputFile }
	);

/** @throws {InputProblem} if there's no file, or its type doesn't fit */
export async function readMedia(
	item: ItemContext,
	input: MediaInput,
	use: FileUse,
): Promise<Media> {
	switch (input.mediaSource) {
		case 'url': {
			const field = 'mediaUrl';
			const text = readAddressForServer(input.mediaUrl, field);
			return { text, isUrl: true, ...fitName({ name: nameInUrl(text), field }, use) };
		}
		case 'base64': {
			const field = 'mediaBase64';
			const text = readBase64(input.mediaBase64 ?? '', field);
			const bytes = Buffer.from(text.slice(0, Math.ceil(BEGINNING_BYTES / 3) * 4), 'base64');
			// Recipients only see the names of documents, so other files don't need a name.
			const name = use === 'document' ? input.fileName : undefined;
			checkDecoded(bytes, recognizeContent(bytes).type !== undefined, field);
			return { text, isUrl: false, ...fitFile(bytes, { field, name }, use) };
		}
		case 'binary': {
			const file = await item.openFile(input.binaryPropertyName ?? 'data');
			return await fitMedia(file, 'binaryPropertyName', use);
		}
	}
}

async function fitMedia(file: InputFile, field: string, use: FileUse): Promise<Media> {
	const { mimeType, fileName: name } = file;
	return { file, ...fitFile(await readBeginning(file), { mimeType, name, field }, use) };
}

/**
 * n8n downloads a file that has a URL, unless it's a video note and the server can download video notes.
 * @throws {InputProblem} if there is no file, or the download fails
 */
export async function readOwnMedia(
	item: ItemContext,
	input: MediaInput,
	use: FileUse,
): Promise<Media> {
	const isFetched = use === 'videoNote' && item.serverFetchesVideoNotes === true;
	if (input.mediaSource !== 'url' || isFetched) return await readMedia(item, input, use);
	const field = 'mediaUrl';
	const address = readAddress(input.mediaUrl, field);
	return await fitMedia(await item.fetchFile(address, field), field, use);
}

/** Largest file for JSON, in bytes. Base64 is a third longer than the file, and the server accepts 136 MB of JSON. */
const LARGEST_IN_JSON = 100 * 1024 * 1024;

/**
 * A file is sent as multipart, piece by piece. Form fields can only be texts, so a body that contains a number or a boolean is
 * sent as JSON, with the file as Base64. That takes several times the file's size in memory.
 * @param key name of the media in a JSON body; the part of the multipart form is always `file`
 */
export async function mediaBody(
	media: Media,
	key: string,
	wire: Record<string, unknown>,
): Promise<object> {
	if (media.file === undefined) return { ...wire, [key]: media.text };
	const { file } = media;
	const fields = formEntries(wire);
	if (fields === undefined) return { ...wire, [key]: await inlineFile(file) };
	const form = new StreamedForm();
	for (const [name, value] of fields) form.append(name, value);
	form.appendFile('file', file);
	return form;
}

/** @throws {InputProblem} if the file is too large */
export const textOf = async (media: Media): Promise<string> =>
	media.file === undefined ? media.text : await inlineFile(media.file);

/** Returns a file as Base64. @throws {InputProblem} if it is too large */
export async function inlineFile(file: InputFile): Promise<string> {
	if (file.size > LARGEST_IN_JSON) {
		throw new InputProblem(
			['binaryPropertyName'],
			'names a file of more than 100 MB, which does not fit into this request',
			'Remove Typing Indicator and a mention of everyone if they are set, or send a URL.',
		);
	}
	return (await readAll(file)).toString('base64');
}

/** `{ quoted: { key: { id } } }` → `quoted[key][id]`; undefined if it contains anything but texts. */
function formEntries(wire: object, prefix = ''): Array<[string, string]> | undefined {
	const fields: Array<[string, string]> = [];
	for (const [key, value] of Object.entries(wire)) {
		const name = prefix === '' ? key : `${prefix}[${key}]`;
		if (value === undefined) continue;
		if (typeof value === 'string') {
			fields.push([name, value]);
			continue;
		}
		const entries = isRecord(value) || Array.isArray(value) ? formEntries(value, name) : undefined;
		if (entries === undefined) return undefined;
		fields.push(...entries);
	}
	return fields;
}

export const mediaType = choiceField('Media Type', 'mediaType', {
	options: [
		{ name: 'Audio', value: 'audio', description: 'An audio file, not a voice note' },
		{ name: 'Document', value: 'document', description: 'Any file, sent unchanged' },
		{ name: 'Image', value: 'image' },
		{ name: 'Video', value: 'video' },
	],
	default: 'image',
	description: 'How WhatsApp shows the file',
});

export const mediaOptions = {
	caption: textField('Caption', 'caption', {
		mayBeEmpty: true,
		typeOptions: { rows: 2 },
		placeholder: 'e.g. Here is your invoice.',
		description: 'Text below the picture, video or document',
	}),
	fileName: textField('File Name', 'fileName', {
		mayBeEmpty: true,
		placeholder: 'e.g. invoice.pdf',
		description:
			'Name that the recipient sees, with its extension. Required for a document from Base64; for a URL, the last part of the address is the default.',
	}),
	mimeType: textField('MIME Type', 'mimeType', {
		mayBeEmpty: true,
		displayOptions: { show: { '/mediaType': ['audio'] } },
		placeholder: 'e.g. audio/mp4',
		description:
			'Type of the audio file, if neither its name nor its address shows it. The server then ignores File Name.',
	}),
} as const satisfies Record<string, Field>;

/**
 * Describes a file, to recognize the sent message in the server's store. A linked or converted file has no comparable content
 * there, so only kind, caption and name are compared. @param key of the file in a stored message, such as `imageMessage`
 */
export async function mediaContent(
	key: string,
	{ mediaSource, mediaUrl = '', mediaBase64, binaryPropertyName }: MediaInput,
	item: ItemContext,
	{ caption = '', fileName }: { caption?: string; fileName?: string } = {},
): Promise<MessageContent> {
	const isDocument = key === 'documentMessage';
	const file =
		mediaSource === 'binary' ? await item.openFile(binaryPropertyName ?? 'data') : undefined;
	const ownName = mediaSource === 'url' ? nameInUrl(mediaUrl) : file?.fileName;
	return {
		kind: 'media',
		key,
		typedText: caption,
		fileName: fileName ?? (isDocument ? ownName : undefined),
		identity: mediaSource === 'url' ? mediaUrl : mediaBase64,
		isUnchanged: isDocument,
		...(file && { fileHash: async () => await hashFile(file) }),
	};
}

async function hashFile(file: InputFile): Promise<string> {
	const hash = createHash('sha256');
	for await (const chunk of file.stream()) hash.update(chunk);
	return hash.digest('base64');
}

/** Extensions of programs. They don't tell the type of the file that the program returns. */
const PROGRAM = /\.(ashx|aspx?|cgi|do|jspx?|php\d?|pl)$/i;

/** If the path ends without a known extension, the name may be in the query, as in signed storage URLs. */
export function nameInUrl(address: string): string | undefined {
	const url = parseUrl(address);
	if (url === undefined) return undefined;
	const { pathname, searchParams } = url;
	const name = lastPart(decodeUri(pathname)).replace(PROGRAM, '');
	if (typeByName(name) !== undefined) return name;
	return nameInQuery(searchParams, name) ?? (name === '' ? undefined : name);
}

const lastPart = (path: string) => path.slice(path.lastIndexOf('/') + 1);

/** Matches a value that names a file, as in `response-content-disposition=attachment; filename="invoice.pdf"`. */
const IN_DISPOSITION = /filename\*?\s*=\s*(?:utf-8'')?"?([^";]+)/i;

/** Query parameters that only contain the extension: `export?format=xlsx`. */
const ENDINGS = ['format', 'ext', 'extension', 'fm'];

function nameInQuery(query: URLSearchParams, name: string): string | undefined {
	const names = [...query]
		.map(([key, value]) => [key, IN_DISPOSITION.exec(value)?.[1] ?? value] as const)
		.filter(
			([key, value]) => /disposition|file|name|path|rscd|^f$/i.test(key) && !/^\w+:/.test(value),
		)
		.map(([, value]) => lastPart(decodeUri(value.trim())))
		.find((value) => typeByName(value) !== undefined);
	if (names !== undefined) return names;
	const ending = ENDINGS.map((key) => query.get(key)).find(
		(value) => value !== null && typeByName(`a.${value}`) !== undefined,
	);
	return ending === undefined || name === '' ? undefined : `${name}.${ending}`;
}

function decodeUri(text: string): string {
	try {
		return decodeURIComponent(text);
	} catch {
		return text;
	}
}

interface FileLabel {
	readonly fileName?: string;
	readonly mimeType?: string;
	readonly address?: string;
}

/**
 * The server derives the type from the name, so the name has to fit. Recipients don't see the name of a picture, a video or
 * audio.
 * @throws {InputProblem} if a document has no name
 */
export function nameOfFile(
	media: Media,
	mediaType: 'audio' | 'document' | 'image' | 'video',
	{ fileName, mimeType, address = '' }: FileLabel = {},
): { readonly fileName?: string; readonly mimetype?: string } {
	const { type, file } = media;
	const isUrl = file === undefined && media.isUrl;
	if (mediaType === 'document') return nameOfDocument(media, { fileName, address });
	if (mediaType === 'audio' && mimeType !== undefined) return { mimetype: mimeType };
	if (isUrl) return mediaType === 'audio' ? typeOfLinkedAudio(fileName, type) : {};
	if (type === undefined) {
		return mediaType === 'audio' ? { fileName: 'audio.mp3' } : {};
	}
	const sendType = mediaType === 'audio' ? asAudio(type) : type;
	const name = fileName ?? file?.fileName;
	return {
		mimetype: sendType,
		fileName: nameFor(name, sendType, { isCertain: true, fallback: mediaType }),
	};
}

/**
 * Hosts often report `application/octet-stream`, which no phone plays, so the name of the file decides. The server chooses the
 * types of linked pictures and videos itself.
 * @param type the type according to the file name in the address
 */
function typeOfLinkedAudio(
	fileName: string | undefined,
	type: string | undefined,
): { readonly mimetype?: string } {
	const mimeType = asAudio(typeByName(fileName ?? '') ?? type ?? '');
	return mimeType.startsWith('audio/') ? { mimetype: mimeType } : {};
}

/** Returns the audio type for containers that videos use, too, such as MP4. */
const asAudio = (type: string) =>
	type.replace(/^(?:video|application)\/(?=mp4|ogg|webm)|^video\/x-matroska/, (container) =>
		container.endsWith('matroska') ? 'audio/webm' : 'audio/',
	);

function nameOfDocument(
	media: Media,
	{ fileName, address = '' }: FileLabel,
): { readonly fileName?: string; readonly mimetype?: string } {
	const { type, isCertain, file } = media;
	const isUrl = file === undefined && media.isUrl;
	const ownName = fileName ?? (isUrl ? nameInUrl(address) : file?.fileName);
	if (file === undefined && !isUrl && plainFileName(ownName ?? '') === '') {
		throw new InputProblem(
			['options', 'fileName'],
			'is required for a document',
			'Add the option File Name, e.g. invoice.pdf.',
		);
	}
	// The name is the only hint at the type of a linked file, since n8n doesn't download it.
	if (isUrl && type === undefined) return { fileName: plainFileName(ownName ?? '') || undefined };
	return { mimetype: type, fileName: nameFor(ownName, type, { isCertain, fallback: 'document' }) };
}
