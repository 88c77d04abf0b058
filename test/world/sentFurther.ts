import {
	ANA,
	base64,
	markdown,
	number,
	OFFICE,
	plain,
	sample,
	ZIP,
	type SentReport,
} from './sentReport';

// What others have reported since, of address books, spreadsheets, CRMs, shops, editors and templates.

const numbers: SentReport[] = [
	number(
		'devlikeapro/waha#1974',
		'a landline of Brazil gets a ninth digit',
		'+55 45 3278-2153',
		'554532782153',
	),
	number(
		'chatwoot/chatwoot#14174',
		'the address of a number at Twilio',
		'whatsapp:+525512345678',
		'525512345678',
	),
	number(
		'chatwoot/chatwoot#11053',
		'the 9 of Argentina is taken off',
		'+54 9 11 6123-4567',
		'5491161234567',
	),
	number(
		'SaeidJavadi/Advanced-WhatsApp-Sender#8',
		'an Indian number gets the code a second time',
		'919198989898',
		'919198989898',
	),
	number(
		'coopcycle/coopcycle-web#1699',
		'a French number without + is refused',
		'33612345678',
		'33612345678',
	),
	number(
		'daddyz/phonelib#367',
		'the digits of an extension become part of the number',
		'+16502530000 x136',
		/extension/,
	),
	number(
		'catamphetamine/libphonenumber-js#159',
		'the 1 of the USA twice',
		'+1 1213 215 5230',
		'12132155230',
	),
	number(
		'giggsey/libphonenumber-for-php#67',
		'an extension without a number becomes 398',
		'+5493516315733 ext.',
		'5493516315733',
	),
	number(
		'daviddrysdale/python-phonenumbers#291',
		'letters behind the country code',
		'+353ks.123456789',
		/"ks/,
	),
	number(
		'whisperfish/rust-phonenumber#47',
		'hyphens behind a blank',
		'+1 520-878-2491',
		'15208782491',
	),
	number('whisperfish/rust-phonenumber#86', 'a link to call', 'tel:+1-650-253-0000', '16502530000'),
	number(
		'catamphetamine/libphonenumber-js#487',
		'the area code is taken off',
		'+15108675432',
		'15108675432',
	),
	number(
		'catamphetamine/libphonenumber-js#488',
		'a + in front of a number of California',
		'+5108675432',
		/Peru/,
	),
	number(
		'emostar/flutter-libphonenumber#40',
		'a short number becomes one of Antigua',
		'+17345465',
		/digits/,
	),
	number(
		'catamphetamine/libphonenumber-js#184',
		'a free number of the USA',
		'+1 800 555 0199',
		'18005550199',
	),
	number(
		'catamphetamine/libphonenumber-js#173',
		'a country code of three digits',
		'+212659777777',
		'212659777777',
	),
	number(
		'dsasmita/magento2-whatsapp-chat#3',
		'a mobile number of Brazil without its ninth digit',
		'+551199999999',
		'551199999999',
	),
	number('Automattic/jetpack#22170', 'a number of Cyprus', '+357 96 123456', '35796123456'),
	number(
		'amizz/Whatsapp-Direct-Messaging-API#1',
		'a number of India with its code',
		'+91 98765 43210',
		'919876543210',
	),
	number('blak3r/yaai#99', 'an extension behind a comma', '+1 (202) 555-0123,9', /extension/),
	number(
		'ringcentral/hubspot-embeddable-ringcentral-phone#212',
		'an extension of HubSpot',
		'555.555.5555 x 9',
		/extension/,
	),
	number(
		'espocrm/espocrm#3022',
		'an extension of EspoCRM',
		'+49 4333 633333 ext. 543',
		/extension/,
	),
	number(
		'josephr5000/confdb-public#124',
		'an extension of a list of members',
		'(206) 767-9975 x1131',
		/extension/,
	),
	number(
		'alphagov/notifications-admin#4124',
		'a number as Excel shows it',
		'4.47900E+11',
		/scientific notation/,
	),
	number('Automattic/camptix#40', 'a number of an export, cut', '4.41E+11', /scientific notation/),
	number(
		'SpartnerNL/Laravel-Excel#1789',
		'a Turkish number of an export, cut',
		'5.35E+09',
		/scientific notation/,
	),
	number(
		'jpillora/node-edit-google-spreadsheet#66',
		'zeros that an apostrophe saves',
		"'00447700900123",
		'447700900123',
	),
	number(
		'opendatasicilia/tansignari#48',
		'a sheet has taken the 0 of Palermo',
		'91 123456',
		/country code/,
	),
	number(
		'softmonkeyjapan/opencart-excel-export#4',
		'a shop has taken the 0 of Slovakia',
		'910691880',
		/country code/,
	),
	number(
		'dimagi/commcare-hq#22640',
		'an apostrophe in front of the number',
		"'919876543210",
		'919876543210',
	),
	number(
		'HubSpot/sample-workflow-custom-code#6',
		'the country code in brackets',
		'(+1) 202-555-0123',
		'12025550123',
	),
];

