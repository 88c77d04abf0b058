import { parseUrl } from '../../core/values/addressKind';

// Pictures in a Markdown text. While the text is parsed, each picture is marked with characters that no keyboard has.

const [START, ADDRESS, END] = ['\ufff9', '\ufffa', '\ufffb'];

const PICTURE = new RegExp(`${START}([^${ADDRESS}]*)${ADDRESS}([^${END}]*)${END}`, 'g');
const OURS = new RegExp(`[${START}${ADDRESS}${END}]`, 'g');

export interface TextPart {
	readonly text: string;
	readonly picture?: string;
}

export const pictureMark = (caption: string, address: string): string =>
	START + caption + ADDRESS + address + END;

export const isPictureMark = (text: string): boolean => text.startsWith(START);

/** Removes the characters of {@link pictureMark}, so that nothing in the user's text looks like such a mark. */
export const withoutMarksOfOurs = (markdown: string): string => markdown.replace(OURS, '');

const PRIVATE =
	/\.(arpa|corp|home|internal|intranet|lan|local|localdomain|localhost|private|test)$/;
const IP_ADDRESS = /^\[|^[\d.]+$/;

/**
 * Tells whether the server is allowed to fetch the address. A customer can talk a model into using any address, even one in the
 * server's own network, whose content would then appear in the chat.
 */
export function isPictureAddress(address: string): boolean {
	const url = /^https?:\/\//i.test(address) ? parseUrl(address) : undefined;
	if (url === undefined) return false;
	const hostname = url.hostname.replace(/\.$/, '');
	return hostname.includes('.') && !IP_ADDRESS.test(hostname) && !PRIVATE.test(hostname);
}

export const pictureAsText = ({ text, picture = '' }: TextPart): string =>
	text === '' ? picture : `${text} (${picture})`;

/** Drops texts that consist only of list markers or punctuation. */
export function partsWithPictures(text: string): TextPart[] {
	const pieces = text.split(PICTURE);
	if (pieces.length === 1) return [{ text }];
	// For each picture, split() returns three pieces: the text before it, its caption, and its address.
	return pieces.flatMap((piece, place): TextPart[] => {
		const kind = place % 3;
		if (kind === 1) return [{ text: piece.trim(), picture: pieces[place + 1] ?? '' }];
		const content = place === 0 ? piece.trimEnd() : behindPicture(piece);
		return kind === 2 || saysNothing(content) ? [] : [{ text: content }];
	});
}

/** A text on a new line keeps its indentation, since it may be part of a list. */
const behindPicture = (piece: string) =>
	(/^[^\S\n]*\n/.test(piece) ? piece.replace(/^(?:[^\S\n]*\n)+/, '') : piece.trimStart()).trimEnd();

const saysNothing = (text: string) =>
	text
		.split('\n')
		.every((line) => /^[\s.,;:!?()[\]*_~|>-]*$/.test(line.replace(/^\s*\d+[.)]/, '')));
