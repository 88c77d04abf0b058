import { normalizeText } from '../core/values/text';
import { findNumber, findPositions, plainNumbers, withoutFiller, type Lead } from './namedPosition';

// Which choice a person means with a text. What does not clearly name one of them is no answer: an approval may move money.

/** A choice as it was typed: `Yes || sim || s`. */
export interface Choice {
	readonly label: string;
	readonly synonyms: readonly string[];
}

/** Other words for each label, in the order of the labels. */
export type Synonyms = ReadonlyArray<readonly string[]>;

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
		const { before = '', number } = findNumber(word) ?? {};
		return number === undefined || known.has(before) ? undefined : choices[number - 1];
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

/** How the choices are shown. */
interface Shown {
	readonly labels: readonly string[];
	readonly synonyms?: Synonyms;
	/** People see a number before each label. */
	readonly showsNumbers: boolean;
	readonly isApproval: boolean;
}

/** What can be said for each choice, as it is compared. */
interface Known {
	readonly shown: Shown;
	readonly words: readonly string[][];
	/** Whether a number in the text can name a place. */
	readonly mayCount: boolean;
	readonly isHesitant: boolean;
}

/**
 * Which label a person chose with a text: the label itself, its number, or both (`2. No`), with or without a greeting,
 * politeness, or the beginning of a sentence. A synonym is as good as the label.
 * @returns its index; undefined if it is none of them
 */
export function findLabel(text: string, shown: Shown): number | undefined {
	const written = markSigns(text.replace(MENTION, ''));
	const word = comparableAnswer(written);
	if (word === '') return undefined;
	const words = shown.labels.map((label, index) =>
		[label, ...(shown.synonyms?.[index] ?? [])].flatMap(comparableForms),
	);
	const same = findSame(word, words);
	const typed = [...shown.labels, ...(shown.synonyms?.flat() ?? [])];
	if (isTakenBack(written, typed)) return undefined;
	// To look for what stands around an answer takes seconds in a long text of commas, which no answer is.
	if (same !== undefined || word.length > MOST_SIGNS) return same;
	const mayCount = !NO_COUNT.test(written);
	const known = { shown, words, mayCount, isHesitant: /(?:\.\.|…)\s*$/.test(written) };
	const whole = findNamed(word, 'none', known);
	if (whole !== undefined) return whole;
	const { rest, lead, leads } = withoutFiller(word);
	if (rest === word) return undefined;
	const found = findSame(rest, words) ?? findNamed(rest, lead, known);
	// "Ok 2", where "Ok" is the first of the choices.
	const isOther = leads.some((said) => ![undefined, found].includes(findSame(said, words)));
	return isOther ? undefined : found;
}

/** Whom a message in a group is for: `@5511988887777 yes` */
const MENTION = /^\s*@[^\s@]+(?=\s)|(?<=\s)@[^\s@]+\s*$/gu;

/** Signs that are letters once their form is gone: the sign for number, and the é with which a Brazilian says "it is". */
const markSigns = (text: string): string =>
	text
		.normalize('NFC')
		.replace(/\bn\s?\.?\s?[º°](?=[\s\d.:]|$)/giu, 'numero ')
		.replace(/(?<=^|\s)é(?=\s+(?:[ao]\s|op|n[uú]m|\p{Nd}))/giu, 'eh')
		.replace(/(?<=\p{Nd})°/gu, 'º');

/** A question back, and what is struck out, chooses nothing: `yes?`, `~yes~`. */
function isTakenBack(text: string, typed: readonly string[]): boolean {
	const isQuestion = ASKS.test(text) && !typed.some((label) => ASKS.test(label));
	return isQuestion || /^\s*~.*~\s*$/s.test(text);
}

const ASKS = /[?？؟]/u;

/** An amount, a cross beside the number, or a vote: `R$ 2`, `2%`, `❌ 2`, `≠ 2`, `-1`. */
const NO_COUNT = /[\p{Sc}%‰≠<≤≥❌✖✗✘🚫⛔👎🙅]|>=|!=|^\s*[+\-−–]\p{Nd}/u;

function findSame(said: string, words: readonly string[][]): number | undefined {
	const same = words.findIndex((own) => own.includes(said));
	if (same !== -1) return same;
	const compact = withoutGaps(said);
	if (!/\p{L}{2}/u.test(compact)) return undefined;
	return onlyOne(words.map((own) => own.some((word) => withoutGaps(word) === compact)));
}

/** `e-mail`, `e mail`, `email` */
const withoutGaps = (word: string) => word.replace(/[^\p{L}\p{N}\p{M}]+/gu, '');

