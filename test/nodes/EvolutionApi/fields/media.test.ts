import { createHash } from 'node:crypto';
import type { IDataObject } from 'n8n-workflow';

import type { EngineResult } from '../../../../dev/engine/engine';
import { readAddressForServer } from '../../../../nodes/EvolutionApi/fields/fileAddress';
import { fileItem } from '../../../support/binary';
import { triesAll } from '../../../support/properties';
import { randomBytes } from '../../../support/random';
import { runOperation } from '../../../support/run';
import { arrived, bodies, useSimulator } from '../../../support/simulator';

const simulator = useSimulator();

const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
const MP4_HEAD = Buffer.from('AAAAGGZ0eXBpc29tAAACAGlzb21pc28yAAAACGZyZWU=', 'base64');
const PNG = Buffer.from(
	'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
	'base64',
);

/** Size of a large video (WhatsApp's limit is 16 MB). A smaller file makes most test runs faster. */
const VIDEO_MB = triesAll ? 16 : 1;

const sendMedia = async (
	values: IDataObject,
	item: { json: object; binary?: object } = fileItem(PNG, 'image/png', 'shop.png'),
): Promise<EngineResult> =>
	await runOperation(simulator.current, {
		resource: 'message',
		operation: 'sendMedia',
		values: { recipient: '5511988887777', mediaSource: 'binary', ...values },
		items: [item as { json: IDataObject }],
	});

const lastMedia = () => {
	const [message] = simulator.current.state.instances.get('demo')?.messages.newestFirst() ?? [];
	return message?.media;
};

describe('Media From binary data: a missing or empty file', () => {
	it('is an error that lists the binary fields of the input item', async () => {
		const { error } = await sendMedia({ binaryPropertyName: '={{ "photo" }}' });
		expect(error?.message).toBe(
			'"Input Data Field Name" is "photo", but the input item has no such file',
		);
		expect(error?.description).toBe('Enter one of these: data.');
		expect(arrived(simulator.current)).toEqual([]);
	});

	it('is an error that says what to do where the item has no file at all', async () => {
		const { error } = await sendMedia({}, { json: {} });
		expect(error?.message).toContain(
			'"Input Data Field Name" is "data", but the input item has no such file',
		);
		expect(error?.description).toContain('add an earlier node');
	});

	it('is refused before any request where the file has zero bytes', async () => {
		const { error } = await sendMedia({}, fileItem(Buffer.alloc(0), 'image/png'));
		expect(error?.message).toContain('"Input Data Field Name" is "data", which is an empty file');
		expect(arrived(simulator.current)).toEqual([]);
	});
});

describe('a Media URL', () => {
	it.each([
		['', 'is empty'],
		['picture.jpg', 'must be a web address'],
		['ftp://example.com/a.png', 'must be a web address'],
		['data:image/png;base64,iVBO', 'must be a web address'],
		['http://localhost/a.png', 'is on the host "localhost"'],
		['http://localhost:3000/a.png', 'is on the host "localhost"'],
		['http://minio/a.png', 'is on the host "minio"'],
	])(
		'that the server could not fetch is refused before any request: "%s": %s',
		async (mediaUrl, message) => {
			const { error } = await sendMedia(
				{ mediaSource: 'url', mediaUrl: '={{ $json.url }}' },
				{ json: { url: mediaUrl } },
			);
			expect(error?.message).toMatch(/^"URL" /);
			expect(error?.message).toContain(message);
			expect(arrived(simulator.current)).toEqual([]);
		},
	);

	it.each(['https://example.com/a.png', 'http://192.168.0.7:9000/a.png', 'http://[::1]/a.png'])(
		'%s is accepted',
		(address) => {
			expect(readAddressForServer(` ${address} `, 'mediaUrl')).toBe(address);
		},
	);
});

