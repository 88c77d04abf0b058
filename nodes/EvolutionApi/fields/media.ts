import { z } from 'zod';

import { StreamedForm } from '../core/input/form';
import { readAll, type InputFile } from '../core/input/inputFile';
import { InputProblem, mustBe } from '../core/input/inputProblem';
import type { ItemContext } from '../core/table/operation';
import { isRecord } from '../core/values/answer';
import { choiceField, textField } from './fieldKinds';
import { choice, isWebAddress, optionalText } from './inputs';

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
export type Media =
	| { readonly text: string; readonly isUrl: boolean }
	| { readonly file: InputFile };

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
