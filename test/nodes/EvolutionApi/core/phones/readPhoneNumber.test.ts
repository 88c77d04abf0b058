/** Tests numbers as people, spreadsheets, exports and models write them, from public reports. */
import { readPhoneNumber } from '../../../../../nodes/EvolutionApi/core/phones/readPhoneNumber';
import { splitPeople } from '../../../../../nodes/EvolutionApi/core/phones/writtenNumber';
import {
	comparable,
	serverSpelling,
} from '../../../../../nodes/EvolutionApi/core/values/addresses';

const read = (entered: string) => {
	const number = readPhoneNumber(entered);
	return 'digits' in number ? number.digits : undefined;
};

const ANA = '5511988887777';

it.each([
	['of a spreadsheet, with decimals', '5511988887777.0', ANA],
	['of a spreadsheet, with two decimals', '12025550123.00', '12025550123'],
	['of a spreadsheet, with thousands', '5,511,988,887,777', ANA],
	['of an export', '="5511988887777"', ANA],
	['that is a text for a spreadsheet', "'5511988887777", ANA],
	['in quotes', '"+55 11 98888-7777"', ANA],
	['with the trunk zero in brackets', '+44 (0)20 7946 0958', '442079460958'],
	['with the trunk zero in brackets and blanks', '+49 (0) 170 1234567', '491701234567'],
	['with the trunk zero', '+44 07700 900123', '447700900123'],
	['with a Russian 8 behind the 7', '+7 8 912 345 67 89', '79123456789'],
	['of Italy, which keeps its zero', '+39 (0)6 12345678', '390612345678'],
	['with invisible marks of WhatsApp Web', '\u202d+5511988887777\u202c', ANA],
	[
		'with Arabic digits',
		'\u0669\u0666\u0666\u0665\u0660\u0661\u0662\u0663\u0664\u0665\u0666\u0667',
		'966501234567',
	],
	[
		'in full width',
		'\uff0b\uff15\uff15\uff11\uff11\uff19\uff18\uff18\uff18\uff18\uff17\uff17\uff17\uff17',
		ANA,
	],
	['with dashes of another kind', '+55\u201111\u201398888\u22127777', ANA],
	['with 00', '0055 11 98888-7777', ANA],
	['of a list', '1. 5511977776666', '5511977776666'],
	['of a list with a bracket', '2) +55 11 97777-6666', '5511977776666'],
	['of a list with a dash', '- 5511977776666', '5511977776666'],
	['of a link', 'https://wa.me/5511988887777?text=oi', ANA],
	['of another link', 'https://api.whatsapp.com/send?phone=%2B5511988887777&text=x', ANA],
	['of an app that calls', 'tel:+55-11-98888-7777', ANA],
	['in Markdown', '[+55 11 98888-7777](tel:+5511988887777)', ANA],
	['with a label', 'WhatsApp: +55 11 98888-7777', ANA],
	['with an area code in brackets', '+1 (202) 555-0123', '12025550123'],
	['with a slash behind the area code', '+49 30/1234567', '49301234567'],
	['with the 15 of mobile phones in Argentina', '+54 11 15-2345-6789', '5491123456789'],
	['with both the 9 and the 15 of Argentina', '+54 9 11 15 2345-6789', '5491123456789'],
	['with the 9 and the 15 of Córdoba', '+54 9 351 15 123-4567', '5493511234567'],
	['with the 044 that Mexico had', '+52 044 55 4525 8448', '525545258448'],
	['with the 045 that Mexico had', '52 045 33 1234 5678', '523312345678'],
	['with the 01 that Mexico had', '+52 (01) 55 1234 5678', '525512345678'],
	['of an app, that is dialled within a country', 'tel:98888-7777;phone-context=+5511', ANA],
	['of an app, with a needless context', 'tel:+5511988887777;phone-context=example.com', ANA],
	['of an app, with the data of a carrier', 'tel:+12025550123;npdi;rn=+12025550000', '12025550123'],
	['of a telephone system', '<sip:+5511988887777@pbx.example.com;user=phone>', ANA],
	['with the 0 and the 15 of Argentina', '+54 (0351) 15-123-4567', '5493511234567'],
	['with the place of a carrier in Brazil', '+55 (0xx11) 98888-7777', ANA],
	['with the code of a carrier in Brazil', '+55 0 15 11 98888-7777', ANA],
	['with the prefix 8 0 of Belarus', '+375 8 029 123-45-67', '375291234567'],
	['with the prefix 8 that Lithuania had', '+370 8 612 34567', '37061234567'],
	['with a zero where the country has none', '+351 0 912 345 678', '351912345678'],
	['of a satellite', '+881 612 345 678', '881612345678'],
	['with a picture of a telephone', '\u{1f4de} +55 11 98888-7777', ANA],
	['with a tick', '5511988887777 \u2705', ANA],
	['of a formula', '=+5511988887777', ANA],
	['of an export, quoted twice', '"=""+5511988887777"""', ANA],
	['in a cell of a Markdown table', '| 5511988887777 |', ANA],
	['with the 9, the 0 and the 15 of Argentina', '+54 9 011 15 1234-5678', '5491112345678'],
	['with the 9, the 0 and the 15 of Córdoba', '549 0351 15 123 4567', '5493511234567'],
	['with all of Argentina in its digits', '5490111512345678', '5491112345678'],
	['with the 9 and the 0 of Argentina', '+54 9 011 1234-5678', '5491112345678'],
	['with the 1 and the 044 that Mexico had', '+52 1 044 55 1234 5678', '525512345678'],
	['with the code of a carrier in Brazil in its digits', '5501511988887777', ANA],
	['with stars for the carrier in Brazil', '+55 (0**11) 98888-7777', ANA],
	['with dashes around the place of a carrier', '+55-0-xx-11-98888-7777', ANA],
	[
		'with a 0 that Colombia does not dial before mobile numbers',
		'+57 0 300 123 4567',
		'573001234567',
	],
	['with the place of a carrier and no 0', '+55 (xx11) 98888-7777', ANA],
	['with the country code twice', '+55 +55 11 98888-7777', ANA],
	['with the country code twice, in brackets', '(+55) +55 11 98888-7777', ANA],
	['with the country code and then 00', '+55 0055 11 98888-7777', ANA],
	['with the country code of Mexico twice', '+52 0052 55 1234 5678', '525512345678'],
	['of Rio Grande do Sul, whose area is 55', '+55 55 98888-7777', '5555988887777'],
	['with 00 and a plus', '00+5511988887777', ANA],
	[
		'of a link that encodes blanks as plus',
		'https://api.whatsapp.com/send/?phone=%2B55+11+98888-7777',
		ANA,
	],
	['of a spreadsheet, with + and decimals', '+5511988887777.0', ANA],
	['that is a text for a spreadsheet, by another sign', '`5511988887777', ANA],
	['in a list of one', '["5511988887777"]', ANA],
	['with the end of a cell', '5511988887777 / ', ANA],
	['behind the beginning of a list', '; 5511988887777', ANA],
	['with the place of a picture', '\ufffc+5511988887777', ANA],
	['with a NUL of a database', '5511988887777\u0000', ANA],
	['with a flag', '\u{1f1e7}\u{1f1f7} +55 11 98888-7777', ANA],
	['with a label and no colon', 'cel +55 11 98888-7777', ANA],
	['with a label and no colon, and no plus', 'WhatsApp 5511988887777', ANA],
	['with a short label behind', '+91-9876543210 (M)', '919876543210'],
])('a number %s is read: %s', (_what, entered, expected) => {
	expect(read(entered)).toBe(expected);
});

