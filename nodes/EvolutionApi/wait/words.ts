/** Other words for each label, in the order of the labels. */
export type Synonyms = ReadonlyArray<readonly string[]>;

/**
 * A text in the form in which texts are compared: in lower case, without accents, surrounding punctuation and
 * double spaces. `Não!` → `nao`, `1️⃣` → `1`. A text of nothing but symbols, such as `👍`, keeps them.
 */
export function normalized(text: string): string {
	const plain = text
		.normalize('NFKD')
		.replace(/\p{M}|\u200d/gu, '')
		.toLowerCase()
		.replace(/\s+/g, ' ')
		.trim();
	const words = plain.replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, '');
	return words === '' ? plain : words;
}

/**
 * Which label a person chose with a text: the label itself, its number, or both (`2. No`). A synonym is as good as the
 * label.
 * @param synonyms for each label; left out: none
 * @returns its index; undefined if it is none of them
 */
export function chosenBy(
	text: string,
	labels: readonly string[],
	synonyms: Synonyms = [],
): number | undefined {
	const word = normalized(text);
	if (word === '') return undefined;
	const words = labels.map((label, index) => [label, ...(synonyms[index] ?? [])].map(normalized));
	const same = words.findIndex((own) => own.includes(word));
	if (same !== -1) return same;
	const [, number, rest = ''] = /^(\d{1,3})(?:[\s.):,-]+(.*))?$/su.exec(word) ?? [];
	const index = Number(number) - 1;
	if (words[index] === undefined) return undefined;
	return rest === '' || words[index].includes(normalized(rest)) ? index : undefined;
}
