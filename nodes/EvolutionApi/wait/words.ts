/**
 * What a person wrote, for comparison: without case, accents, signs around it and doubled spaces.
 * `Não!` → `nao`, `1️⃣` → `1`. Where nothing else is in it, as in `👍`, the signs stay.
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
 * Which of the labels a person means by a text: the label itself, its number, or both (`2. No`).
 * @returns its place, or undefined where it is none of them
 */
export function chosenBy(text: string, labels: readonly string[]): number | undefined {
	const word = normalized(text);
	if (word === '') return undefined;
	const words = labels.map(normalized);
	const place = words.indexOf(word);
	if (place !== -1) return place;
	const [, number, rest = ''] = /^(\d{1,3})(?:[\s.):,-]+(.*))?$/su.exec(word) ?? [];
	const index = Number(number) - 1;
	if (words[index] === undefined) return undefined;
	return rest === '' || normalized(rest) === words[index] ? index : undefined;
}
