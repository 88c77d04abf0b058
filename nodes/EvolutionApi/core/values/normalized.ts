/**
 * A text in the form in which texts are compared: in lower case, without accents, surrounding punctuation and
 * double spaces. `Não!` → `nao`, `1️⃣` → `1`. A text of nothing but symbols, such as `👍`, keeps them.
 */
export function normalized(text: string): string {
	const plain = text
		.normalize('NFKD')
		// What is not seen is not part of a word: marks, zero-width characters, soft hyphens, directions.
		.replace(/[\p{M}\p{Cf}]/gu, '')
		.toLowerCase()
		.replace(/\s+/g, ' ')
		.trim();
	const words = plain.replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, '');
	return words === '' ? plain : words;
}
