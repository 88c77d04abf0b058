import { THUMBNAIL } from './image';

const text = (content: string) => Buffer.from(content, 'utf8');

/** Placeholders for files at public addresses, because the simulator doesn't use the network. */
const FILES: Record<string, { bytes: Buffer; mimetype: string }> = {
	image: { bytes: THUMBNAIL, mimetype: 'image/jpeg' },
	sticker: {
		bytes: Buffer.from('UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA==', 'base64'),
		mimetype: 'image/webp',
	},
	video: {
		bytes: Buffer.from('AAAAGGZ0eXBpc29tAAACAGlzb21pc28yAAAACGZyZWU=', 'base64'),
		mimetype: 'video/mp4',
	},
	audio: {
		bytes: Buffer.from('SUQzAwAAAAAAAP/7kAAAAAAAAAAAAAAAAAAAAAA=', 'base64'),
		mimetype: 'audio/mpeg',
	},
	voice: {
		bytes: Buffer.from('SUQzAwAAAAAAAP/7kAAAAAAAAAAAAAAAAAAAAAA=', 'base64'),
		mimetype: 'audio/mpeg',
	},
	document: {
		bytes: text(
			'This file stands for one at a public address, which the simulator does not fetch.\n',
		),
		mimetype: 'text/plain',
	},
};

export const placeholder = (type: string) => FILES[type] ?? FILES.document;
