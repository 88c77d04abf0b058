import type { IBinaryKeyData, IDataObject } from 'n8n-workflow';

import { fileItem } from '../support/binary';
import { SAMPLE_FILES } from '../support/sampleFiles';

/** What others have reported in public of what they send, and what is right. */
interface SentReport {
	/** where it is reported */
	readonly source: string;
	readonly saw: string;
	readonly operation: 'edit' | 'sendMedia' | 'sendText';
	readonly values: IDataObject;
	readonly item: { readonly json: IDataObject; readonly binary?: IBinaryKeyData };
	/** Parts of the body that the server gets, or what the error says; then the server gets nothing. */
	readonly right: IDataObject | RegExp;
}

const ANA = '5511988887777';

/** A text to this number. @param right its digits, or the reason against it */
const number = (source: string, saw: string, to: string, right: string | RegExp): SentReport => ({
	source,
	saw,
	operation: 'sendText',
	values: { recipient: '={{ $json.to }}', text: 'Hi' },
	item: { json: { to } },
	right: typeof right === 'string' ? { number: right } : right,
});

/** A text as models write it. */
const markdown = (source: string, saw: string, text: string, right: string): SentReport => ({
	source,
	saw,
	operation: 'sendText',
	values: { recipient: ANA, text: '={{ $json.text }}', options: { textFormat: 'markdown' } },
	item: { json: { text } },
	right: { text: right },
});

/** A text in the format of WhatsApp, as programs write it. */
const plain = (source: string, saw: string, text: string, right: string): SentReport => ({
	...markdown(source, saw, text, right),
	values: { recipient: ANA, text: '={{ $json.text }}' },
});

/** A file of the input item. */
const file = (
	source: string,
	saw: string,
	mediaType: string,
	given: { readonly content: Buffer | string; readonly type: string; readonly name?: string },
	right: IDataObject | RegExp,
): SentReport => ({
	source,
	saw,
	operation: 'sendMedia',
	values: { recipient: ANA, mediaType, mediaSource: 'binary' },
	item: fileItem(Buffer.from(given.content as string, 'latin1'), given.type, given.name),
	right,
});

const base64 = (
	source: string,
	saw: string,
	values: IDataObject,
	right: IDataObject | RegExp,
): SentReport => ({
	source,
	saw,
	operation: 'sendMedia',
	values: { recipient: ANA, mediaSource: 'base64', ...values },
	item: { json: {} },
	right,
});

const sample = (kind: keyof typeof SAMPLE_FILES) => Buffer.from(SAMPLE_FILES[kind], 'base64');
const ZIP = 'PK\x03\x04\x14\0\0\0\x08\0\0\0';
const OFFICE = 'application/vnd.openxmlformats-officedocument';

const numbers: SentReport[] = [
	number(
		'mojahed-dev/zoho-invoice-notifier#23',
		'a number of Saudi Arabia with 00',
		'00966 55 123 4567',
		'966551234567',
	),
	number(
		'mojahed-dev/zoho-invoice-notifier#23',
		'a number of Saudi Arabia without country code',
		'0551234567',
		/starts with 0/,
	),
	number(
		'gabrieldwight/Whatsapp-Business-Cloud-Api-Net#31',
		'a French number with 00',
		'0033 6 12 34 56 78',
		'33612345678',
	),
	number(
		'loqui/im#131',
		'the 0 of Venezuela stays in the number',
		'58 0414-5557777',
		'584145557777',
	),
	number(
		'open-wa/wa-automate-nodejs#1498',
		'a 0 behind the code of Qatar',
		'+974055123456',
		'97455123456',
	),
	number(
		'floere/phony#241',
		'an Italian mobile number gets a 0',
		'+39 333 333 76 47',
		'393333337647',
	),
	number(
		'okta-graveyard/lock-passwordless#99',
		'the 0 of Australia stays in the number',
		'+610412345678',
		'61412345678',
	),
	number(
		'Ankit404butfound/PyWhatKit#22',
		'underscores of a spreadsheet',
		'60_123456789',
		'60123456789',
	),
	number(
		'facebook/facebook-for-woocommerce#3672',
		'a number of the USA without its 1',
		'2025551234',
		/"2025551234", which is no number of Egypt/,
	),
	number(
		'mollie/WooCommerce#1265',
		'an Italian number without country code',
		'3887403368',
		/begins with no country code/,
	),
	number(
		'wp-sms/wp-sms#551',
		'a + in front of a number without country code',
		'+7065810032',
		/has 9 digits behind 7/,
	),
	number(
		'google/site-kit-wp#11737',
		'the country code twice',
		'+9494771770589',
		/digits behind 94/,
	),
	number(
		'CareTogether/CareTogetherCMS#467',
		'soft hyphens in the number',
		'+1\u00ad202\u00ad555\u00ad0123',
		'12025550123',
	),
	number(
		'alphagov/notifications-utils#1222',
		'hyphens that do not break',
		'+44 7700\u2011900\u2011123',
		'447700900123',
	),
	number(
		'janimo/textsecure-qml#42',
		'a slash of an address book',
		'+49 170 / 42 42 424',
		'491704242424',
	),
	number(
		'woocommerce/woocommerce#23947',
		'a shop writes -11- for (11)',
		'-11- 98888-7777',
		/country code/,
	),
	number(
		'daviddrysdale/python-phonenumbers#306',
		'the 1 that WhatsApp has in Mexico',
		'+5215541637145',
		'5215541637145',
	),
	number(
		'giggsey/libphonenumber-for-php#4',
		'the 15 of Argentina',
		'+54 0351-152-303-473',
		'5493512303473',
	),
	number('daddyz/phonelib#33', 'the 044 of Mexico', '+52 044 55 4525 8448', '525545258448'),
	number('floere/phony#491', 'the 0 of Zambia', '+260 097 1234567', '260971234567'),
	number(
		'contao/core#8434',
		'a mark that nobody sees in front',
		'\u200e79022222222',
		'79022222222',
	),
	number(
		'jackocnr/intl-tel-input#1278',
		"a number of Côte d'Ivoire from before 2021",
		'+22559005608',
		'22559005608',
	),
];

