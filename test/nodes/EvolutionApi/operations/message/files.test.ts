import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import { fileItem } from '../../../../support/binary';
import { runOperation } from '../../../../support/run';
import { SAMPLE_FILES } from '../../../../support/sampleFiles';
import { arrived, bodies, useSimulator } from '../../../../support/simulator';
import { sentMessage } from '../../../../support/written';

// Tests files with the names, encodings and links that people and programs use. A file that arrives must open, all others are refused.

const simulator = useSimulator();

const bytes = (text: string) => Buffer.from(text, 'latin1');
const sample = (kind: keyof typeof SAMPLE_FILES) => Buffer.from(SAMPLE_FILES[kind], 'base64');
const GIF = bytes('GIF89a\x01\0\x01\0\0\0\0');
const HEIC = bytes('\0\0\0\x18ftypmif1\0\0\0\0mif1heic');
const AVIF = bytes('\0\0\0\x1cftypavif\0\0\0\0avifmif1');
const WEBM = bytes('\x1aE\xdf\xa3\x9fB\x86\x81\x01B\xf7\x81\x01B\x82\x84webm');
const ZIP = bytes('PK\x03\x04\x14\0\0\0\x08\0\0\0');
const HTML = bytes('<!DOCTYPE html><html><title>Log in</title></html>');

const send = async (mediaType: string, values: IDataObject, item: object = { json: {} }) =>
	await runOperation(simulator.current, {
		resource: 'message',
		operation: 'sendMedia',
		values: { recipient: '5511988887777', mediaType, ...values },
		items: [item as { json: IDataObject }],
	});

const sendFile = async (
	mediaType: string,
	{ content, type, name }: { content: Buffer; type: string; name?: string },
	options: IDataObject = {},
) => await send(mediaType, { mediaSource: 'binary', options }, fileItem(content, type, name));

const sentType = (items: INodeExecutionData[]) =>
	Object.values(sentMessage(simulator.current, items)?.message as Record<string, IDataObject>).find(
		(part) => part.mimetype !== undefined,
	)?.mimetype;

describe('a file whose name does not tell its type arrives with the right one:', () => {
	it.each([
		['image', 'jpeg', 'image/jpeg', 'WhatsApp Image 2026-11-27 at 10.20.30', 'image/jpeg'],
		['image', 'jpeg', 'image/jpeg', 'photo.jfif', 'image/jpeg'],
		['image', 'jpeg', 'image/jpeg', 'file.bin', 'image/jpeg'],
		['image', 'png', 'image/png', 'img.php', 'image/png'],
		['image', 'png', 'application/octet-stream', 'a.html', 'image/png'],
		['image', 'png', 'image/png', '', 'image/png'],
		['video', 'mp4', 'video/mp4', 'WhatsApp Video 2026-11-27 at 10.20.30', 'video/mp4'],
		['video', 'mp4', 'video/mp4', 'a.txt', 'video/mp4'],
		['audio', 'ogg', 'audio/ogg', 'WhatsApp Audio 2026-11-27 at 10.20.30', 'audio/ogg'],
		['audio', 'ogg', 'application/octet-stream', 'a.bin', 'audio/ogg'],
		['document', 'pdf', 'application/pdf', 'cotizacion', 'application/pdf'],
		['document', 'pdf', 'application/pdf', 'Contract v1.2', 'application/pdf'],
		['document', 'pdf', 'application/octet-stream', 'fatura.pdf ', 'application/pdf'],
		['document', 'pdf', 'text/plain', 'report.txt', 'application/pdf'],
		['document', 'png', 'image/png', '', 'image/png'],
	] as const)('%s of %s, %s named "%s"', async (mediaType, kind, type, name, expected) => {
		const { items, error } = await sendFile(mediaType, { content: sample(kind), type, name });
		expect(error).toBeUndefined();
		expect(sentType(items)).toBe(expected);
	});

	it.each([
		['a voice of a browser', 'audio', WEBM, 'audio/webm', 'a.webm', 'a.webm.weba'],
		['a spreadsheet', 'document', ZIP, 'application/zip', 'prices.xlsx', 'prices.xlsx'],
		[
			'a bank statement',
			'document',
			bytes('OFXHEADER:100\r\n'),
			'application/x-ofx',
			'x.ofx',
			'x.ofx.txt',
		],
	])('%s', async (_what, mediaType, content, type, name, expected) => {
		expect((await sendFile(mediaType, { content, type, name })).error).toBeUndefined();
		expect(bodies(simulator.current)[0].fileName).toBe(expected);
	});

	it('the name that the user chose for a PDF gets its ending', async () => {
		const file = { content: sample('pdf'), type: 'application/pdf', name: 'invoice.pdf' };
		await sendFile('document', file, { fileName: 'Fatura 10.2026' });
		expect(bodies(simulator.current)[0].fileName).toBe('Fatura 10.2026.pdf');
	});
});