it.each<[entered: string, problem: string]>([
	['5.51199E+12', 'is in scientific notation: a spreadsheet has cut the number'],
	['5511988887777.5', 'is a number with decimals'],
	['55119888877771234', 'has 17 digits'],
	...[' ', ' / ', ';', ':::', ' ou ', ' & ', '|', '\n', '+', ' - '].map(
		(between): [string, string] => [
			`5511988887777${between}5511977776666`,
			'is more than one number',
		],
	),
	['+55 11 98888-7777/7778', 'is more than one number'],
	['2026-11-27', 'is a date'],
	['27/11/2026 10:30', 'is a date'],
	['20261127', 'where numbers have'],
	...[
		'123.456.789-09',
		'12.345.678/0001-90',
		'123.45678.90-1',
		'12.345.678-5',
		'20347878-K',
		'900.123.456-7',
		'20-12345678-9',
		'123-45-6789',
		'12-3456789',
		'12345-678',
		'978-3-16-148410-0',
	].map((id): [string, string] => [id, 'has the form of an ID or a postcode']),
	['12345678Z', 'has "Z" in it'],
	['X1234567L', 'has "X1234567L" in it'],
	['B-12345678', 'has "B" in it'],
	['PT123456789', 'has "PT" in it'],
	['XAXX010101000', 'has "XAXX" in it'],
	['RSSMRA85T10A562S', 'has "RSSMRA85T10A562S" in it'],
	['CPF: 12345678909', 'has a label of something other than a phone number'],
	['NIF 123 456 789', 'has a label of something other than a phone number'],
	['Fax: +49 30 1234567', 'has a label of something other than a phone number'],
	['tel:7042;phone-context=example.com', 'phone-context'],
	['192.168.0.1', 'is an IP address'],
	['49123456000138', 'is a tax ID (CNPJ)'],
	['DE89370400440532013000', 'has "DE" in it'],
	['4111 1111 1111 1111', 'is more than one number'],
	['0xx11 98888-7777', 'starts with 0'],
	['ana@example.com', 'is an email address'],
	['https://example.com/5511988887777', 'is a web address'],
	['https://chat.whatsapp.com/ABC123', 'is the invite of a group'],
	['+1 202 555 0123 ext. 12', 'has an extension'],
	['+55 11 98888-7777 ramal 12', 'has an extension'],
	['1-800-FLOWERS', 'has "FLOWERS" in it'],
	['5511988887777 (Ana)', 'has "Ana" in it'],
	['12345', 'has 5 digits'],
	['011 98888-7777', 'starts with 0'],
	['(11) 98888-7777', 'is no number of the USA and Canada'],
	['11 - 98888-7777', 'is no number of the USA and Canada'],
	['98888-7777', 'is no number of Iran'],
	['98765 43210', 'the country code of Iran'],
	['2025550123', 'is no number of Egypt'],
	['8 (912) 345-67-89', 'begins with no country code'],
	['undefined', 'is not a valid phone number'],
	['+54 15 1234 5678', 'is no number of Argentina'],
	['+54 11 9 1234 5678', 'is no number of Argentina'],
	['54 9 15 4123 4567', 'is no number of Argentina'],
	['+39 (0)347 123 4567', 'may be a number with or without the 0 in brackets'],
	['+49 49 151 23456789', 'may have the country code 49 twice'],
	['+91 91 98765 43210', 'may have the country code 91 twice'],
	['555511988887777', 'may have the country code 55 twice: it has 13 digits after 55'],
	['(11) 98888-7777.0', 'is no number of the USA and Canada'],
	['119888877770', 'has 11 digits after 1'],
	['+7 912 345 67 890', 'where numbers have 10 or 14'],
	['+55 11 98888-777', 'seems to lack a digit'],
	['011 55 11 98888-7777', 'starts with 0'],
	['+55 9090 11 98888-7777', 'has 17 digits'],
	['+55 11 98888-7777 ou 6666', 'is more than one number'],
	['5511988887777_5511977776666', 'is more than one number'],
	['5511988887777#5511977776666', 'is more than one number'],
	['cel 2 11 98888-7777', 'has "cel" in it'],
	...[
		'r. 12',
		'R12',
		'rml 12',
		'anexo 12',
		'extensão 12',
		'int. 12',
		'Durchwahl 12',
		'poste 12',
	].map((extension): [string, string] => [`+55 11 3333-4444 ${extension}`, 'has an extension']),
])('"%s" is refused: it %s', (entered, problem) => {
	expect(readPhoneNumber(entered)).toMatchObject({
		problem: expect.stringContaining(problem) as string,
		hint: expect.stringMatching(/\S/) as string,
	});
});

