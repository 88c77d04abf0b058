/**
 * What is not part of a word: zero-width characters, soft hyphens, directions, fillers, and marks that no script has for
 * itself, such as accents. Vowel signs of Indic scripts are letters to those who read them.
 */
const UNSEEN = /[\p{Cf}\p{Default_Ignorable_Code_Point}]|(?=\p{M})\p{Script=Inherited}/gu;

/** A text without capitals, accents and invisible characters. */
export const folded = (text: string): string =>
	text.normalize('NFKD').replace(UNSEEN, '').toLowerCase();

/**
 * A text in the form in which words are compared: {@link folded}, without surrounding punctuation and double spaces.
 * `Não!` → `nao`, `1️⃣` → `1`. A text of nothing but symbols, such as `👍`, keeps them.
 */
export function normalized(text: string): string {
	const plain = folded(text).replace(/\s+/g, ' ').trim();
	// One match from the first to the last letter: to look for the end alone takes seconds for a long text of symbols.
	const [words] = /[\p{L}\p{N}](?:.*[\p{L}\p{N}\p{M}])?/su.exec(plain) ?? [plain];
	return words;
}