describe('audio by an address plays, although what answers there calls it application/octet-stream:', () => {
	let storage: Server;

	beforeAll(async () => {
		storage = createServer((_request, response) => {
			response.setHeader('Content-Type', 'application/octet-stream');
			response.end(sample('ogg'));
		});
		await new Promise<void>((resolve) => storage.listen(0, '127.0.0.1', resolve));
	});

	afterAll(async () => {
		await new Promise((resolve) => storage.close(resolve));
	});

	const addressOf = (path: string) =>
		`http://127.0.0.1:${(storage.address() as AddressInfo).port}${path}`;

	it.each([
		['/music/song.mp3', {}, 'audio/mpeg'],
		['/song.M4A?signature=a.b', {}, 'audio/mp4'],
		['/voice.ogg', {}, 'audio/ogg'],
		['/call.mp4', {}, 'audio/mp4'],
		['/download/12345', { fileName: 'song.mp3' }, 'audio/mpeg'],
		['/song.mp3', { mimeType: 'audio/aac' }, 'audio/aac'],
		// Neither the URL nor the options show that this is audio.
		['/download/12345', {}, 'application/octet-stream'],
		['/song.html', {}, 'application/octet-stream'],
	])('%s with the options %j as %s', async (path, options, expected) => {
		const mediaUrl = addressOf(path);
		const values = { mediaSource: 'url', mediaUrl, options };
		const { items, error } = await send('audio', values);
		expect(error).toBeUndefined();
		expect(sentType(items)).toBe(expected);
	});
});

describe('a file that WhatsApp cannot show as what it is sent is refused before any request:', () => {
	it.each([
		[
			'GIF as video',
			'video',
			GIF,
			'image/gif',
			/is a picture \(GIF\), which cannot be sent as a video/,
		],
		['PNG as video', 'video', sample('png'), 'image/png', /cannot be sent as a video/],
		['WebM as video', 'video', WEBM, 'video/webm', /is a video \(WEBM\), which cannot/],
		['AVI as video', 'video', bytes('RIFF\0\0\0\0AVI LIST'), 'video/x-msvideo', /\(AVI\)/],
		['a page as video', 'video', HTML, 'video/mp4', /is a web page \(HTML\), and not a video/],
		['text as audio', 'audio', bytes('Hello, who is there?'), 'text/plain', /is plain text, which/],
		[
			'PDF as image',
			'image',
			sample('pdf'),
			'application/pdf',
			/is a PDF, which cannot be sent as a picture/,
		],
		['HEIC as image', 'image', HEIC, 'image/heic', /is a picture \(HEIC\), which cannot be sent/],
		['AVIF as image', 'image', AVIF, 'image/avif', /\(AVIF\)/],
		[
			'SVG as image',
			'image',
			bytes('<svg xmlns="http://www.w3.org/2000/svg"/>'),
			'image/svg+xml',
			/\(SVG\)/,
		],
		[
			'a login page as PDF',
			'document',
			HTML,
			'application/pdf',
			/is a web page \(HTML\), and not a PDF/,
		],
		[
			'an error in JSON as PDF',
			'document',
			bytes('{"error": "expired"}'),
			'application/pdf',
			/is JSON, and not a PDF/,
		],
	])('%s', async (_what, mediaType, content, type, problem) => {
		const { error } = await sendFile(mediaType, { content, type, name: 'a' });
		expect(error?.message).toMatch(problem);
		expect(error?.message).toMatch(/^"Input Data Field Name" /);
		expect(error?.description).not.toBe('');
		expect(arrived(simulator.current)).toEqual([]);
	});
});

