import typeTable from './typeTable.json';

// Which type a file has by its name, and which name fits its type. Evolution API goes by the name alone: of a name without
// an ending that its library knows it makes the type "false", and nobody can open the file.

interface Tables {
	/** By ending, as the server understands it. */
	readonly types: ReadonlyMap<string, string>;
	/** By type, the usual ending. */
	readonly endings: ReadonlyMap<string, string>;
}

let tables: Tables | undefined;

/** Read when the first file is sent, and not when n8n starts. */
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

/** `audio/ogg; codecs=opus` → `audio/ogg`; undefined if it is not a MIME type, or says nothing. */
export function plainMimeType(given: string | null | undefined): string | undefined {
	const plain = (given ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
	if (!/^[\w.+-]+\/[\w.+-]+$/.test(plain)) return undefined;
	return NOTHING_SAID.includes(plain) ? undefined : plain;
}

const NOTHING_SAID = ['application/octet-stream', 'binary/octet-stream', 'application/binary'];

const ENDING = /\.([A-Za-z\d_-]{1,16})$/;

/** The type that the server gives a file of this name; undefined if it knows none. */
export function typeByName(name: string): string | undefined {
	const ending = ENDING.exec(name)?.[1]?.toLowerCase();
	return ending === undefined ? undefined : knownTypes().types.get(ending);
}

/** `audio/ogg` → `ogg`, also of spellings such as `image/jpg` and `application/x-pdf`; undefined if it is not known. */
export function endingOf(type: string): string | undefined {
	const { endings, types } = knownTypes();
	const known = endings.get(type);
	if (known !== undefined) return known;
	const subtype = type.replace(/^.*\/(?:x-)?/, '');
	return types.has(subtype) ? subtype : undefined;
}

/** Whether both are the same, or spellings of the same. */
export const isSameType = (one: string, other: string): boolean =>
	one === other || (endingOf(one) !== undefined && endingOf(one) === endingOf(other));

/** Longer names are cut before the ending; file systems take 255 bytes. */
const LONGEST = 120;

interface NameRules {
	/** The content says what type it is, and not only who sends it. */
	readonly isCertain?: boolean;
	/** Whatever the name ends with. */
	readonly keepsEnding?: boolean;
	/** The name, without an ending, of what has none. */
	readonly fallback?: string;
}

/**
 * A name for a file of a type: without path and invisible characters, and with an ending that leads to the type.
 * @param type undefined if nobody knows it
 */
export function nameFor(
	given: string | null | undefined,
	type: string | undefined,
	{ isCertain = false, keepsEnding = false, fallback = 'file' }: NameRules = {},
): string {
	const name = plainFileName(given ?? '');
	const stem = name === '' ? fallback.replace(/[^\w-]+/g, '_') : name;
	const byName = plainMimeType(typeByName(name));
	const isFit =
		byName !== undefined && (!isCertain || type === undefined || isSameType(byName, type));
	if (isFit || keepsEnding) {
		const dot = stem.lastIndexOf('.');
		return shortened(stem.slice(0, dot), stem.slice(dot));
	}
	const ending = `.${(type === undefined ? undefined : endingOf(type)) ?? 'bin'}`;
	return shortened(stem.endsWith(ending) ? stem.slice(0, -ending.length) : stem, ending);
}

const shortened = (stem: string, ending: string) =>
	[...stem].slice(0, LONGEST).join('').trimEnd() + ending;

/** Without path, and without those characters that change the direction of a text and hide an ending. */
export const plainFileName = (given: string): string =>
	given
		.replace(/[\p{Cc}\p{Cf}\p{Cs}]/gu, '')
		.split(/[/\\]/)
		.at(-1)
		?.trim()
		.replace(/^\.+|[\s.]+$/g, '') ?? '';
