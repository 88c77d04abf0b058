import typeTable from './typeTable.json';

// Types by file name, and file names by type. Evolution API derives the type from the name only: without a known extension, it
// sends the type "false", and the file can't be opened.

interface Tables {
	readonly types: ReadonlyMap<string, string>;
	readonly endings: ReadonlyMap<string, string>;
}

let tables: Tables | undefined;

/** Returns the table of file types, which is read when the first file is sent, not when n8n starts. */
const knownTypes = (): Tables => (tables ??= readTable());

function readTable(): Tables {
	const types = new Map<string, string>();
	const endings = new Map<string, string>();
	for (const [type, list] of Object.entries(typeTable)) {
		const extensions = list.split(' ');
		const own = extensions.filter((extension) => !extension.startsWith('='));
		for (const extension of own) types.set(extension, type);
		endings.set(type, (extensions[0] ?? '').replace('=', ''));
	}
	return { types, endings };
}

/** `audio/ogg; codecs=opus` → `audio/ogg`; undefined for other texts, and for {@link VAGUE_TYPES}. */
export function plainMimeType(mimeType: string | null | undefined): string | undefined {
	const plain = (mimeType ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
	if (!/^[\w.+-]+\/[\w.+-]+$/.test(plain)) return undefined;
	return VAGUE_TYPES.includes(plain) ? undefined : plain;
}

const VAGUE_TYPES = ['application/octet-stream', 'binary/octet-stream', 'application/binary'];

const ENDING = /\.([A-Za-z\d_-]{1,16})$/;

export function typeByName(name: string): string | undefined {
	const ending = ENDING.exec(name)?.[1]?.toLowerCase();
	return ending === undefined ? undefined : knownTypes().types.get(ending);
}

/** `audio/ogg` → `ogg`, also for spellings such as `image/jpg` and `application/x-pdf`; undefined if unknown. */
export function endingOf(type: string): string | undefined {
	const { endings, types } = knownTypes();
	const ending = endings.get(type);
	if (ending !== undefined) return ending;
	const subtype = type.replace(/^.*\/(?:x-)?/, '');
	return types.has(subtype) ? subtype : undefined;
}

export const isSameType = (one: string, other: string): boolean =>
	one === other || (endingOf(one) !== undefined && endingOf(one) === endingOf(other));

/** Maximum characters of a name before its extension. File systems allow 255 bytes. */
const LONGEST = 120;

interface NameRules {
	/** True if the type was recognized from the file's content, so the extension must fit the type. */
	readonly isCertain?: boolean;
	readonly keepsEnding?: boolean;
	readonly fallback?: string;
}

/** Returns a file name without path and invisible characters, and with an extension that fits the type. */
export function nameFor(
	entry: string | null | undefined,
	type: string | undefined,
	{ isCertain = false, keepsEnding = false, fallback = 'file' }: NameRules = {},
): string {
	const name = plainFileName(entry ?? '');
	const stem = name === '' ? fallback.replace(/[^\w-]+/g, '_') : name;
	const byName = plainMimeType(typeByName(name));
	const isFit =
		byName !== undefined && (!isCertain || type === undefined || isSameType(byName, type));
	if (isFit || keepsEnding) {
		const dot = stem.lastIndexOf('.');
		return shorten(stem.slice(0, dot), stem.slice(dot));
	}
	const ending = `.${(type === undefined ? undefined : endingOf(type)) ?? 'bin'}`;
	return shorten(stem.endsWith(ending) ? stem.slice(0, -ending.length) : stem, ending);
}

const shorten = (stem: string, ending: string) =>
	[...stem].slice(0, LONGEST).join('').trimEnd() + ending;

/** Removes the path, and characters that could hide the extension by changing the direction of the text. */
export const plainFileName = (name: string): string =>
	name
		.replace(/[\p{Cc}\p{Cf}\p{Cs}]/gu, '')
		.split(/[/\\]/)
		.at(-1)
		?.trim()
		.replace(/^\.+|[\s.]+$/g, '') ?? '';