describe('Base64 that is no file is refused before any request:', () => {
	const pdf = SAMPLE_FILES.pdf;
	it.each([
		[
			'the word of n8n for its database',
			'database',
			/"database": the place where n8n keeps the file/,
		],
		['the word of n8n for its disk', 'filesystem-v2', /the place where n8n keeps the file/],
		['null', 'null', /is null, as if no one had filled it in/],
		['a word', 'test', /has only 3 bytes/],
		['JSON', '{"data": "JVBERi0xLjQK"}', /is JSON/],
		['a page', '<html></html>', /is a web page/],
		['an address', 'https://example.com/a.pdf', /is a web address/],
		['Base64 of Base64', Buffer.from(pdf).toString('base64'), /Base64 of Base64/],
		['Base64 of a page', HTML.toString('base64'), /is a web page \(HTML\), and not a PDF/],
		['Base64 of hex', bytes('255044462d312e34').toString('base64'), /is plain text, and not a PDF/],
	])('%s', async (_what, mediaBase64, problem) => {
		const { error } = await send(
			'document',
			{
				mediaSource: 'base64',
				mediaBase64: '={{ $json.text }}',
				options: { fileName: 'fatura.pdf' },
			},
			{ json: { text: mediaBase64 } },
		);
		expect(error?.message).toMatch(problem);
		expect(arrived(simulator.current)).toEqual([]);
	});

	const png = Buffer.from(`${SAMPLE_FILES.png}`, 'base64');
	it.each([
		['in quotes', `"${SAMPLE_FILES.png}"`],
		['without padding', SAMPLE_FILES.png.replace(/=+$/, '')],
		['in the alphabet of URLs', png.toString('base64url')],
		['with a written line break', SAMPLE_FILES.png.replace(/(.{20})/g, '$1\\n')],
		['with a charset', `data:image/png;charset=utf-8;base64,${SAMPLE_FILES.png}`],
	])('but not %s', async (_what, mediaBase64) => {
		const { error } = await send(
			'image',
			{ mediaSource: 'base64', mediaBase64: '={{ $json.text }}' },
			{ json: { text: mediaBase64 } },
		);
		expect(error).toBeUndefined();
		expect(bodies(simulator.current)[0].media).toBe(SAMPLE_FILES.png);
	});
});

describe('an address that leads to no file is refused before any request:', () => {
	it.each([
		[
			'https://drive.google.com/file/d/1AbC-dEf/view?usp=sharing',
			/Google Drive.*not a file/,
			/uc\?export=download&id=1AbC-dEf/,
		],
		['https://drive.google.com/open?id=1AbC', /Google Drive/, /Input Data Field/],
		['https://docs.google.com/document/d/1AbC/edit', /Google Docs/, /Input Data Field/],
		['https://docs.google.com/spreadsheets/d/1AbC', /Google Docs/, /Input Data Field/],
		['https://www.dropbox.com/s/abc/fatura.pdf?dl=0', /Dropbox/, /Input Data Field/],
		['https://www.youtube.com/watch?v=dQw4w9WgXcQ', /YouTube/, /Send Text/],
		['https://youtu.be/dQw4w9WgXcQ', /YouTube/, /Send Text/],
		['https://we.tl/t-abc', /WeTransfer/, /Input Data Field/],
		['https://a.example/1.png, https://a.example/2.png', /several addresses/, /one address/],
		['https://a.example/1.png https://a.example/2.png', /several addresses/, /one address/],
	])('%s', async (address, problem, advice) => {
		const { error } = await send('image', { mediaSource: 'url', mediaUrl: address });
		expect(error?.message).toMatch(problem);
		expect(error?.description).toMatch(advice);
		expect(arrived(simulator.current)).toEqual([]);
	});

	it.each([
		['image', 'https://drive.google.com/uc?export=download&id=1AbC'],
		['document', 'https://docs.google.com/document/d/1AbC/export?format=pdf'],
		['image', 'https://www.dropbox.com/s/abc/fatura.jpg?dl=1'],
		['image', 'https://dl.dropboxusercontent.com/s/abc/fatura.jpg'],
	])('but not, as %s, %s', async (mediaType, mediaUrl) => {
		expect((await send(mediaType, { mediaSource: 'url', mediaUrl })).error).toBeUndefined();
	});

	it.each([
		'https://drive.google.com/uc?export=download&id=ABC',
		'https://example.com/download/12345',
		'https://example.com/invoice.php?id=1',
		'https://example.com/',
	])('%s tells no type of a document, so File Name is needed', async (mediaUrl) => {
		const { error } = await send('document', { mediaSource: 'url', mediaUrl });
		expect(error?.message).toMatch(/no one could open the document/);
		expect(error?.description).toContain('Add the option File Name');
		expect(arrived(simulator.current)).toEqual([]);
		const options = { fileName: 'fatura.pdf' };
		const named = await send('document', { mediaSource: 'url', mediaUrl, options });
		expect(named.error).toBeUndefined();
		expect(bodies(simulator.current)[0]).toMatchObject({ fileName: 'fatura.pdf' });
	});

	it('a space in the name of the file is sent as %20', async () => {
		await send('document', { mediaSource: 'url', mediaUrl: 'https://example.com/meu arquivo.pdf' });
		expect(bodies(simulator.current)[0]).toMatchObject({
			media: 'https://example.com/meu%20arquivo.pdf',
			fileName: 'meu arquivo.pdf',
		});
	});
});
