import { base64, file, OFFICE, sample, ZIP, type SentReport } from './sentReport';
import { SAMPLE_FILES } from '../../support/sampleFiles';

const PDF = sample('pdf').toString('base64');
const document = (
	source: string,
	saw: string,
	mediaBase64: string,
	fileName: string,
	right: SentReport['right'],
) => base64(source, saw, { mediaType: 'document', mediaBase64, options: { fileName } }, right);

export const files: readonly SentReport[] = [
	file(
		'NousResearch/hermes-agent#89074',
		'a CSV arrives as BIN',
		'document',
		{ content: 'a;b\n1;2\n', type: 'application/octet-stream', name: 'lista.csv' },
		{ mimetype: 'text/csv', fileName: 'lista.csv' },
	),
	file(
		'FelixIsaac/whatsapp-mcp-extended#31',
		'an MP3 without a name arrives as BIN',
		'audio',
		{ content: 'ID3\x03\0\0\0\0\0\0\0\0\0\0', type: 'application/octet-stream' },
		{ mimetype: 'audio/mpeg' },
	),
	file(
		'tulir/whatsmeow#623',
		'a DOCX cannot be opened',
		'document',
		{ content: ZIP, type: 'application/zip', name: 'contrato.docx' },
		{ mimetype: `${OFFICE}.wordprocessingml.document`, fileName: 'contrato.docx' },
	),
	file(
		'lharries/whatsapp-mcp#342',
		'a PPTX without ending cannot be opened',
		'document',
		{ content: ZIP, type: `${OFFICE}.presentationml.presentation`, name: 'aula 1' },
		{ mimetype: `${OFFICE}.presentationml.presentation`, fileName: 'aula 1.pptx' },
	),
	base64(
		'evolution-foundation/evolution-client-python#12',
		'Base64 in lines of 76 letters is refused',
		{ mediaType: 'image', mediaBase64: SAMPLE_FILES.png.replace(/.{40}/g, '$&\r\n') },
		{ mimetype: 'image/png', media: SAMPLE_FILES.png },
	),
	file(
		'devlikeapro/waha#1453',
		'the type audio/mp3',
		'audio',
		{ content: '\xff\xfb\x90\0\0\0\0\0\0\0\0\0', type: 'audio/mp3', name: 'audio.mp3' },
		{ mimetype: 'audio/mpeg' },
	),
	file(
		'nocodeleaks/quepasa#4',
		'an MP3 named .ogg',
		'audio',
		{ content: 'ID3\x03\0\0\0\0\0\0\0\0\0\0', type: 'audio/ogg', name: 'audio.ogg' },
		{ mimetype: 'audio/mpeg' },
	),
	file(
		'adiwajshing/Baileys#1243',
		'a web recording as audio',
		'audio',
		{
			content: '\x1aE\xdf\xa3\x9fB\x86\x81\x01B\xf7\x81\x01B\x82\x84webm',
			type: 'audio/webm',
			name: 'rec.webm',
		},
		{ mimetype: 'audio/webm' },
	),
	file(
		'NewFuture/my-stickers#4',
		'a WebP as a picture',
		'image',
		{ content: sample('webp'), type: 'image/webp', name: 'a.webp' },
		{ mimetype: 'image/webp' },
	),
	file(
		'lharries/whatsapp-mcp#243',
		'a BMP of a scanner as a picture',
		'image',
		{ content: 'BM\x36\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0', type: 'image/bmp', name: 'scan.bmp' },
		/is a picture \(BMP\), which cannot be sent as a picture/,
	),
	document(
		'vasani-arpit/WBOT#142',
		'a PDF with a type that there is not',
		`data:file/pdf;base64, ${PDF}`,
		'test.pdf',
		{ mimetype: 'application/pdf', fileName: 'test.pdf', media: PDF },
	),
	document(
		'chrishubert/whatsapp-api#156',
		'a DOCX as Base64',
		Buffer.from(ZIP, 'latin1').toString('base64'),
		'111111.docx',
		{ mimetype: `${OFFICE}.wordprocessingml.document`, fileName: '111111.docx' },
	),
	document(
		'wppconnect-team/wa-js#2527',
		'an APK arrives as BIN',
		`data:application/octet-stream;base64,${Buffer.from(ZIP, 'latin1').toString('base64')}`,
		'sample.apk',
		{ mimetype: 'application/vnd.android.package-archive', fileName: 'sample.apk' },
	),
	file(
		'lharries/whatsapp-mcp#327',
		'a PDF without a type arrives as an unnamed BIN',
		'document',
		{ content: sample('pdf'), type: 'application/octet-stream', name: 'statement May 2026.pdf' },
		{ mimetype: 'application/pdf', fileName: 'statement May 2026.pdf' },
	),
	file(
		'FelixIsaac/whatsapp-mcp-extended#37',
		'a PDF with a type that nobody knows',
		'document',
		{ content: sample('pdf'), type: 'binary/octet-stream', name: 'Presidio-statement.pdf' },
		{ mimetype: 'application/pdf', fileName: 'Presidio-statement.pdf' },
	),
	file(
		'nanocoai/nanoclaw#1988',
		'a page of HTML arrives as BIN',
		'document',
		{ content: '<!doctype html><p>Hi</p>', type: 'application/octet-stream', name: 'report.html' },
		{ mimetype: 'text/html', fileName: 'report.html' },
	),
	file(
		'Labfox/whatsfly#34',
		'a document loses its name',
		'document',
		{ content: 'a;b\n1;2', type: 'text/csv', name: 'Vendas São Paulo.csv' },
		{ mimetype: 'text/csv', fileName: 'Vendas São Paulo.csv' },
	),
];
