/** Compares our number parser with libphonenumber: on sample numbers of every country in many spellings, and random texts. */
import { parsePhoneNumberFromString, type NumberType } from 'libphonenumber-js/max';
import metadata from 'libphonenumber-js/metadata.max.json';
import examples from 'libphonenumber-js/examples.mobile.json';

import { readPhoneNumber } from '../../../../../nodes/EvolutionApi/core/phones/readPhoneNumber';
import fc from '../../../../support/properties';

const read = (entered: string) => {
	const number = readPhoneNumber(entered);
	return 'digits' in number ? number.digits : number.problem;
};

const numbers = Object.entries(metadata.country_calling_codes).flatMap(([code, regions]) =>
	regions
		.filter((region): region is keyof typeof examples => region in examples)
		.map((region) => ({ region, code, national: examples[region] })),
);

it('nearly every country has an example', () => {
	expect(numbers.length).toBeGreaterThan(235);
});

const ARABIC = '٠١٢٣٤٥٦٧٨٩';

const SPELLINGS: Record<string, (code: string, national: string) => string> = {
	'digits only': (code, national) => `${code}${national}`,
	'with +': (code, national) => `+${code}${national}`,
	'with 00': (code, national) => `00${code} ${national}`,
	'in the format of the country': (code, national) =>
		parsePhoneNumberFromString(`+${code}${national}`)?.formatInternational() ?? '',
	'as a link': (code, national) =>
		parsePhoneNumberFromString(`+${code}${national}`)?.getURI() ?? '',
	'from a spreadsheet': (code, national) => `${code}${national}.0`,
	'from an export': (code, national) => `="+${code} ${national}"`,
	'in brackets': (code, national) => `(+${code}) ${national.slice(0, 3)}-${national.slice(3)}`,
	'with Arabic digits and invisible marks': (code, national) =>
		`\u202a+${code}${national}\u202c`.replace(/\d/g, (digit) => ARABIC[Number(digit)] ?? ''),
	'of wa.me': (code, national) => `https://wa.me/${code}${national}?text=Hi`,
	'in a numbered list': (code, national) => `12. +${code} ${national}`,
};

describe.each(Object.entries(SPELLINGS))('A number %s', (_how, write) => {
	it('is read as what it is, in every country', () => {
		const wrong = numbers
			.map(({ region, code, national }) => {
				const entered = write(code, national);
				return { region, entered, read: read(entered), right: `${code}${national}` };
			})
			.filter((row) => row.read !== row.right);
		expect(wrong).toEqual([]);
	});
});

it('reads a trunk prefix behind the country code as libphonenumber does, in every country', () => {
	const wrong = numbers
		.flatMap(({ region, code, national }) =>
			['(0)', '0', ' (0) ', '(8) ', '8'].map((trunk) => ({
				region,
				entered: `+${code}${trunk}${national}`,
			})),
		)
		.map((row) => ({
			...row,
			read: readPhoneNumber(row.entered),
			judge: parsePhoneNumberFromString(row.entered),
		}))
		.filter(
			({ read: number, judge }) =>
				'digits' in number && judge?.isValid() === true && judge.number !== `+${number.digits}`,
		)
		.map(({ region, entered, read: number, judge }) => ({
			region,
			entered,
			number,
			judge: judge?.number,
		}));
	expect(wrong).toEqual([]);
});

/** Older forms of numbers that WhatsApp still uses, although the countries have changed them. */
const KEPT = /^(521\d{10}|225\d{8}|229\d{8}|599\d+)$/;

it('never reads another number than libphonenumber, whatever is entered', () => {
	const piece = fc.oneof(
		{ weight: 6, arbitrary: fc.constantFrom(...'0123456789') },
		{ weight: 2, arbitrary: fc.constantFrom(' ', '-', '.', '(', ')', '/', '(0)', ' 0') },
		{
			weight: 1,
			arbitrary: fc.constantFrom('+', '00', '1. ', ',', ';', 'x', 'e', ':', '"', '\u202a'),
		},
	);
	const beginning = fc.constantFrom('', '+', '00', ...numbers.map(({ code }) => `+${code}`));
	fc.assert(
		fc.property(beginning, fc.array(piece, { minLength: 5, maxLength: 20 }), (start, pieces) => {
			const entered = start + pieces.join('');
			const number = readPhoneNumber(entered);
			if (!('digits' in number) || KEPT.test(number.digits)) return;
			const judge = parsePhoneNumberFromString(`+${number.digits}`);
			// Toll-free numbers of Belarus begin with the country's trunk prefix. They have no WhatsApp account.
			if (number.digits.startsWith('3758')) return;
			expect({ entered, digits: judge?.number, isPossible: judge?.isPossible() }).toEqual({
				entered,
				digits: `+${number.digits}`,
				isPossible: true,
			});
		}),
		{ numRuns: 5_000 },
	);
});