describe('Media From Base64:', () => {
	it.each([
		['', 'is empty'],
		['data:image/png;base64,', 'is empty'],
		['https://example.com/a.png', 'is a web address'],
		['hello world!', 'is not valid Base64'],
		['ab=c', 'is not valid Base64'],
		['a===', 'is not valid Base64'],
	])('"%s" %s, and is refused before any request', async (mediaBase64, message) => {
		const { error } = await sendMedia(
			{ mediaSource: 'base64', mediaBase64: '={{ $json.text }}' },
			{ json: { text: mediaBase64 } },
		);
		expect(error?.message).toBe(`"Base64" ${message}`);
		expect(arrived(simulator.current)).toEqual([]);
	});

	const encode = (text: string) => Buffer.from(text).toString('base64');
	it.each([
		[
			'a word',
			'database',
			'is "database": the place where n8n keeps the file, and not its content',
		],
		['another word', 'test', 'has only 3 bytes, which are no file'],
		['the word of a program', 'null', 'is null, as if no one had filled it in'],
		['JSON', '{"a":1}', 'is JSON, and not the content of a file'],
		['JSON in Base64', encode('{"error":"not found"}'), 'is JSON, and not a PDF'],
		['HTML', '<html></html>', 'is a web page or XML, and not the content of a file'],
		[
			'HTML in Base64',
			encode('<!DOCTYPE html><p>Log in</p>'),
			'is a web page (HTML), and not a PDF',
		],
		[
			'Base64 of Base64',
			encode(encode('%PDF-1.4\n%âãÏÓ')),
			'was encoded twice: it is Base64 of Base64',
		],
	])('%s is no document, and is refused before any request', async (_what, text, problem) => {
		const { error } = await sendMedia(
			{
				mediaType: 'document',
				mediaSource: 'base64',
				mediaBase64: '={{ $json.text }}',
				options: { fileName: 'fatura.pdf' },
			},
			{ json: { text } },
		);
		expect(error?.message).toBe(`"Base64" ${problem}`);
		expect(arrived(simulator.current)).toEqual([]);
	});

	const base64 = PNG.toString('base64');
	it.each([
		['alone', base64],
		['after "data:…;base64,"', `data:image/png;base64,${base64}`],
		['of a data URL with parameters', `data:image/png;charset=utf-8;name=a.png;base64,${base64}`],
		['of a data URL without a type', `data:;base64,${base64}`],
		['of a data URL that does not say base64', `data:image/png,${base64}`],
		['in quotes', `"${base64}"`],
		[
			'of addresses, without padding',
			base64.replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, ''),
		],
		['in lines', base64.replace(/(.{20})/g, '$1\n')],
		['in lines of Windows', base64.replace(/(.{76})/g, '$1\r\n')],
		['in lines that a program has joined', base64.replace(/(.{76})/g, '$1 ')],
		['with line breaks as letters', base64.replace(/(.{20})/g, '$1\\n')],
		['of a form, which makes blanks of each +', base64.replaceAll('+', ' ')],
		['with spaces around it', `  ${base64}\n`],
	])('Base64 %s arrives as the same file', async (_what, mediaBase64) => {
		const { error } = await sendMedia({ mediaSource: 'base64', mediaBase64 });
		expect(error).toBeUndefined();
		expect(lastMedia()?.sha256).toBe(sha256(PNG));
		expect(bodies(simulator.current)[0].media).toBe(base64);
	});

	it('a data URL with the text itself arrives as that text', async () => {
		const { error } = await sendMedia({
			mediaType: 'document',
			mediaSource: 'base64',
			mediaBase64: 'data:text/csv;charset=utf-8,nome%2Cpre%C3%A7o%0AAna%2C10',
			options: { fileName: 'lista.csv' },
		});
		expect(error).toBeUndefined();
		const [{ media }] = bodies(simulator.current);
		expect(Buffer.from(String(media), 'base64').toString()).toBe('nome,preço\nAna,10');
	});
});

describe('a document by URL', () => {
	const document = async (mediaUrl: string, options: IDataObject = {}) =>
		await sendMedia({ mediaType: 'document', mediaSource: 'url', mediaUrl, options }, { json: {} });

	it.each([
		['https://example.com/download/12345', {}, '"URL" ends with "12345"'],
		['https://example.com/files/', {}, '"URL" has no file name at its end'],
		[
			'https://example.com/download/12345',
			{ fileName: 'Fatura 10.2026' },
			'"Options → File Name" is "Fatura 10.2026"',
		],
	])('whose name has no ending is refused: %s', async (url, options, message) => {
		const { error } = await document(url, options);
		expect(error?.message).toContain(message);
		expect(error?.message).toContain('so the file type is unknown and no one could open');
		expect(arrived(simulator.current)).toEqual([]);
	});

	it.each([
		['the address tells it', 'https://example.com/d?filename=fatura.pdf', {}, 'fatura.pdf'],
		['the option has it', 'https://example.com/d/1', { fileName: 'a.pdf' }, 'a.pdf'],
		['the address has it', 'https://example.com/a.pdf', { fileName: 'Fatura' }, 'Fatura.pdf'],
	])('has a name with an ending where %s', async (_where, url, options, fileName) => {
		const { error } = await document(url, options);
		expect(error).toBeUndefined();
		expect(bodies(simulator.current)[0]).toMatchObject({ fileName });
	});
});

