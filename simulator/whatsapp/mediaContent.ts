import { createHash, randomBytes } from 'node:crypto';
import type { Json } from '../core/data';
import { compact } from '../core/values';
import type { Media } from '../state/message';
import { imageSize, THUMBNAIL } from './image';
import { long } from './wire';

export type MediaType = 'image' | 'video' | 'ptv' | 'audio' | 'voice' | 'document' | 'sticker';

const MESSAGE_TYPES: Record<MediaType, string> = {
	image: 'imageMessage',
	video: 'videoMessage',
	ptv: 'ptvMessage',
	audio: 'audioMessage',
	voice: 'audioMessage',
	document: 'documentMessage',
	sticker: 'stickerMessage',
};

const OWN: Record<MediaType, (file: Media) => Json> = {
	image: (file) => {
		const size = imageSize(file.chunks[0] ?? Buffer.alloc(0));
		return {
			interactiveAnnotations: [],
			scanLengths: [],
			annotations: [],
			...(size && { ...size, jpegThumbnail: THUMBNAIL }),
		};
	},
	video: () => ({ interactiveAnnotations: [], annotations: [], processedVideos: [] }),
	ptv: () => ({ interactiveAnnotations: [], annotations: [], processedVideos: [], seconds: 1 }),
	audio: () => ({ seconds: 1 }),
	voice: () => ({ seconds: 1, ptt: true, waveform: Buffer.alloc(64, 20) }),
	document: ({ fileName }) => ({ fileName }),
	sticker: () => ({}),
};

export function mediaContent(
	type: MediaType,
	file: Media,
	extra: {
		caption?: unknown;
		ptt?: unknown;
		gifPlayback?: unknown;
		gifAttribution?: unknown;
		contextInfo?: Json;
	},
): { messageType: string; part: Json } {
	const path = `/v/t62.7118-24/${createHash('sha1').update(file.sha256).update(randomBytes(8)).digest('hex')}.enc`;
	const { ptt, caption, gifPlayback, gifAttribution, contextInfo } = extra;
	return {
		messageType: MESSAGE_TYPES[type],
		part: compact({
			...OWN[type](file),
			url: `https://mmg.whatsapp.net${path}`,
			mimetype: file.mimetype,
			caption: caption === '' ? undefined : caption,
			...(ptt === true && { ptt }),
			gifPlayback,
			gifAttribution,
			fileSha256: Buffer.from(file.sha256, 'hex'),
			fileLength: long(file.size, true),
			mediaKey: randomBytes(32),
			fileEncSha256: randomBytes(32),
			directPath: `${path}?ccb=11-4&oh=fake&oe=fake`,
			mediaKeyTimestamp: long(Math.floor(Date.now() / 1000)),
			contextInfo,
		}),
	};
}
