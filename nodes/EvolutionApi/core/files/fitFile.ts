import { InputProblem } from '../input/inputProblem';
import { recognizeContent, type FileFacts } from './fileContent';
import { endingOf, isSameType, plainMimeType, typeByName } from './fileTypes';

// Checks whether a file suits its operation, from the file's content, its name, and the MIME type that n8n shows.

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

export interface FileLabels {
	/** MIME type according to n8n, or to the server that the file comes from. */
	readonly mimeType?: string;
	readonly name?: string;
	readonly field: string;
}

export interface FileType {
	readonly type?: string;
	/** True if the type was recognized from the content. */
	readonly isCertain: boolean;
	readonly isAnimated?: boolean;
}

/** Position of the flags in the header of an extended WebP, and the flag for an animation. */
const WEBP_FLAGS = 20;
const ANIMATION = 2;

const isAnimatedWebp = (bytes: Buffer): boolean =>
	bytes.toString('latin1', 8, 16) === 'WEBPVP8X' && ((bytes[WEBP_FLAGS] ?? 0) & ANIMATION) > 0;

/**
 * @param bytes the beginning of the file
 * @throws {InputProblem} if the file doesn't suit the message, or is text although its name or MIME type says otherwise
 */
export function fitFile(bytes: Buffer, labels: FileLabels, use: FileUse): FileType {
	const content = recognizeContent(bytes);
	refusePage(content, labels);
	const choice = chooseType(content, labels, use);
	refuseUse(choice.type, labels.field, use);
	return { ...choice, isAnimated: isAnimatedWebp(bytes) };
}

/** @throws {InputProblem} like {@link fitFile} */
export function fitName(labels: FileLabels, use: FileUse): FileType {
	const type = typeByName(labels.name ?? '');
	// An address that ends with `.php` may return any file, so only extensions of media and documents are trusted.
	const isTelling =
		use !== 'oggAudio' &&
		use !== 'webpSticker' &&
		type !== undefined &&
		/^(?:audio|image|video)\/|\/(?:pdf|zip)$|office/.test(type);
	if (isTelling) refuseUse(type, labels.field, use);
	return { type, isCertain: false };
}

function chooseType(content: FileFacts, labels: FileLabels, use: FileUse): FileType {
	const { type, isOuter = false } = content;
	if (type !== undefined && !isOuter) return { type, isCertain: true };
	// A document keeps its name, so the extension decides its type. Other files lose their name, so n8n's MIME type decides.
	const types = use === 'document' ? labelTypes(labels) : labelTypes(labels).reverse();
	const labelType = types.find((candidate) => endingOf(candidate) !== undefined);
	const { mimeType } = labels;
	return { type: labelType ?? type ?? plainMimeType(mimeType), isCertain: false };
}

const labelTypes = ({ mimeType, name = '' }: FileLabels): string[] =>
	[typeByName(name), mimeType].flatMap((label) => plainMimeType(label) ?? []);

/** Types of files that begin with a signature, so that their content can't be text. */
const BINARY =
	/^(?:audio|image(?!\/svg)|video)\/|^application\/(?:pdf|zip|msword|vnd\.(?:openxml|oasis|ms-))/;

/** Refuses a login or error page that was downloaded instead of a file. */
function refusePage({ type }: FileFacts, labels: FileLabels): void {
	if (type === undefined || !TEXTS.has(type)) return;
	const label = labelTypes(labels).find((candidate) => BINARY.test(candidate));
	if (label === undefined) return;
	throw new InputProblem(
		[labels.field],
		`is ${describeType(type)}, and not ${describeType(label)}`,
		type === 'text/html'
			? 'It is probably a login or error page that was downloaded instead of the file: open the address in a private window of a browser, and check the node that downloads it.'
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
	const [, name] = NAMES.find(([one]) => isSameType(one, type)) ?? [];
	if (name !== undefined) return name;
	const ending = endingOf(type)?.toUpperCase() ?? type;
	const [kind] = type.split('/');
	const noun = { image: 'a picture', video: 'a video', audio: 'audio' }[kind ?? ''] ?? 'a file';
	return `${noun} (${ending})`;
}
