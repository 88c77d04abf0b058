import { normalized } from '../core/values/text';

/** Other words for each label, in the order of the labels. */
export type Synonyms = ReadonlyArray<readonly string[]>;

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
