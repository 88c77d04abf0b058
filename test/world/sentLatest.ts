import {
	ANA,
	base64,
	file,
	markdown,
	number,
	OFFICE,
	plain,
	sample,
	ZIP,
	type SentReport,
} from './sentReport';

// What others have reported since of numbers in CRMs, of documents that arrive as BIN, and of what models write: what is
// right was written down before any of them was tried.

const numbers: SentReport[] = [
	number(
		'ArnasDon/wacrm#596',
		'brackets and a hyphen of the USA',
		'+1 (415) 555-1212',
		'14155551212',
	),
	number(
		'glific/glific#4132',
		'an Indian number of an import without its code',
		'9876543210',
		/country code/,
	),
	number(
		'raycast/extensions#4936',
		'a Brazilian number is said to be invalid',
		'+55 21 99999-8888',
		'5521999998888',
	),
	number(
		'YetiForceCompany/YetiForceCRM#13261',
		'a German number with its area code alone',
		'026185 123456',
		/country code/,
	),
	number(
		'YetiForceCompany/YetiForceCRM#13261',
		'the 0 of a German area code behind +49',
		'+49026185123456',
		'4926185123456',
	),
	number(
		'YetiForceCompany/YetiForceCRM#6006',
		'an Austrian number of a CRM',
		'+43 664 123 45 67',
		'436641234567',
	),
	number(
		'BioHazard786/Alternate#30',
		'a number of the USA in a card gets the code of India',
		'(202) 555-0123',
		/country code/,
	),
	number(
		'BioHazard786/Alternate#21',
		'a number of the USA with its code becomes Indian',
		'+1 202-555-0123',
		'12025550123',
	),
	number(
		'SaeidJavadi/Advanced-WhatsApp-Sender#11',
		'the link of a number',
		'https://wa.me/919876543210',
		'919876543210',
	),
	number('messagebird/php-rest-api#214', 'a list with a line without a number', '', /is empty/),
	number(
		'evolution-foundation/evolution-api#2111',
		'the digits of a hidden address',
		'274860794180000',
		/274860794180000/,
	),
];

const files: SentReport[] = [
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
		'nanocoai/nanoclaw#1988',
		'a Markdown file arrives as BIN',
		'document',
		{ content: '# Hi', type: 'application/octet-stream', name: 'notes.md' },
		{ mimetype: 'text/markdown', fileName: 'notes.md' },
	),
	file(
		'aldinokemal/go-whatsapp-web-multidevice#425',
		'a sheet is taken for a ZIP on phones',
		'document',
		{ content: ZIP, type: 'application/x-zip-compressed', name: 'Preise.xlsx' },
		{ mimetype: `${OFFICE}.spreadsheetml.sheet`, fileName: 'Preise.xlsx' },
	),
	file(
		'Labfox/whatsfly#34',
		'a document loses its name',
		'document',
		{ content: 'a;b\n1;2', type: 'text/csv', name: 'Vendas São Paulo.csv' },
		{ mimetype: 'text/csv', fileName: 'Vendas São Paulo.csv' },
	),
	base64(
		'evolution-foundation/evolution-api#1245',
		'a PDF as Base64 with its name',
		{
			mediaType: 'document',
			mediaBase64: sample('pdf').toString('base64'),
			options: { fileName: 'teste.pdf' },
		},
		{ mediatype: 'document', mimetype: 'application/pdf', fileName: 'teste.pdf' },
	),
];

const texts: SentReport[] = [
	plain('AdrianVillamayor/Whatsapp-Api#1', 'an emoji in a text', 'Aloha 🍍', 'Aloha 🍍'),
	markdown(
		'openclaw/openclaw#26903',
		'bold within a heading',
		'## **Offer** of today',
		'*Offer of today*',
	),
	markdown(
		'openclaw/openclaw#13722',
		'code with marks in it',
		'```\n**a** ~~b~~\n```',
		'```\n**a** ~~b~~\n```',
	),
	markdown(
		'librefang/librefang#1733',
		'stars that a backslash keeps',
		'a \\*star\\* stays',
		'a *star* stays',
	),
	markdown(
		'vercel/chat#909',
		'a backslash of a path',
		'see C:\\Temp\\a.txt',
		'see C:\\Temp\\a.txt',
	),
	markdown(
		'fazer-ai/agents#466',
		'a link whose text is its address',
		'[https://fazer.example](https://fazer.example)',
		'https://fazer.example',
	),
	{
		...markdown(
			'moltis-org/moltis#1220',
			'an edit of what a model wrote',
			'**Done:** 3 of 4',
			'*Done:* 3 of 4',
		),
		operation: 'edit',
		values: { recipient: ANA, newText: '={{ $json.text }}', options: { textFormat: 'markdown' } },
	},
];

export const latestReports: readonly SentReport[] = [...numbers, ...files, ...texts];
