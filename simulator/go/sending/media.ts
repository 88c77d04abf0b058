import type { Blob, Json } from '../../core/data';
import { without } from '../../core/values';
import type { Media } from '../../state/message';
import { mediaContent, type MediaType } from '../../whatsapp/mediaContent';
import type { Config } from '../../state/config';
import { failed } from '../core/answers';
import { isNewsletter } from '../core/jids';
import { has } from '../state/versions';
import type { GoContent } from './sendMessage';
import { sniff } from './sniff';

/** Fields that the server doesn't fill in, since it doesn't inspect files. */
const NOT_SENT = [
	'annotations',
	'height',
	'interactiveAnnotations',
	'mediaKeyTimestamp',
	'processedVideos',
	'scanLengths',
	'width',
];

/** Fields that files in channels lack, because they aren't encrypted. */
const OF_ENCRYPTION = ['mediaKey', 'fileEncSha256'];

export interface MediaRequest {
	number: string;
	type: string;
	caption: string;
	filename: string;
	/** how the server got the file; it has three paths in its code, with small differences */
	way: 'address' | 'bytes' | 'status';
	/** the file's URL; if `way` is `address`, a URL that ends in .mp4 counts as a video */
	url?: string;
}

const refusedType = ({ way }: MediaRequest, found: string, types: string) =>
	failed(`${way === 'status' ? 'i' : 'I'}nvalid file format: '${found}'. Only ${types} accepted`);

function imageType(request: MediaRequest, found: string): string {
	if (!['image/jpeg', 'image/png', 'image/webp'].includes(found)) {
		throw refusedType(request, found, "'image/jpeg', 'image/png' and 'image/webp' are");
	}
	return found === 'image/webp' ? 'image/jpeg' : found;
}

function videoType(request: MediaRequest, found: string): string {
	if (found === 'video/mp4') return found;
	throw refusedType(request, found, `'video/mp4' ${request.way === 'address' ? 'are' : 'is'}`);
}

/** The server converts all audio to Opus, and rejects files that ffmpeg can't read. */
function audioType(found: string): string {
	if (!/^(text|image)\//.test(found)) return 'audio/ogg; codecs=opus';
	throw failed(
		'error during conversion: exit status 183, details: pipe:0: Invalid data found when processing input',
	);
}

function mimetypeOf(request: MediaRequest, file: Blob): string {
	const { type, way, url } = request;
	const isNamed = way === 'address' && url?.toLowerCase().endsWith('.mp4');
	const found = isNamed ? 'video/mp4' : sniff(file.chunks);
	if (type === 'image') return imageType(request, found);
	if (type === 'video' || (type === 'ptv' && way === 'address')) return videoType(request, found);
	if (type === 'audio') return audioType(found);
	if (type === 'document') return found;
	throw failed('invalid media type');
}

const TYPES: Record<string, readonly [kind: MediaType, type: string]> = {
	image: ['image', 'ImageMessage'],
	video: ['video', 'VideoMessage'],
	ptv: ['ptv', 'PtvMessage'],
	audio: ['voice', 'AudioMessage'],
	document: ['document', 'DocumentMessage'],
};

/** Returns the texts of a file message. Empty texts are included. */
function texts({ type, caption, filename }: MediaRequest): Json {
	if (type === 'ptv' || type === 'audio') return {};
	return type === 'document' ? { caption, fileName: filename } : { caption };
}

export function mediaFor(config: Config, request: MediaRequest, file: Blob): GoContent {
	const mimetype = mimetypeOf(request, file);
	const isPost = isNewsletter(request.number);
	if (isPost && request.type === 'document') {
		throw failed(
			'documentos não são suportados em canais do WhatsApp. Use imagem, vídeo, áudio ou enquete',
		);
	}
	const media: Media = { ...file, mimetype, fileName: request.filename || undefined };
	const [kind, type] = TYPES[request.type];
	const { messageType, part } = mediaContent(kind, media, {});
	const left = [
		...NOT_SENT,
		...(isPost ? OF_ENCRYPTION : []),
		...(kind === 'ptv' ? ['seconds'] : []),
		...(has(config, 'thumbnails') ? [] : ['jpegThumbnail']),
	];
	if (request.way !== 'address') left.push('waveform');
	const isWrapped = request.type === 'document' && request.caption !== '';
	return {
		messageType,
		type,
		part: { ...without(part, ...left), ...texts(request) },
		media,
		...(isWrapped && {
			wrap: (documentMessage: Json) => ({
				documentWithCaptionMessage: { message: { documentMessage } },
			}),
		}),
	};
}
