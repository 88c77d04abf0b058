import type { IBinaryKeyData } from 'n8n-workflow';

/** A picture of one pixel (PNG, Base64). */
export const PICTURE =
	'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
/** A black video of one second, 16 pixels wide (MP4, Base64). */
const VIDEO = [
	'AAAAIGZ0eXBpc29tAAACAGlzb21pc28yYXZjMW1wNDEAAAL0bW9vdgAAAGxtdmhkAAAAAAAAAAAAAAAAAAAD6AAAA+gA',
	'AQAAAQAAAAAAAAAAAAAAAAEAAAAAAAAAAAAAAAAAAAABAAAAAAAAAAAAAAAAAABAAAAAAAAAAAAAAAAAAAAAAAAAAAAA',
	'AAAAAAAAAAAAAgAAAkN0cmFrAAAAXHRraGQAAAADAAAAAAAAAAAAAAABAAAAAAAAA+gAAAAAAAAAAAAAAAAAAAAAAAEA',
	'AAAAAAAAAAAAAAAAAAABAAAAAAAAAAAAAAAAAABAAAAAABAAAAAQAAAAAAAkZWR0cwAAABxlbHN0AAAAAAAAAAEAAAPo',
	'AAAAAAABAAAAAAG7bWRpYQAAACBtZGhkAAAAAAAAAAAAAAAAAABAAAAAQABVxAAAAAAALWhkbHIAAAAAAAAAAHZpZGUA',
	'AAAAAAAAAAAAAABWaWRlb0hhbmRsZXIAAAABZm1pbmYAAAAUdm1oZAAAAAEAAAAAAAAAAAAAACRkaW5mAAAAHGRyZWYA',
	'AAAAAAAAAQAAAAx1cmwgAAAAAQAAASZzdGJsAAAApnN0c2QAAAAAAAAAAQAAAJZhdmMxAAAAAAAAAAEAAAAAAAAAAAAA',
	'AAAAAAAAABAAEABIAAAASAAAAAAAAAABAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAGP//AAAAMGF2Y0MB',
	'ZAAK/+EAF2dkAAqssj2AiAAAAwAIAAADACB4kTJAAQAGaOvDyyLAAAAAEHBhc3AAAAABAAAAAQAAABhzdHRzAAAAAAAA',
	'AAEAAAACAAAgAAAAABRzdHNzAAAAAAAAAAEAAAABAAAAHHN0c2MAAAAAAAAAAQAAAAEAAAACAAAAAQAAABxzdHN6AAAA',
	'AAAAAAAAAAACAAAAEgAAAAwAAAAUc3RjbwAAAAAAAAABAAADJAAAAD11ZHRhAAAANW1ldGEAAAAAAAAAIWhkbHIAAAAA',
	'AAAAAG1kaXJhcHBsAAAAAAAAAAAAAAAACGlsc3QAAAAIZnJlZQAAACZtZGF0AAAADmWIhAU//vfHT8Cm6twnAAAACEGa',
	'OxBL//7g',
].join('');

/** A quarter of a second of silence, as WAV. */
function silence(): string {
	const rate = 8000;
	const samples = Buffer.alloc(rate / 4, 128);
	const head = Buffer.alloc(44);
	head.write('RIFF', 0);
	head.writeUInt32LE(36 + samples.length, 4);
	head.write('WAVEfmt ', 8);
	head.writeUInt32LE(16, 16);
	head.writeUInt16LE(1, 20);
	head.writeUInt16LE(1, 22);
	head.writeUInt32LE(rate, 24);
	head.writeUInt32LE(rate, 28);
	head.writeUInt16LE(1, 32);
	head.writeUInt16LE(8, 34);
	head.write('data', 36);
	head.writeUInt32LE(samples.length, 40);
	return Buffer.concat([head, samples]).toString('base64');
}

const inData = (data: string, mimeType: string, fileName: string): IBinaryKeyData => ({
	data: { data, mimeType, fileName },
});

/** Binary data for input items. */
export const FILES = {
	picture: inData(PICTURE, 'image/png', 'pixel.png'),
	sound: inData(silence(), 'audio/wav', 'silence.wav'),
	video: inData(VIDEO, 'video/mp4', 'video.mp4'),
};
