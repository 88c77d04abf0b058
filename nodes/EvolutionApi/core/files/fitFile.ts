import { InputProblem } from '../input/inputProblem';
import { recognizeContent, type Content } from './fileContent';
import { endingOf, isSameType, plainMimeType, typeByName } from './fileTypes';

// Whether a file is what an operation sends: by its content, what n8n says of it, and its name.

/** As what a file is sent. */
export type FileUse =
	| 'audio'
	| 'document'
	| 'image'
	| 'oggAudio'
	| 'sticker'
	| 'video'
	| 'videoNote'
	| 'voiceNote'
	| 'webpSticker';

interface Use {
	readonly noun: string;
	readonly takes: RegExp;
	readonly whatToDo: string;
}

const PICTURE = /^image\/(?:jpe?g|pjpeg|png|webp|gif|tiff)$/;
const VIDEO = /^video\/(?:mp4|3gpp2?|x-m4v)$/;
const SOUND = /^(?:audio\/|(?:video|application)\/(?:mp4|ogg|webm|x-matroska)$)/;

const USES: Readonly<Record<FileUse, Use>> = {
	audio: { noun: 'audio', takes: SOUND, whatToDo: 'Choose an audio file such as MP3, M4A or OGG' },
	document: { noun: 'a document', takes: /^/, whatToDo: 'Choose another file' },
	image: { noun: 'a picture', takes: PICTURE, whatToDo: 'Make a JPEG or PNG of it first' },
	oggAudio: {
		noun: 'a voice note without conversion, which must be OGG with Opus',
		takes: /^(?:audio|application)\/(?:ogg|opus)$/,
		whatToDo: 'Switch Convert Audio on, or convert it first',
	},
	sticker: { noun: 'a sticker', takes: PICTURE, whatToDo: 'Make a WebP, PNG or JPEG of it first' },
	video: { noun: 'a video', takes: VIDEO, whatToDo: 'Make an MP4 (H.264 and AAC) of it first' },
	videoNote: { noun: 'a video note', takes: VIDEO, whatToDo: 'Make an MP4 (H.264) of it first' },
	voiceNote: {
		noun: 'a voice note',
		takes: /^(?:audio|video)\/|^application\/(?:ogg|mp4)$/,
		whatToDo: 'Choose an audio file',
	},
	webpSticker: {
		noun: 'a sticker without conversion, which must be WebP',
		takes: /^image\/webp$/,
		whatToDo: 'Remove the option Already WebP, or convert it first',
	},
};

/** What somebody says of a file, before anybody looks inside. */
export interface SaidOfFile {
	/** Of n8n, or of the server that the file came from. */
	readonly mimeType?: string;
	readonly name?: string;
	/** In which field it was entered. */
	readonly field: string;
}

export interface FileType {
	/** Undefined if nobody knows it. */
	readonly type?: string;
	/** The content says so. */
	readonly isCertain: boolean;
	/** A WebP of several pictures. */
	readonly isAnimated?: boolean;
}

/** Flags of the header of an extended WebP, and the one for an animation. */
const WEBP_FLAGS = 20;
const ANIMATION = 2;

const isAnimatedWebp = (bytes: Buffer): boolean =>
	bytes.toString('latin1', 8, 16) === 'WEBPVP8X' && ((bytes[WEBP_FLAGS] ?? 0) & ANIMATION) > 0;

/**
 * The type of a file.
 * @param bytes its beginning
 * @throws {InputProblem} if it is not what is to be sent, or its content is something else than its name says
 */
export function fitFile(bytes: Buffer, said: SaidOfFile, use: FileUse): FileType {
	const content = recognizeContent(bytes);
	refusePage(content, said);
	const found = chooseType(content, said, use);
	refuseUse(found.type, said.field, use);
	return { ...found, isAnimated: isAnimatedWebp(bytes) };
}

/** The type of a file behind an address, in which nobody has looked. @throws {InputProblem} as {@link fitFile} */
export function fitName(said: SaidOfFile, use: FileUse): FileType {
	const type = typeByName(said.name ?? '');
	// Programs answer with files of any kind, and an address may say what it wants.
	const isTelling =
		use !== 'oggAudio' &&
		use !== 'webpSticker' &&
		type !== undefined &&
		/^(?:audio|image|video)\/|\/(?:pdf|zip)$|office/.test(type);
	if (isTelling) refuseUse(type, said.field, use);
	return { type, isCertain: false };
}

function chooseType(content: Content, said: SaidOfFile, use: FileUse): FileType {
	const { type, isOuter = false } = content;
	if (type !== undefined && !isOuter) return { type, isCertain: true };
	// A document keeps its name, and the others lose it.
	const types = use === 'document' ? saidTypes(said) : saidTypes(said).reverse();
	const given = types.find((candidate) => endingOf(candidate) !== undefined);
	const { mimeType } = said;
	return { type: given ?? type ?? plainMimeType(mimeType), isCertain: false };
}

/** By the name, and of n8n; without those that say nothing. */
const saidTypes = ({ mimeType, name = '' }: SaidOfFile): string[] =>
	[typeByName(name), mimeType].flatMap((given) => plainMimeType(given) ?? []);

/** What begins with a signature, so that it cannot be text. */
const BINARY =
	/^(?:audio|image(?!\/svg)|video)\/|^application\/(?:pdf|zip|msword|vnd\.(?:openxml|oasis|ms-))/;

/** A page of a login, or an error, that was downloaded in the place of a file. */
function refusePage({ type }: Content, said: SaidOfFile): void {
	if (type === undefined || !TEXTS.has(type)) return;
	const meant = saidTypes(said).find((candidate) => BINARY.test(candidate));
	if (meant === undefined) return;
	throw new InputProblem(
		[said.field],
		`is ${describeType(type)}, and not ${describeType(meant)}`,
		type === 'text/html'
			? 'It is probably a login or error page that was downloaded in the place of the file: open the address in a private window of a browser, and check the node that downloads it.'
			: 'Check the node that makes or downloads the file.',
	);
}

const TEXTS = new Set(['text/html', 'text/plain', 'application/json', 'application/xml']);

function refuseUse(type: string | undefined, field: string, use: FileUse): void {
	const { noun, takes, whatToDo } = USES[use];
	if (type === undefined || takes.test(type)) return;
	throw new InputProblem(
		[field],
		`is ${describeType(type)}, which cannot be sent as ${noun}`,
		`${whatToDo}, or send it as ${betterUse(type)}.`,
	);
}

const betterUse = (type: string) =>
	PICTURE.test(type)
		? 'a picture (Media Type: Image) or a document'
		: VIDEO.test(type)
			? 'a video (Media Type: Video) or a document'
			: 'a document (Media Type: Document)';

const NAMES: ReadonlyArray<readonly [type: string, name: string]> = [
	['text/html', 'a web page (HTML)'],
	['text/plain', 'plain text'],
	['application/json', 'JSON'],
	['application/xml', 'XML'],
	['application/pdf', 'a PDF'],
	['application/zip', 'a ZIP archive'],
];

/** `image/heic` → `a picture (HEIC)` */
function describeType(type: string): string {
	const [, known] = NAMES.find(([one]) => isSameType(one, type)) ?? [];
	if (known !== undefined) return known;
	const ending = endingOf(type)?.toUpperCase() ?? type;
	const [kind] = type.split('/');
	const noun = { image: 'a picture', video: 'a video', audio: 'audio' }[kind ?? ''] ?? 'a file';
	return `${noun} (${ending})`;
}
