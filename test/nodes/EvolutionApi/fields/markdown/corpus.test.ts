import { toWhatsapp } from './support/toWhatsapp';
import { shownByWhatsapp } from './support/shown';
import { ARABIC } from './corpus/arabic';
import { CHINESE } from './corpus/chinese';
import { ENGLISH } from './corpus/english';
import { HINDI } from './corpus/hindi';
import { JAPANESE } from './corpus/japanese';
import { PORTUGUESE } from './corpus/portuguese';
import { SPANISH } from './corpus/spanish';

// A customer's view of two hundred texts of models and CRMs: no meaningless mark, every word, every address.

const CORPUS = {
	Arabic: ARABIC,
	Chinese: CHINESE,
	English: ENGLISH,
	Hindi: HINDI,
	Japanese: JAPANESE,
	Portuguese: PORTUGUESE,
	Spanish: SPANISH,
};

/** Signs that a text means: of a product, a power, a footnote, a hidden card number, and underscores within names. */
const MEANT =
	/2 \*\* 3|2\*\*3|2\*3\*4|5 \* 3|\*\*\*\* 1234|(?<=31\/12)\*|\* (?=enquanto)|(?<=[\p{L}\p{N}])_+(?=[\p{L}\p{N}])/gu;

const ADDRESS = /https?:\/\/[^\s<>()"]+/g;

/** Letters and digits, without those of tags and of addresses. */
const wordsOf = (text: string) =>
	text
		.replace(ADDRESS, '')
		.replace(/<[^<>]*>|&\w+;|&#\d+;|```json/g, '')
		.replace(/[^\p{L}\p{N}\p{M}]/gu, '');

/** Drops everything but the text's letters: numbers of a list are numbers in both. */
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
