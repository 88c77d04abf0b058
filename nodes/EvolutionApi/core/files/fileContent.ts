import type { InputFile } from '../input/inputFile';

// Recognizes a file by how its content begins.

/** Enough bytes to recognize a file. Some programs write other bytes before the header of a PDF. */
export const BEGINNING_BYTES = 1024;

export interface FileFacts {
	readonly type?: string;
	/** True if only the container's type is known: a DOCX is a ZIP, and an SVG may look like plain XML. */
	readonly isOuter?: boolean;
}

export async function readBeginning(file: InputFile): Promise<Buffer> {
	for await (const chunk of file.stream()) return chunk.subarray(0, BEGINNING_BYTES);
	return Buffer.alloc(0);
}

export function recognizeContent(bytes: Buffer): FileFacts {
	const beginning = bytes.subarray(0, BEGINNING_BYTES);
	const latin = beginning.toString('latin1');
	const [, type] =
		SIGNATURES.find(([starts]) => starts.some((start) => latin.startsWith(start))) ?? [];
	if (type !== undefined) return { type, isOuter: OUTER.has(type) };
	if (latin.startsWith('RIFF')) return { type: RIFF_TYPES[latin.slice(8, 12)] ?? 'audio/wav' };
	if (latin.startsWith('\x1aE\xdf\xa3')) {
		return { type: latin.includes('webm') ? 'video/webm' : 'video/x-matroska' };
	}
	if (latin.includes('%PDF')) return { type: 'application/pdf' };
	if (latin.startsWith('ftyp', 4)) return { type: typeByBrand(latin.slice(8, 12), latin) };
	return readText(beginning);
}

const SIGNATURES: ReadonlyArray<readonly [starts: readonly string[], type: string]> = [
	[['\x89PNG\r\n'], 'image/png'],
	[['\xff\xd8\xff'], 'image/jpeg'],
	[['GIF87a', 'GIF89a'], 'image/gif'],
	[['II*\0', 'MM\0*'], 'image/tiff'],
	[['OggS'], 'audio/ogg'],
	[['ID3', '\xff\xe3', '\xff\xf2', '\xff\xf3', '\xff\xfa', '\xff\xfb'], 'audio/mpeg'],
	[['\xff\xf0', '\xff\xf1', '\xff\xf8', '\xff\xf9'], 'audio/aac'],
	[['fLaC'], 'audio/flac'],
	[['#!AMR'], 'audio/amr'],
	[['FLV\x01'], 'video/x-flv'],
	[['0&\xb2u'], 'video/x-ms-asf'],
	[['\0\0\x01\xb3', '\0\0\x01\xba'], 'video/mpeg'],
	[['PK\x03\x04', 'PK\x05\x06'], 'application/zip'],
	[['\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1'], 'application/x-ole-storage'],
	[['Rar!\x1a\x07'], 'application/vnd.rar'],
	[['7z\xbc\xaf\x27\x1c'], 'application/x-7z-compressed'],
	[['\x1f\x8b\x08'], 'application/gzip'],
	[['{\\rtf'], 'application/rtf'],
];

const RIFF_TYPES: Readonly<Record<string, string>> = {
	'AVI ': 'video/x-msvideo',
	WEBP: 'image/webp',
};

/** Containers that wrap many other formats, such as DOCX in a ZIP. */
const OUTER = new Set(['application/zip', 'application/x-ole-storage', 'application/gzip']);

/** Brands of the container that MP4, MOV, HEIC and AVIF share. */
const BRANDS: ReadonlyArray<readonly [brand: RegExp, type: string]> = [
	[/^avi[fs]/, 'image/avif'],
	[/^(?:hei[cxms]|hev[cxms])/, 'image/heic'],
	[/^M4[AB]/, 'audio/mp4'],
	[/^qt/, 'video/quicktime'],
	[/^3g/, 'video/3gpp'],
];

function typeByBrand(brand: string, beginning: string): string {
	// In a HEIF file, a general brand such as `mif1` may come before the specific brand, such as `heic`.
	const name = /^(?:mif1|miaf|msf1)/.test(brand)
		? (/avi[fs]|hei[cx]/.exec(beginning)?.[0] ?? 'heic')
		: brand;
	return BRANDS.find(([form]) => form.test(name))?.[1] ?? 'video/mp4';
}

const BYTE_ORDER_MARK = /^(?:\xff\xfe|\xfe\xff)/;

/** Recognizes the type of a text; returns no type for binary content. */
function readText(beginning: Buffer): FileFacts {
	if (BYTE_ORDER_MARK.test(beginning.toString('latin1')))
		return { type: 'text/plain', isOuter: true };
	const text = beginning.toString('utf8').replace(/\ufffd{1,3}$/, '');
	if (text === '' || /[\ufffd\p{Cc}]/u.test(text.replace(/[\t-\r]/g, ''))) return {};
	const content = text.replace(/^\ufeff/, '').trimStart();
	if (
		/^(?:<\?xml[^>]*>\s*)?(?:<!--[^]*?-->\s*)*(?:<!DOCTYPE svg[^>]*>\s*)?<svg[\s>]/i.test(content)
	) {
		return { type: 'image/svg+xml' };
	}
	if (/^(?:<!--[^]*?-->\s*)*<(?:!doctype html|html|head|body)\b/i.test(content))
		return { type: 'text/html' };
	if (/^<\?xml/i.test(content)) return { type: 'application/xml', isOuter: true };
	if (/^[{[]\s*(?:["[{}\]]|-?\d|true|false|null)/.test(content)) {
		return { type: 'application/json', isOuter: true };
	}
	return { type: 'text/plain', isOuter: true };
}
