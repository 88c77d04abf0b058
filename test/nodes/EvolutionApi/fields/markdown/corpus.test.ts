import { toWhatsapp } from './support/toWhatsapp';
import { shownByWhatsapp } from './support/shown';
import { ARABIC } from './corpus/arabic';
import { CHINESE } from './corpus/chinese';
import { ENGLISH } from './corpus/english';
import { HINDI } from './corpus/hindi';
import { JAPANESE } from './corpus/japanese';
import { PORTUGUESE } from './corpus/portuguese';
import { SPANISH } from './corpus/spanish';

// Tests two hundred texts of models and CRMs: a customer must see every word and every URL, but no formatting marks.

const CORPUS = {
	Arabic: ARABIC,
	Chinese: CHINESE,
	English: ENGLISH,
	Hindi: HINDI,
	Japanese: JAPANESE,
	Portuguese: PORTUGUESE,
	Spanish: SPANISH,
};

/** Matches marks that belong to the text: in products, powers, footnotes, hidden card numbers, and underscores in names. */
const MEANT =
	/2 \*\* 3|2\*\*3|2\*3\*4|5 \* 3|\*\*\*\* 1234|(?<=31\/12)\*|\* (?=enquanto)|(?<=[\p{L}\p{N}])_+(?=[\p{L}\p{N}])/gu;

const ADDRESS = /https?:\/\/[^\s<>()"]+/g;

const wordsOf = (text: string) =>
	text
		.replace(ADDRESS, '')
		.replace(/<[^<>]*>|&\w+;|&#\d+;|```json/g, '')
		.replace(/[^\p{L}\p{N}\p{M}]/gu, '');

const decoded = (text: string) =>
	text
		.replace(/&aacute;/g, 'á')
		.replace(/\[[ x]\]/g, '')
		.replace(/&nbsp;/g, ' ')
		.replace(/&#39;/g, "'");

it('there are two hundred of them', () => {
	expect(Object.values(CORPUS).flat().length).toBeGreaterThanOrEqual(200);
});

describe.each(Object.entries(CORPUS))('a text in %s', (_language, texts) => {
	it.each(texts)('has no mark that formats nothing: %j', (text) => {
		const shown = shownByWhatsapp(toWhatsapp(text).replace(ADDRESS, '').replace(MEANT, ''));
		const left = shown.filter((character) => /^[*_~`]/.test(character));
		expect({ left, sent: toWhatsapp(text) }).toEqual({ left: [], sent: toWhatsapp(text) });
	});

	it.each(texts)('has lost no word: %j', (text) => {
		expect(wordsOf(toWhatsapp(text).replace(/\[[ x]\]/g, ''))).toBe(wordsOf(decoded(text)));
	});

	it.each(texts.filter((text) => text.match(ADDRESS) !== null))(
		'has kept its addresses: %j',
		(text) => {
			for (const address of text.match(ADDRESS) ?? []) expect(toWhatsapp(text)).toContain(address);
		},
	);
});