const texts: SentReport[] = [
	markdown('chatwoot/chatwoot#10040', 'two stars of an automation', '**bold** text', '*bold* text'),
	markdown(
		'fazer-ai/agents#466',
		'stars of a calculation',
		'2 * 3 = 6 e R$ 5 * 2',
		'2 * 3 = 6 e R$ 5 * 2',
	),
	markdown('fazer-ai/agents#466', 'the number sign of a heading', '# Título\n\nOi', '*Título*\nOi'),
	markdown(
		'fazer-ai/agents#603',
		'brackets of a link',
		'[política](https://example.com/r)',
		'política (https://example.com/r)',
	),
	markdown('openclaw/openclaw#13778', 'two tildes', '~~old~~ and **new**', '~old~ and *new*'),
	markdown('openclaw/openclaw#14285', 'marks in code', 'run `a**b**c` now', 'run `a**b**c` now'),
	markdown(
		'openclaw/openclaw#16147',
		'two stars around a label',
		'- **Price:** 10',
		'- *Price:* 10',
	),
	markdown(
		'devlikeapro/waha#2003',
		'the signature of an agent of Chatwoot',
		'**Suporte - Paulo**:\\\nteste novo',
		'*Suporte - Paulo*:\nteste novo',
	),
	markdown(
		'devlikeapro/waha#1643',
		'underscores of a name',
		'loja_norte_1 e loja_sul_2',
		'loja_norte_1 e loja_sul_2',
	),
	plain(
		'devlikeapro/waha#1643',
		'underscores of a name, as it is',
		'_loja_norte_1',
		'_loja_norte_1',
	),
	plain(
		'salman0ansari/whatsapp-api-nodejs#408',
		'a line break as two letters',
		'hello abel,\\nhow are you?',
		'hello abel,\nhow are you?',
	),
	plain(
		'salman0ansari/whatsapp-api-nodejs#16',
		'paragraphs break the request',
		'um\n\ndois',
		'um\n\ndois',
	),
	plain(
		'gajosu/whatsapp-ha-addon#19',
		'a line break of Home Assistant',
		'Hallo\\nDude!',
		'Hallo\nDude!',
	),
	markdown(
		'global-121/121-platform#1461',
		'more and more empty lines',
		'one\n\n\n\ntwo',
		'one\n\ntwo',
	),
];

const PDF = sample('pdf').toString('base64');
const document = (
	source: string,
	saw: string,
	mediaBase64: string,
	fileName: string,
	right: SentReport['right'],
) => base64(source, saw, { mediaType: 'document', mediaBase64, options: { fileName } }, right);

const files: SentReport[] = [
	document(
		'vasani-arpit/WBOT#142',
		'a PDF with a type that there is not',
		`data:file/pdf;base64, ${PDF}`,
		'test.pdf',
		{ mimetype: 'application/pdf', fileName: 'test.pdf', media: PDF },
	),
	document(
		'mukulhase/WebWhatsapp-Wrapper#574',
		'a PDF with a type that is misspelt',
		`data:applicaton/pdf; base64, ${PDF}`,
		'FileName.PDF',
		{ mimetype: 'application/pdf', fileName: 'FileName.PDF' },
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
	base64(
		'wwebjs/whatsapp-web.js#83545',
		'a picture of Base64 does not arrive',
		{ mediaType: 'image', mediaBase64: sample('png').toString('base64') },
		{ mimetype: 'image/png' },
	),
];

const template = (source: string, saw: string, value: string, right: string): SentReport => ({
	source,
	saw,
	operation: 'sendTemplate',
	values: {
		recipient: ANA,
		templateName: 'order_shipped',
		language: 'en_US',
		templateValues: { mappingMode: 'defineBelow', value: { body_1: value } },
	},
	item: { json: {} },
	right: { components: [{ type: 'body', parameters: [{ type: 'text', text: right }] }] },
});

const templates: SentReport[] = [
	template(
		'netflie/whatsapp-cloud-api#201',
		'Meta refuses many spaces in a value',
		'Rua A     12\tfundos',
		'Rua A 12 fundos',
	),
	template(
		'dimagi/open-chat-studio#4277',
		'Meta refuses the paragraphs of a value',
		'Dear Ana,\n\nthank you.',
		'Dear Ana, thank you.',
	),
];

export const furtherReports: readonly SentReport[] = [...numbers, ...texts, ...files, ...templates];