it('whoever writes the + is believed, in a range that the plan does not know yet', () => {
	expect(read('2025550123')).toBeUndefined();
	expect(read('+2025550123')).toBe('2025550123');
});

it('the 15 of Argentina without its area says what takes its place, and not that the country code is missing', () => {
	const hint = expect.stringMatching(
		/^Enter it .* 9 before the area code instead of the 15/,
	) as string;
	expect(readPhoneNumber('+54 15 1234 5678')).toMatchObject({ hint });
});

it.each([
	[
		'with a line for each',
		'1. 5511977776666\n2. 5511966665555',
		['1. 5511977776666', '2. 5511966665555'],
	],
	[
		'with two blanks behind the number',
		'1.  5511977776666\n2.  5511966665555',
		['5511977776666', '5511966665555'],
	],
	['as JSON', '["5511977776666", 5511966665555]', ['5511977776666', '5511966665555']],
])('a list of a model %s has its people', (_how, text, expected) => {
	expect(splitPeople(text)).toEqual(expected);
	expect(splitPeople(text).map(read)).toEqual(['5511977776666', '5511966665555']);
});

it.each([
	['Brazil', '5511988887777', '551188887777'],
	['Mexico', '5215512345678', '525512345678'],
	['Argentina', '5491112345678', '541112345678'],
	['Benin', '2290197123456', '22997123456'],
	["Côte d'Ivoire", '2250707123456', '22507123456'],
])('two spellings of a number of %s are one person', (_country, long, short) => {
	expect(comparable(long)).toBe(comparable(short));
});

it("two people of Côte d'Ivoire who differ in the operator alone are two", () => {
	expect(comparable('2250507123456')).not.toBe(comparable('2250707123456'));
});

it.each([
	['5541988887777', '554188887777'],
	['5511988887777', '5511988887777'],
	['5215512345678', '525512345678'],
	['5491112345678', '541112345678'],
	['442079460958', '442079460958'],
])('on a card, %s opens the chat with %s, as the server writes it', (digits, expected) => {
	expect(serverSpelling(digits)).toBe(expected);
});
