import { createHash } from 'node:crypto';
import { z } from 'zod';

import { choice } from '../core/input/checks';
import { StreamedForm, readAll, type InputFile } from '../core/input/inputFile';
import { InputProblem, mustBe } from '../core/input/inputProblem';
import type { MessageContent } from '../core/server/messageContent';
import type { ItemContext } from '../core/table/operation';
import { isRecord } from '../core/values/answer';
import type { Field } from '../core/values/field';
import { choiceField, textField } from './fieldKinds';
import { isWebAddress, optionalText } from './inputs';

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

export type MediaInput = z.output<z.ZodObject<typeof mediaShape>>;

/** A text that the server fetches or decodes, or a file. */
type Media = { readonly text: string; readonly isUrl: boolean } | { readonly file: InputFile };

/** @throws {InputProblem} if there is nothing to send */
export async function readMedia(item: ItemContext, input: MediaInput): Promise<Media> {
	switch (input.mediaSource) {
		case 'url':
			return { text: checkMediaUrl(input.mediaUrl, 'mediaUrl'), isUrl: true };
		case 'base64':
			return { text: checkBase64(input.mediaBase64), isUrl: false };
		case 'binary':
			return { file: await item.openFile(input.binaryPropertyName ?? 'data') };
	}
}

/**
 * The same for a route that fetches nothing: n8n downloads the file from its URL.
 * @throws {InputProblem} if there is nothing to send, or the file cannot be downloaded
 */
export async function readOwnMedia(item: ItemContext, input: MediaInput): Promise<Media> {
	if (input.mediaSource !== 'url') return await readMedia(item, input);
	const address = checkAddress(input.mediaUrl, 'mediaUrl');
	return { file: await item.fetchFile(address, 'mediaUrl') };
}

/** The server accepts only IP addresses and hosts with a dot in their name. @throws {InputProblem} */
export function checkMediaUrl(entered: string | undefined, field: string): string {
	const address = checkAddress(entered, field);
	const { hostname } = new URL(address);
	if (!hostname.includes('.') && !hostname.startsWith('[')) {
		throw new InputProblem(
			[field],
			`is on the host "${hostname}", from which Evolution API does not download`,
			'Use the IP address or a host with a dot in its name, or send the file itself with the source Input Data Field.',
		);
	}
	return address;
}

function checkAddress(entered: string | undefined, field: string): string {
	const address = (entered ?? '').trim();
	if (!isWebAddress(address)) {
		throw new InputProblem(
			[field],
			mustBe('a web address', address),
			'Enter one that begins with http:// or https://.',
		);
	}
	return address;
}

function checkBase64(entered: string | undefined): string {
	const text = (entered ?? '')
		.trim()
		.replace(/^data:[^,]*,/, '')
		.replace(/\s/g, '');
	if (text === '')
		throw new InputProblem(['mediaBase64'], 'is empty', 'Enter the content of the file.');
	if (text.length % 4 !== 0 || !/^[A-Za-z0-9+/]+={0,2}$/.test(text)) {
		throw new InputProblem(
			['mediaBase64'],
			'is not valid Base64',
			'To send a file of the input item, choose the source Input Data Field instead.',
		);
	}
	return text;
}

/** Base64 is a third longer than the file, and the server accepts 136 MB of JSON. */
const LARGEST_IN_JSON = 100 * 1024 * 1024;

/**
 * The body of a request with media. A file goes as multipart, piece by piece. But form fields are texts, and the
 * server insists on real numbers and switches: with one of these the file goes as Base64, which takes several times
 * its size in memory.
 * @param key name of the media in the JSON form; the part of the multipart form is always `file`
 * @param wire the other keys of the body
 */
export async function mediaBody(
	media: Media,
	key: string,
	wire: Record<string, unknown>,
): Promise<object> {
	if (!('file' in media)) return { ...wire, [key]: media.text };
	const { file } = media;
	const fields = formFields(wire);
	if (fields === undefined) return { ...wire, [key]: await inlineFile(file) };
	const form = new StreamedForm();
	for (const [name, value] of fields) form.append(name, value);
	form.appendFile('file', file);
	return form;
}

/** A file as Base64, for routes without multipart. @throws {InputProblem} if it is too large */
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
function formFields(wire: object, prefix = ''): Array<[string, string]> | undefined {
	const fields: Array<[string, string]> = [];
	for (const [key, value] of Object.entries(wire)) {
		const name = prefix === '' ? key : `${prefix}[${key}]`;
		if (value === undefined) continue;
		if (typeof value === 'string') {
			fields.push([name, value]);
			continue;
		}
		const nested = isRecord(value) || Array.isArray(value) ? formFields(value, name) : undefined;
		if (nested === undefined) return undefined;
		fields.push(...nested);
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

/** Options of a message with a file. */
export const mediaOptions = {
	caption: textField('Caption', 'caption', {
		typeOptions: { rows: 2 },
		placeholder: 'e.g. Here is your invoice.',
		description: 'Text below the picture, video or document',
	}),
	fileName: textField('File Name', 'fileName', {
		placeholder: 'e.g. invoice.pdf',
		description:
			'Name that the recipient sees, with its extension. A document from Base64 needs it; one from a URL otherwise has the last part of the address.',
	}),
	mimeType: textField('MIME Type', 'mimeType', {
		displayOptions: { show: { '/mediaType': ['audio'] } },
		placeholder: 'e.g. audio/mp4',
		description:
			'Type of the audio file, if its name does not tell. The server then ignores File Name.',
	}),
} as const satisfies Record<string, Field>;

/**
 * What a message with a file says. The store keeps neither the address of a file nor, where the server converts it, its
 * bytes. Such files count as the same if their kind and caption are the same.
 * @param key of the stored message
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
		typed: caption,
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

/** Extensions of programs; they do not say which kind of file the program answers with. */
const PROGRAM = /\.(ashx|aspx?|cgi|do|jspx?|php\d?|pl)$/i;

/**
 * The file name in an address; undefined if the address ends with a slash. The name that the server would make ends at
 * the first dot, so it lacks the extension by which a phone chooses the app. It may also be made of a signature after
 * the question mark.
 */
export function nameInUrl(address: string): string | undefined {
	if (!URL.canParse(address)) return undefined;
	const path = decoded(new URL(address).pathname);
	const name = path.slice(path.lastIndexOf('/') + 1).replace(PROGRAM, '');
	return name === '' ? undefined : name;
}

function decoded(text: string): string {
	try {
		return decodeURIComponent(text);
	} catch {
		return text;
	}
}

/** How the files of a kind begin, in Latin-1, and the extension by which the server knows the kind. */
const KINDS: ReadonlyArray<readonly [beginning: RegExp, extension: string]> = [
	[/^OggS/, 'ogg'],
	[/^RIFF/, 'wav'],
	[/^.{4}ftyp/s, 'm4a'],
	[/^fLaC/, 'flac'],
	[/^#!AMR/, 'amr'],
	[/^.E\xdf\xa3/s, 'weba'],
	[/^\xff[\xf0\xf1\xf8\xf9]/, 'aac'],
];

/**
 * A name for audio in Base64 that has none: the server makes the type of the file from it, and without one it fails. The
 * recipient does not see it.
 */
export function audioName(base64: string): string {
	const beginning = Buffer.from(base64.slice(0, 16), 'base64').toString('latin1');
	const kind = KINDS.find(([pattern]) => pattern.test(beginning));
	return `audio.${kind?.[1] ?? 'mp3'}`;
}