function onlyOne(fits: readonly boolean[]): number | undefined {
	const first = fits.indexOf(true);
	return first === -1 || first !== fits.lastIndexOf(true) ? undefined : first;
}

/** By number, by both number and label, or by a part of a label. */
function findNamed(said: string, lead: Lead, known: Known): number | undefined {
	const found = known.mayCount ? findAtPosition(said, lead, known) : undefined;
	return (
		found ??
		findPart(said.replace(/^(?:letter|letra|option|opcao|opcion)\s+/, ''), known.shown.labels)
	);
}

function findAtPosition(
	said: string,
	lead: Lead,
	{ shown, words, isHesitant }: Known,
): number | undefined {
	const named = findPositions(said, lead).find(({ position, before, label, word, isOption }) => {
		const index = toIndex(position, words);
		const own = words[index];
		// `No 2` where "No" is a label.
		if (own === undefined || (before !== '' && words.flat().includes(before))) return false;
		if (label !== '') return own.includes(comparableAnswer(label));
		if (word === undefined) return shown.showsNumbers || !isInOther(String(position), index, words);
		// To an English ear it is a pause.
		if (word === 'um' && said === word && (shown.isApproval || isHesitant)) return false;
		if (!isOption && isDay(word, shown.labels)) return false;
		// "Two", asked for `2 people` and `3 people`.
		return ![word, String(position)].some((part) => isInOther(part, index, words));
	});
	return named && toIndex(named.position, words);
}

const toIndex = (position: number | 'last', { length }: readonly unknown[]): number =>
	position === 'last' ? (length > 1 ? length - 1 : -1) : position - 1;

/** Whether the word is part of other choices and not of this one: "second" for `First floor` and `Second floor` turned round. */
function isInOther(said: string, index: number, words: readonly string[][]): boolean {
	const has = (own: readonly string[]) =>
		own.some((word) =>
			word
				.split(/[^\p{L}\p{N}\p{M}]+/u)
				.some((part) => part === said || (said.length > 3 && part.startsWith(said))),
		);
	return words.some((own, other) => other !== index && has(own)) && !has(words[index] ?? []);
}

/** From Monday to Friday, Brazilians number the days: `segunda` is Monday. */
const isDay = (word: string, labels: readonly string[]): boolean =>
	/^(?:segunda|terca|quarta|quinta|sexta)$/.test(word) &&
	labels.some((label) => DATED.test(normalizeText(label)));

const DATED =
	/\d|\b(?:hoje|amanha|dia|semana|feira|seg|segunda|ter|terca|qua|quarta|qui|quinta|sex|sexta|sab|sabado|dom|domingo)\b/;

/** `A) Coffee`, where all labels have letters of their own. */
const LETTERED = /^([a-z])[).:]\s*(.+)$/su;

/** The emoji with which a label begins or ends. */
const SIGN = /^(?:\p{Extended_Pictographic}|\p{Emoji_Presentation})/u;

/** A part by which one label alone can be meant: its letter, what is behind that, or its emoji. */
function findPart(word: string, labels: readonly string[]): number | undefined {
	const letters = labels.map((label) => LETTERED.exec(comparableAnswer(label)));
	const isLettered = letters.every((found) => found !== null);
	return onlyOne(
		labels.map((label, index) => {
			const [, letter = '', rest = ''] = (isLettered ? letters[index] : undefined) ?? [];
			return [letter, rest, ...signsOf(label)].includes(word);
		}),
	);
}

function signsOf(label: string): string[] {
	const parts = label.trim().split(/\s+/);
	const ends = [parts[0] ?? '', parts.at(-1) ?? ''];
	return ends.filter((part) => SIGN.test(part)).map(comparableAnswer);
}

/** With each sign it finds, a segmenter copies the whole text. */
const MOST_SIGNS = 1_000;

/** Signs alone, such as emoji: in whatever skin, and however often. */
function comparableAnswer(text: string): string {
	const word = normalizeText(plainNumbers(text)).replace(/\p{Emoji_Modifier}/gu, '');
	if (/[\p{L}\p{N}]/u.test(word) || word.length > MOST_SIGNS) return word;
	const signs = [...new Intl.Segmenter().segment(word)].map(({ segment }) => segment);
	const said = signs.filter((sign) => !/^[\s!?.,]+$/.test(sign));
	return said.every((sign) => sign === said[0]) ? (said[0] ?? word) : said.join('');
}

/** A label as it is compared, and a day of the week without its `-feira` as well. */
function comparableForms(label: string): string[] {
	const word = comparableAnswer(label);
	const day = word.replace(/^(segunda|terca|quarta|quinta|sexta)[\s-]feira$/, '$1');
	return day === word ? [word] : [word, day];
}
