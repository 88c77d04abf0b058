import allTypes from 'mime-db/db.json';

interface KnownType {
	readonly source?: string;
	readonly extensions?: readonly string[];
	readonly compressible?: boolean;
	readonly charset?: string;
}

const mimeDb: Readonly<Record<string, KnownType>> = allTypes;

/**
 * The types that the server's library (mime-types, by mime-db) has endings of file names for, as a file of the package.
 * Each line is a type and its endings, the usual one first. `=` is before an ending that the library takes for another
 * type. Types are without what the last line of the form `prefix:` says of their beginning.
 */
export function fileTypeTable(): string {
	const owners = findOwners();
	const lines: string[] = [];
	let prefix = '';
	for (const [type, { extensions = [] }] of sortedTypes()) {
		if (extensions.length === 0) continue;
		const beginning = prefixOf(type);
		if (beginning !== prefix) lines.push(`${beginning}:`);
		prefix = beginning;
		const shown = usualFirst([...(MISSING[type] ?? []), ...extensions]).map((extension) =>
			owners.get(extension) === type ? extension : `=${extension}`,
		);
		lines.push(`${type.slice(prefix.length)} ${shown.join(' ')}`);
	}
	return [...HEAD, ...lines, '`;', ''].join('\n');
}

const HEAD = [
	'/**',
	' * MIME types and the endings of file names, from mime-db. Written by `npm run generate`: what the lines mean is in',
	' * `dev/generate/fileTypeTable.ts`.',
	' */',
	'export const FILE_TYPES = `',
];

const PREFIX = /^(?:application\/(?:vnd\.|x-)?|\w+\/)/;
const prefixOf = (type: string) => PREFIX.exec(type)?.[0] ?? '';

/** Types with the same beginning stand together. */
const sortedTypes = () =>
	Object.entries(mimeDb).sort(([a], [b]) =>
		prefixOf(a) < prefixOf(b) ? -1 : Number(prefixOf(a) > prefixOf(b)),
	);

/** How mime-types chooses between several types of an ending. */
const SOURCES = ['nginx', 'apache', undefined, 'iana'];

function findOwners(): Map<string, string> {
	const owners = new Map<string, string>();
	for (const [type, { source, extensions = [] }] of Object.entries(mimeDb)) {
		for (const extension of extensions) {
			const owner = owners.get(extension);
			const from = owner === undefined ? -1 : SOURCES.indexOf(mimeDb[owner]?.source);
			const to = SOURCES.indexOf(source);
			const isKept =
				owner !== undefined &&
				owner !== 'application/octet-stream' &&
				(from > to || (from === to && owner.startsWith('application/')));
			if (!isKept) owners.set(extension, type);
		}
	}
	// The server corrects this one.
	return owners.set('mp4', 'video/mp4');
}

/** Where mime-db begins with an ending that hardly anybody uses. */
const USUAL = ['3gp', 'aac', 'jpg', 'mov', 'mp3', 'mp4', 'mpg', 'ogg', 'pem', 'ps', 'tiff'];

/** What people name such files. */
const MISSING: Readonly<Record<string, readonly string[]>> = { 'text/vcard': ['vcf'] };

const usualFirst = (extensions: readonly string[]) =>
	[...extensions].sort((a, b) => Number(USUAL.includes(b)) - Number(USUAL.includes(a)));
