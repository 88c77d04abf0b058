import { findMedia, safeFileName } from '../../../../nodes/EvolutionApi/events/receivedMedia';
import { body, delivery, messageBody, type Body } from './support/deliveries';

const of = (message: Body, more: Body = {}) => findMedia(delivery(messageBody(message, more)));

describe('Download Media finds no file to download:', () => {
	it.each([
		['in a text', messageBody({ conversation: 'a' })],
		[
			'in an edited caption',
			body('messages.edited', { key: { id: 'a' }, type: 14, editedMessage: { imageMessage: {} } }),
		],
		['in an old message of a list', body('messages.set', [{ message: { imageMessage: {} } }])],
		[
			'in a deleted picture',
			body('messages.delete', { key: { id: 'a' }, message: { imageMessage: {} } }),
		],
		[
			'after too many QR codes',
			body('qrcode.updated', { message: 'QR code limit reached', statusCode: 500 }),
		],
		['in a status change', body('messages.update', { keyId: 'a' })],
		['where the data is no object', body('messages.upsert', 'x')],
	])('%s', (_where, given) => {
		expect(findMedia(delivery(given))).toBeUndefined();
	});
});

it('Download Media: a file in the delivery is used', () => {
	const message = {
		imageMessage: { mimetype: 'image/png' },
		base64: 'data:image/png;base64,iVBORw0KGgo=',
	};
	expect(of(message)).toEqual({
		kind: 'image',
		mimeType: 'image/png',
		fileName: 'image-M1.png',
		base64: 'iVBORw0KGgo=',
		messageId: 'M1',
		message: expect.objectContaining({ message }),
	});
});

it('Download Media: a file that is not in the delivery is requested from the server', () => {
	const audioMessage = { mimetype: 'audio/ogg; codecs=opus', ptt: true };
	expect(of({ audioMessage, mediaUrl: 'https://s3/x' })).toMatchObject({
		kind: 'voice',
		mimeType: 'audio/ogg',
		fileName: 'voice-M1.ogg',
		base64: undefined,
		messageId: 'M1',
	});
});

it('Download Media: the file of a document with a caption, which WhatsApp wraps, is found', () => {
	const documentMessage = { mimetype: 'application/pdf', fileName: 'Invoice 7.pdf' };
	expect(of({ documentWithCaptionMessage: { message: { documentMessage } } })).toMatchObject({
		kind: 'document',
		fileName: 'Invoice 7.pdf',
	});
});

it('Download Media: a file without a known MIME type gets the usual type for the kind of message', () => {
	expect(of({ stickerMessage: {} })).toMatchObject({ mimeType: 'image/webp' });
	expect(of({ documentMessage: { mimetype: 'odd' } })).toMatchObject({
		mimeType: 'application/octet-stream',
		fileName: 'document-M1.bin',
	});
	// An instance with the EVOLUTION integration only has the file's URL.
	const channel = { mediaUrl: 'https://s3/x' };
	expect(of(channel, { messageType: 'imageMessage' })).toMatchObject({
		kind: 'image',
	});
});

it('Download Media: the QR code of an event is output as a PNG file', () => {
	const qrcode = { base64: 'data:image/png;base64,iVBORw0KGgo=' };
	expect(
		findMedia(delivery({ ...body('qrcode.updated', { qrcode }), instance: 'my shop/1' })),
	).toEqual({
		kind: 'qrCode',
		mimeType: 'image/png',
		fileName: 'qr-my_shop_1.png',
		base64: 'iVBORw0KGgo=',
	});
});

describe('the file name of received media', () => {
	it.each([
		['a path', '../../etc/passwd.txt', 'text/plain', 'passwd.txt'],
		['a Windows path', 'C:\\x\\a.pdf', 'application/pdf', 'a.pdf'],
		['a hidden file', '..env', 'text/plain', 'env.txt'],
		['a text that turns around', 'a\u202Efdp.exe', 'application/pdf', 'afdp.exe'],
		['control characters', 'a\n\u0000b.pdf', 'application/pdf', 'ab.pdf'],
		['no extension', 'Invoice 7', 'application/pdf', 'Invoice 7.pdf'],
		[
			'the end of a name that looks like an extension',
			'Fatura 10.2026',
			'application/pdf',
			'Fatura 10.2026.pdf',
		],
		['a version in a name', 'Contract v1.2', 'application/pdf', 'Contract v1.2.pdf'],
		['other scripts', 'Fatura é 发票.pdf', 'application/pdf', 'Fatura é 发票.pdf'],
		['nothing', '  ', 'image/jpeg', 'image-1.jpg'],
		['an unknown type', null, 'application/x-very-unknown', 'image-1.bin'],
		['a short unknown type', null, 'audio/flac', 'image-1.flac'],
	])('is made safe and complete where the server gives: %s', (_what, given, mimeType, expected) => {
		expect(safeFileName(given, mimeType, 'image-1')).toBe(expected);
	});

	it('is limited in length', () => {
		expect(safeFileName(`${'x'.repeat(500)}.pdf`, 'application/pdf', 'a')).toBe(
			`${'x'.repeat(120)}.pdf`,
		);
		expect(safeFileName(null, 'image/png', 'y'.repeat(500)).length).toBe(124);
	});
});