const files: SentReport[] = [
	file(
		'eddmann/whatsapp-cli#9',
		'a PDF of an unknown kind',
		'document',
		{ content: sample('pdf'), type: 'application/octet-stream', name: 'report.pdf' },
		{ mimetype: 'application/pdf', fileName: 'report.pdf' },
	),
	file(
		'NousResearch/hermes-agent#89074',
		'a CSV arrives as BIN',
		'document',
		{ content: 'a;b\n1;2\n', type: 'application/octet-stream', name: 'lista.csv' },
		{ mimetype: 'text/csv', fileName: 'lista.csv' },
	),
	file(
		'NousResearch/hermes-agent#89074',
		'a page arrives as BIN',
		'document',
		{ content: '<!DOCTYPE html><p>Hi</p>', type: 'text/html', name: 'page.htm' },
		{ mimetype: 'text/html', fileName: 'page.htm' },
	),
	file(
		'FelixIsaac/whatsapp-mcp-extended#30',
		'a book arrives as BIN',
		'document',
		{ content: ZIP, type: 'application/octet-stream', name: 'book.epub' },
		{ mimetype: 'application/epub+zip', fileName: 'book.epub' },
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
		'open-wa/wa-automate-nodejs#1727',
		'a DOCX of a data URL without its type',
		{
			mediaType: 'document',
			mediaBase64: `data:application/octet-stream;base64,${Buffer.from(ZIP, 'latin1').toString('base64')}`,
			options: { fileName: 'file.docx' },
		},
		{ mimetype: `${OFFICE}.wordprocessingml.document`, fileName: 'file.docx' },
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
];

const texts: SentReport[] = [
	markdown(
		'NousResearch/hermes-agent#55296',
		'stars around what is bold and italic',
		'***launch now***',
		'*_launch now_*',
	),
	markdown(
		'NousResearch/hermes-agent#55296',
		'lines and stars mixed',
		'__*text*__ and **_more_**',
		'*_text_* and *_more_*',
	),
	markdown(
		'NousResearch/hermes-agent#88316',
		'bold within italic',
		'*Italic containing **bold text** inside it*',
		'_Italic containing *bold text* inside it_',
	),
	markdown(
		'librefang/librefang#1733',
		'marks within code are changed',
		'Write `**bold**` there',
		'Write `**bold**` there',
	),
	markdown('librefang/librefang#1733', 'a list becomes italic', '* one\n* two', '- one\n- two'),
	markdown(
		'metadist/synaplan#1096',
		'the whole answer in a fence of Markdown',
		'```markdown\n# Title\n\n**bold** text\n```',
		'*Title*\n*bold* text',
	),
	markdown('vercel/chat#910', 'a tilde for about', '(~80 % easy)', '(~80 % easy)'),
	markdown(
		'NousResearch/hermes-agent#104133',
		'two tildes strike what is between',
		'from ~2 to ~3 hours',
		'from ~2 to ~3 hours',
	),
	markdown(
		'openclaw/openclaw#14791',
		'the language of a code block',
		'```javascript\nlet a = 1;\n```',
		'```\nlet a = 1;\n```',
	),
	markdown(
		'glific/glific-frontend#439',
		'underlining, and paragraphs of an editor',
		'<p>Oi <u>Ana</u>,</p><p>tudo bem?</p>',
		'Oi Ana,\n\ntudo bem?',
	),
	markdown(
		'openclaw/openclaw#31884',
		'a list of HTML',
		'<ul><li>one</li><li>two</li></ul>',
		'- one\n- two',
	),
	markdown(
		'chatwoot/chatwoot#10127',
		'a star is bold for people',
		'Total: *R$ 10*',
		'Total: _R$ 10_',
	),
	markdown(
		'moltis-org/moltis#1220',
		'a pipe in code in a table',
		'| a | b |\n|---|---|\n| `x \\| y` | 2 |',
		'*a* | *b*\n`x | y` | 2',
	),
	plain(
		'kriskbx/whatsapp-sharing#16',
		'the line break of a link',
		'Product: A%0ASku: 1',
		'Product: A\nSku: 1',
	),
	plain(
		'kriskbx/whatsapp-sharing#16',
		'the line break of HTML',
		'text<br>more text<br/>end',
		'text\nmore text\nend',
	),
	plain(
		'megaapp977/stack#304',
		'a backslash at the end of a line',
		'linha 1\\\nlinha 2',
		'linha 1\nlinha 2',
	),
	{
		source: 'megaapp977/stack#304',
		saw: 'a backslash at the end of a line, in an edit',
		operation: 'edit',
		values: { recipient: ANA, newText: '={{ $json.text }}' },
		item: { json: { text: 'linha 1\\\nlinha 2' } },
		right: { text: 'linha 1\nlinha 2' },
	},
];

export const sentReports: readonly SentReport[] = [...numbers, ...files, ...texts];
