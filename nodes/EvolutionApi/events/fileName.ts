import { upTo } from '../core/values/text';

/** Extensions of files by MIME type; for other types the subtype is tried. */
const EXTENSIONS = new Map([
	['application/json', 'json'],
	['application/msword', 'doc'],
	['application/octet-stream', 'bin'],
	['application/pdf', 'pdf'],
	['application/vnd.ms-excel', 'xls'],
	['application/vnd.ms-powerpoint', 'ppt'],
	['application/vnd.openxmlformats-officedocument.presentationml.presentation', 'pptx'],
	['application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', 'xlsx'],
	['application/vnd.openxmlformats-officedocument.wordprocessingml.document', 'docx'],
	['application/zip', 'zip'],
	['audio/aac', 'aac'],
	['audio/amr', 'amr'],
	['audio/mp4', 'm4a'],
	['audio/mpeg', 'mp3'],
	['audio/ogg', 'ogg'],
	['image/gif', 'gif'],
	['image/jpeg', 'jpg'],
	['image/png', 'png'],
	['image/svg+xml', 'svg'],
	['image/webp', 'webp'],
	['text/calendar', 'ics'],
	['text/csv', 'csv'],
	['text/html', 'html'],
	['text/plain', 'txt'],
	['text/vcard', 'vcf'],
	['video/3gpp', '3gp'],
	['video/mp4', 'mp4'],
	['video/quicktime', 'mov'],
]);

/** `audio/ogg; codecs=opus` → `audio/ogg`; undefined if it is not a MIME type. */
export function plainMimeType(given: string | null): string | undefined {
	if (given === null) return undefined;
	const plain = upTo(';', given).trim().toLowerCase();
	return /^[\w.+-]+\/[\w.+-]+$/.test(plain) ? plain : undefined;
}

/** `audio/ogg` → `ogg`; `bin` if unknown. */
export function extensionOf(mimeType: string): string {
	const subtype = mimeType.split('/')[1] ?? '';
	return EXTENSIONS.get(mimeType) ?? (/^[a-z0-9]{1,5}$/.test(subtype) ? subtype : 'bin');
}

/** Longer names are cut before the extension; file systems take 255 bytes. */
const LONGEST = 120;

/** The name that the sender chose, without path and control characters, and with an extension. */
export function safeFileName(given: string | null, mimeType: string, fallback: string): string {
	const name = printable(given ?? '')
		.split(/[/\\]/)
		.at(-1)
		?.trim()
		.replace(/^\.+/, '');
	const extension = extensionOf(mimeType);
	if (name === undefined || name === '') {
		return `${fallback.replace(/[^\w-]+/g, '_').slice(0, LONGEST)}.${extension}`;
	}
	const dot = /\.\w{1,8}$/.exec(name)?.[0] ?? `.${extension}`;
	const stem = name.endsWith(dot) ? name.slice(0, -dot.length) : name;
	return `${[...stem].slice(0, LONGEST).join('')}${dot}`;
}

/** Without control characters, and without those that change the direction of a text and hide an extension. */
const printable = (text: string) => text.replace(/[\p{Cc}\p{Cf}\p{Cs}]/gu, '');