it('keeps the digits and their order, but for a trunk prefix and the number of a list', () => {
	fc.assert(
		fc.property(
			fc.constantFrom(...numbers),
			fc.array(fc.constantFrom(' ', '-', '.', '(', ')', '\u00a0', '\u2011'), { maxLength: 15 }),
			({ code, national }, gaps) => {
				const digits = [...`${code}${national}`];
				const entered = `+${digits.map((digit, index) => digit + (gaps[index] ?? '')).join('')}`;
				const number = readPhoneNumber(entered);
				if ('digits' in number) expect(number.digits).toBe(digits.join(''));
			},
		),
		{ numRuns: 3_000 },
	);
});

const CHANGES: ReadonlyArray<(text: string) => string> = [
	(text) => text.replace(/^\+/, '00'),
	(text) => text.replace(/^\+/, '+ '),
	(text) => text.replace(/^\+/, '\uff0b'),
	(text) => text.replace(/ /g, '\u00a0'),
	(text) => text.replace(/(?<=\d)[ -]/g, '.'),
	(text) => text.replace(/ /g, '-'),
	(text) => text.replace(/-/g, '\u2013'),
	(text) => text.replace(/ (\d+) /, ' ($1) '),
	(text) => text.replace(/[ -]/g, ''),
	(text) => text.replace(/\d/g, (digit) => String.fromCodePoint(0x966 + Number(digit))),
	(text) => text.replace(/\d/g, (digit) => String.fromCodePoint(0xff10 + Number(digit))),
	(text) => `"${text}"`,
	(text) => `'${text}`,
	(text) => `<${text}>`,
	(text) => `**${text}**`,
	(text) => `tel:${text}`,
	(text) => `Tel.: ${text}`,
	(text) => `\u{1f4f1} ${text}`,
	(text) => `${text},`,
	(text) => `- ${text}`,
	(text) => `\u202a${text}\u202c`,
	(text) => ` ${text} `,
];

it('reads the number of every country through up to three changes of its spelling, and never another', () => {
	let refused = 0;
	let tried = 0;
	fc.assert(
		fc.property(
			fc.constantFrom(...numbers),
			fc.uniqueArray(fc.constantFrom(...CHANGES), { maxLength: 3 }),
			({ code, national }, changes) => {
				const right = `${code}${national}`;
				const written = parsePhoneNumberFromString(`+${right}`)?.formatInternational() ?? '';
				const entered = changes.reduce((text, change) => change(text), written);
				const number = readPhoneNumber(entered);
				tried += 1;
				if ('digits' in number)
					expect({ entered, read: number.digits }).toEqual({ entered, read: right });
				else refused += 1;
			},
		),
		{ numRuns: 10_000 },
	);
	expect(refused / tried).toBeLessThan(0.03);
});

/** For example `+44 07400 123456`: people dial the 0 only within the United Kingdom. */
it('reads behind the country code what is dialled within the country, as libphonenumber does', () => {
	const wrong = numbers
		.flatMap(({ region, code, national }) => {
			const judge = parsePhoneNumberFromString(`+${code}${national}`);
			const within = judge?.formatNational() ?? '';
			return ['', ' '].map((gap) => ({
				region,
				entered: `+${code}${gap}${within}`,
				right: `${code}${national}`,
			}));
		})
		.map((row) => ({ ...row, read: read(row.entered) }))
		.filter((row) => row.read !== row.right);
	expect(wrong).toEqual([]);
});

const KINDS: NumberType[] = ['MOBILE', 'FIXED_LINE', 'FIXED_LINE_OR_MOBILE'];

it('reads every number without + that libphonenumber holds for valid, of ten digits and more', () => {
	fc.assert(
		fc.property(
			fc.constantFrom(...numbers.map(({ code }) => code)),
			fc.array(fc.constantFrom(...'0123456789'), { minLength: 8, maxLength: 12 }),
			(code, digits) => {
				const number = parsePhoneNumberFromString(`+${code}${digits.join('')}`);
				if (number?.isValid() !== true || !KINDS.includes(number.getType())) return;
				if (number.number.length - 1 < 10) return;
				expect(read(number.number.slice(1))).toBe(number.number.slice(1));
			},
		),
		{ numRuns: 5_000 },
	);
});

it('never takes a second country code for the beginning of a number, in every country', () => {
	const wrong = numbers
		.flatMap(({ region, code, national }) =>
			[
				`+${code} ${code} ${national}`,
				`+${code} +${code} ${national}`,
				`${code}${code}${national}`,
			].map((entered) => ({ region, entered, right: `${code}${national}` })),
		)
		.map((row) => ({ ...row, number: readPhoneNumber(row.entered) }))
		.filter(({ entered, right, number }) => {
			if (!('digits' in number) || number.digits === right) return false;
			return parsePhoneNumberFromString(`+${entered.replace(/\D/g, '')}`)?.isValid() !== true;
		});
	expect(wrong).toEqual([]);
});
