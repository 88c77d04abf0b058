import { MP3, MP4, PDF, PNG } from './files';

export const base64 = (bytes: Buffer, mimetype: string, more = {}) => ({
	base64: bytes.toString('base64'),
	mimetype,
	...more,
});

/** A person's messages, each with the captured delivery that it must cause. */
export const RECEIVED: Array<[file: string, body: object]> = [
	['messages.upsert.image', { kind: 'image', caption: 'pic', ...base64(PNG, 'image/png') }],
	['messages.upsert.video', { kind: 'video', caption: 'vid', ...base64(MP4, 'video/mp4') }],
	['messages.upsert.audio-ptt', { kind: 'audio', ptt: true, ...base64(MP3, 'audio/ogg') }],
	[
		'messages.upsert.document',
		{ kind: 'document', ...base64(PDF, 'application/pdf', { fileName: 'a.pdf' }) },
	],
	['messages.upsert.sticker', { kind: 'sticker', ...base64(PNG, 'image/webp') }],
	[
		'messages.upsert.location',
		{ kind: 'location', latitude: 1.5, longitude: 2, name: 'SP', address: 'Av 1' },
	],
	[
		'messages.upsert.contact',
		{ kind: 'contact', fullName: 'Ann', phoneNumber: '+55 11 99999-0001' },
	],
	[
		'messages.upsert.group-text',
		{ kind: 'text', text: 'in group', chat: '120363020202020202@g.us' },
	],
	['messages.upsert.status-broadcast', { kind: 'text', text: 'x', chat: 'status@broadcast' }],
	['messages.upsert.fromMe-other-device', { kind: 'text', text: 'from my phone', fromMe: true }],
];