describe('Media From binary data: a file of the input item', () => {
	it('is sent as an upload, with its name and type', async () => {
		const { error } = await sendMedia({ options: { caption: 'Our shop' } });
		expect(error).toBeUndefined();
		const [{ body, files }] = arrived(simulator.current);
		expect(files).toEqual([
			{
				field: 'file',
				fileName: 'shop.png',
				mimetype: 'image/png',
				size: PNG.length,
				sha256: sha256(PNG),
			},
		]);
		expect(body).toEqual({
			number: '5511988887777',
			mediatype: 'image',
			mimetype: 'image/png',
			fileName: 'shop.png',
			caption: 'Our shop',
		});
	});

	it('is sent as an upload also with mentions and a quote', async () => {
		const options = {
			mentions: { values: { members: '5511977776666' } },
			replyTo: { values: { messageId: 'ABC' } },
		};
		expect((await sendMedia({ options })).error).toBeUndefined();
		const { body, files = [] } = arrived(simulator.current).at(-1) ?? {};
		expect(files).toHaveLength(1);
		expect(body).toMatchObject({
			mentioned: ['5511977776666'],
			quoted: { key: { id: 'ABC' } },
		});
	});

	it.each([
		['a typing indicator', { typingIndicator: { values: { seconds: 0.001 } } }, { delay: 1 }],
		[
			'a mention of everyone',
			{ mentions: { values: { mention: 'everyone' } } },
			{ mentionsEveryOne: true },
		],
	])('is sent as Base64 with %s, which a form cannot carry', async (_what, options, expected) => {
		expect((await sendMedia({ options })).error).toBeUndefined();
		const [{ body, files }] = arrived(simulator.current);
		expect(files).toEqual([]);
		expect(body).toMatchObject({ ...expected, media: PNG.toString('base64') });
		expect(lastMedia()?.sha256).toBe(sha256(PNG));
	});

	it('is uploaded as a file even if options are added that change nothing, such as a typing indicator of 0 seconds', async () => {
		const options = {
			typingIndicator: { values: { seconds: 0 } },
			mentions: { values: { members: '' } },
		};
		expect((await sendMedia({ options })).error).toBeUndefined();
		expect(arrived(simulator.current)[0].files).toHaveLength(1);
	});

	it('is sent with its name if it is a document; without a name it gets one that fits its type', async () => {
		const pdf = Buffer.from('%PDF-1.4\n');
		const named = fileItem(pdf, 'application/pdf', 'Rechnung März.pdf');
		expect((await sendMedia({ mediaType: 'document' }, named)).error).toBeUndefined();
		expect(arrived(simulator.current)[0].files[0].fileName).toBe('Rechnung März.pdf');
		simulator.current.state.requests.clear();
		await sendMedia({ mediaType: 'document' }, fileItem(pdf, 'application/pdf'));
		expect(bodies(simulator.current)[0].fileName).toBe('document.pdf');
	});

	it.each([
		['as an upload', {}],
		['as Base64', { typingIndicator: { values: { seconds: 0.001 } } }],
	])(`of ${VIDEO_MB} MB arrives byte by byte (%s)`, async (_what, options) => {
		const video = Buffer.concat([MP4_HEAD, randomBytes(VIDEO_MB * 1024 * 1024)]);
		const { error, items } = await sendMedia(
			{ mediaType: 'video', options },
			fileItem(video, 'video/mp4', 'film.mp4'),
		);
		expect(error).toBeUndefined();
		expect(items[0].json.messageType).toBe('videoMessage');
		expect(lastMedia()).toMatchObject({ sha256: sha256(video), size: video.length });
		const { files } = arrived(simulator.current)[0];
		expect(files.map(({ sha256: hash }) => hash)).toEqual(
			'typingIndicator' in options ? [] : [sha256(video)],
		);
	});
});

it.each([
	['big.bin', 'big.bin'],
	['big', 'big.bin'],
])('a document of bytes that is called %s has the name %s', async (fileName, shown) => {
	const bytes = Buffer.from([0, 1, 2, 254, 255]);
	const item = fileItem(bytes, 'application/octet-stream', fileName);
	const { error } = await sendMedia({ mediaType: 'document' }, item);
	expect(error).toBeUndefined();
	expect(bodies(simulator.current)).toMatchObject([{ fileName: shown }]);
});
