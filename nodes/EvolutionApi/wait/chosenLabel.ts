import { normalizeText } from '../core/values/text';

// Which choice a person means with a text.

/** A choice as it was typed: `Yes || sim || s`. */
export interface Choice {
	readonly label: string;
	readonly synonyms: readonly string[];
}

/**
 * Two labels that could not be told apart in an answer, or a label and a synonym, or number, of another one; undefined if
 * there are none.
 * @param showsNumbers people see a number before each label, which counts as an answer
 */
export function ambiguous(
	choices: readonly Choice[],
	showsNumbers = true,
): [string, string] | undefined {
	const known = new Map<string, Choice>();
	const atNumber = (word: string) => {
		const [, before = '', number, rest = ''] = NUMBERED.exec(word) ?? [];
		return rest === '' && !known.has(before) ? choices[Number(number) - 1] : undefined;
	};
	for (const choice of choices) {
		const word = comparableAnswer(choice.label);
		const earlier = known.get(word);
		if (earlier !== undefined) return [earlier.label, choice.label];
		known.set(word, choice);
	}
	for (const choice of choices) {
		const meant = showsNumbers ? atNumber(comparableAnswer(choice.label)) : undefined;
		if (meant !== undefined && meant !== choice) return [meant.label, choice.label];
		for (const synonym of choice.synonyms) {
			const word = comparableAnswer(synonym);
			const other = known.get(word) ?? atNumber(word);
			if (other !== undefined && other !== choice) return [other.label, synonym];
			known.set(word, choice);
		}
	}
	return undefined;
}

/** Other words for each label, in the order of the labels. */
export type Synonyms = ReadonlyArray<readonly string[]>;

/**
 * Which label a person chose with a text: the label itself, its number, or both (`2. No`). A synonym is as good as the
 * label.
 * @param synonyms for each label; left out: none
 * @returns its index; undefined if it is none of them
 */
export function findLabel(
	text: string,
	labels: readonly string[],
	synonyms: Synonyms = [],
): number | undefined {
	const word = comparableAnswer(text.replace(MENTION, ''));
	if (word === '') return undefined;
	const words = labels.map((label, index) =>
		[label, ...(synonyms[index] ?? [])].map(comparableAnswer),
	);
	const same = words.findIndex((own) => own.includes(word));
	if (same !== -1) return same;
	return findNumbered(word, words) ?? findPart(word, labels);
}

/** Whom a message in a group is for: `@5511988887777 yes` */
const MENTION = /^\s*@[^\s@]+(?=\s)|(?<=\s)@[^\s@]+\s*$/gu;

function findNumbered(word: string, words: readonly string[][]): number | undefined {
	const [, before = '', number, rest = ''] = NUMBERED.exec(word) ?? [];
	// `No 2` where "No" is a label.
	if (before !== '' && words.flat().includes(before)) return undefined;
	const index = number === undefined ? findNumberWord(word) : Number(number) - 1;
	const own = words[index];
	if (own === undefined) return undefined;
	return rest === '' || own.includes(comparableAnswer(rest)) ? index : undefined;
}

/** Numbers from one on, and the ordinals, in the languages that most ask in: as a whole answer. */
const NUMBER_WORDS: ReadonlyArray<readonly string[]> = [
	['one', 'first', 'um', 'uma', 'primeiro', 'primeira', 'uno', 'una', 'primero', 'primera'],
	['two', 'second', 'dois', 'duas', 'segundo', 'segunda', 'dos'],
	['three', 'third', 'tres', 'terceiro', 'terceira', 'tercero', 'tercera'],
	['four', 'fourth', 'quatro', 'quarto', 'quarta', 'cuatro', 'cuarto', 'cuarta'],
	['five', 'fifth', 'cinco', 'quinto', 'quinta'],
	['six', 'sixth', 'seis', 'sexto', 'sexta'],
	['seven', 'seventh', 'sete', 'setimo', 'setima', 'siete', 'septimo', 'septima'],
	['eight', 'eighth', 'oito', 'oitavo', 'oitava', 'ocho', 'octavo', 'octava'],
	['nine', 'ninth', 'nove', 'nono', 'nona', 'nueve', 'noveno', 'novena'],
];

const BESIDE_NUMBER = /^(?:the|o|a|el|la|option|opcao|opcion|number|numero)\s+|\s+(?:one|option)$/g;

function findNumberWord(word: string): number {
	const plain = word.replace(BESIDE_NUMBER, '');
	return NUMBER_WORDS.findIndex((own) => own.includes(plain));
}

/** `A) Coffee`, where all labels have letters of their own. */
const LETTERED = /^([a-z])[).:]\s*(.+)$/su;

/** The emoji with which a label begins or ends. */
const SIGN = /^(?:\p{Extended_Pictographic}|\p{Emoji_Presentation})/u;

/** A part by which one label alone can be meant: its letter, what is behind that, or its emoji. */
function findPart(word: string, labels: readonly string[]): number | undefined {
	const letters = labels.map((label) => LETTERED.exec(comparableAnswer(label)));
	const isLettered = letters.every((found) => found !== null);
	const fits = labels.map((label, index) => {
		const [, letter = '', rest = ''] = (isLettered ? letters[index] : undefined) ?? [];
		return [letter, rest, ...signsOf(label)].includes(word);
	});
	const first = fits.indexOf(true);
	return first === -1 || first !== fits.lastIndexOf(true) ? undefined : first;
}

function signsOf(label: string): string[] {
	const parts = label.trim().split(/\s+/);
	const ends = [parts[0] ?? '', parts.at(-1) ?? ''];
	return ends.filter((part) => SIGN.test(part)).map(comparableAnswer);
}

/** `2`, `2. No`, `2 – No`, `option 2`, `nº 2`, `2º`, `2nd` */
const NUMBERED =
	/^(?:(option|opcao|opcion|opzione|opsi|choice|choix|scelta|alternativa|item|answer|resposta|respuesta|antwort|numero|nummer|nomor|number|num|no|nr|n)[\s.:]*)?(\d{1,3})(?:o|a|st|nd|rd|th|er|e)?(?:[\s.):,\p{Pd}]+(.*))?$/su;

/** With each sign it finds, a segmenter copies the whole text. */
const MOST_SIGNS = 1_000;

/** Signs alone, such as emoji: in whatever skin, and however often. */
function comparableAnswer(text: string): string {
	const word = normalizeText(text).replace(/\p{Emoji_Modifier}/gu, '');
	if (/[\p{L}\p{N}]/u.test(word) || word.length > MOST_SIGNS) return word;
	const signs = [...new Intl.Segmenter().segment(word)].map(({ segment }) => segment);
	const said = signs.filter((sign) => !/^[\s!?.,]+$/.test(sign));
	return said.every((sign) => sign === said[0]) ? (said[0] ?? word) : said.join('');
}
