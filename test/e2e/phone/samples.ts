import { deflateSync } from 'node:zlib';

function chunk(type: string, data: Buffer): Buffer {
	const body = Buffer.concat([Buffer.from(type, 'ascii'), data]);
	let crc = 0xffffffff;
	for (const byte of body) {
		crc ^= byte;
		for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
	}
	const out = Buffer.alloc(body.length + 8);
	out.writeUInt32BE(data.length, 0);
	body.copy(out, 4);
	out.writeUInt32BE((crc ^ 0xffffffff) >>> 0, body.length + 4);
	return out;
}

/** Draws a sunset as a PNG, so that no picture file is needed in the repository. */
function picture(width: number, height: number): Buffer {
	const rows = Buffer.alloc((width * 3 + 1) * height);
	for (let y = 0; y < height; y++) {
		for (let x = 0; x < width; x++) {
			const sun = Math.hypot(x - width * 0.65, y - height * 0.55) < height * 0.16;
			const hill = y > height * (0.72 + 0.1 * Math.sin(x / 38));
			const depth = y / height;
			const sky = [250 - 90 * (1 - depth), 120 + 90 * depth, 190 - 60 * depth];
			const colour = hill ? [52, 46, 96] : sun ? [255, 240, 190] : sky;
			colour.forEach((value, at) => (rows[y * (width * 3 + 1) + 1 + x * 3 + at] = value));
		}
	}
	const head = Buffer.alloc(13);
	head.writeUInt32BE(width, 0);
	head.writeUInt32BE(height, 4);
	head.set([8, 2, 0, 0, 0], 8);
	const signature = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]);
	return Buffer.concat([
		signature,
		chunk('IHDR', head),
		chunk('IDAT', deflateSync(rows)),
		chunk('IEND', Buffer.alloc(0)),
	]);
}

export const PICTURE = picture(400, 176);

/** Returns a soft tone of one minute, as a WAV file. It's so long that it still plays when a slow browser is checked. */
function tone(): Buffer {
	const samples = 60 * 8_000;
	const wav = Buffer.alloc(44 + samples);
	wav.write('RIFF', 0);
	wav.writeUInt32LE(36 + samples, 4);
	wav.write('WAVEfmt ', 8);
	wav.writeUInt32LE(16, 16);
	wav.writeUInt16LE(1, 20);
	wav.writeUInt16LE(1, 22);
	wav.writeUInt32LE(8000, 24);
	wav.writeUInt32LE(8000, 28);
	wav.writeUInt16LE(1, 32);
	wav.writeUInt16LE(8, 34);
	wav.write('data', 36);
	wav.writeUInt32LE(samples, 40);
	for (let at = 0; at < samples; at++) wav[44 + at] = 128 + Math.round(40 * Math.sin(at / 6));
	return wav;
}

export const TONE = tone();
