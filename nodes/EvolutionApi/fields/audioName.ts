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
