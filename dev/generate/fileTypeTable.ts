import allTypes from 'mime-db/db.json';

interface KnownType {
	readonly source?: string;
	readonly extensions?: readonly string[];
	readonly compressible?: boolean;
	readonly charset?: string;
}

const mimeDb: Readonly<Record<string, KnownType>> = allTypes;

/**
 * Returns a table of the MIME types for which the server's library (mime-types, by mime-db) knows file extensions. Each type has its
 * extensions, the usual one first. `=` marks an extension for which the library returns another type.
 */
export function fileTypeTable(): string {
	const owners = findOwners();
	const entries = Object.entries(mimeDb)
		.filter(([, { extensions = [] }]) => extensions.length > 0)
		.map(([type, { extensions = [] }]) => {
			const endings = usualFirst([...(MISSING[type] ?? []), ...extensions]).map((extension) =>
				owners.get(extension) === type ? extension : `=${extension}`,
			);
			return [type, endings.join(' ')];
		});
	return `${JSON.stringify(Object.fromEntries(entries), null, '\t')}\n`;
}

/** If an extension has several types, mime-types chooses by their source. The last one here is preferred. */
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
	// mime-types finds `application/mp4`, but the server changes that to `video/mp4`.
	return owners.set('mp4', 'video/mp4');
}

/** Usual extensions of types for which mime-db lists a rare one first. */
const USUAL = ['3gp', 'aac', 'jpg', 'mov', 'mp3', 'mp4', 'mpg', 'ogg', 'pem', 'ps', 'tiff'];

/** Common extensions that mime-db lacks for these types. */
const MISSING: Readonly<Record<string, readonly string[]>> = { 'text/vcard': ['vcf'] };

const usualFirst = (extensions: readonly string[]) =>
	[...extensions].sort((a, b) => Number(USUAL.includes(b)) - Number(USUAL.includes(a)));
