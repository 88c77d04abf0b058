import type { IDataObject } from 'n8n-workflow';

import type { OwnMessage } from '../core/ask/messages';
import { isRecord, asRecord, firstText, asTexts } from '../core/values/answer';
import { joinParagraphs, normalizeText, numberLines } from '../core/values/text';
import { NOTHING_SAID } from '../events/messageKinds';
import type { Offer } from '../hub/waits';

/** How the choices are shown to the person. */
export type Form = 'buttons' | 'list' | 'numberedList' | 'page' | 'poll';

export type ResponseType = 'approval' | 'choice' | 'customForm' | 'freeText';

/** What must be known of the question to understand the answer later. Plain JSON. */
export interface Question {
	readonly responseType: ResponseType;
	readonly form: Form;
	/** What can be chosen; for an approval the label for yes, and perhaps one for no. Empty for free text and forms. */
	readonly labels: readonly string[];
	readonly synonyms?: Synonyms;
	/** Differs from that of every other question. */
	readonly mark: string;
}

/** How the question looks. */
export interface Wording {
	readonly message: string;
	/** Of buttons and lists. */
	readonly footer?: string;
	/** Text of the button that opens a list. */
	readonly listButtonText: string;
	/** URL of the page. */
	readonly pageUrl: string;
}

/** The ID of a button or row. */
const choiceId = ({ mark }: Pick<Question, 'mark'>, index: number) => `${mark}-${index + 1}`;

/** The message that asks the question. @param recipient as the server wants it */
export const questionMessage = (
	question: Question,
	wording: Wording,
	recipient: string,
): OwnMessage => ({ recipient, ...MESSAGES[question.form](question, wording) });

type Content = OwnMessage extends infer Message
	? Message extends OwnMessage
		? Omit<Message, 'recipient'>
		: never
	: never;

const MESSAGES: Record<Form, (question: Question, wording: Wording) => Content> = {
	numberedList: ({ labels }, { message }) => ({
		kind: 'text',
		text: joinParagraphs(message, numberLines(labels)),
	}),
	// The server would fetch the page for the preview.
	page: (_question, { message, pageUrl }) => ({
		kind: 'text',
		text: joinParagraphs(message, pageUrl),
		showsPreview: false,
	}),
	poll: ({ labels }, { message }) => ({ kind: 'poll', question: message, choices: labels }),
	buttons: (question, wording) => ({ kind: 'buttons', ...pressable(question, wording) }),
	list: (question, wording) => ({ kind: 'list', ...pressable(question, wording) }),
};

const pressable = (question: Question, { message, footer, listButtonText }: Wording) => ({
	...headed(message),
	footer,
	opener: listButtonText,
	choices: question.labels.map((label, index) => ({ id: choiceId(question, index), label })),
});

/** Buttons and lists have a title: the first line of the message. */
function headed(message: string): { title: string; description: string | undefined } {
	const [title = '', ...rest] = message.trim().split('\n');
	const description = rest.join('\n').trim();
	return { title, description: description === '' ? undefined : description };
}

/** What the node outputs, besides the message; null is what was not asked or not answered. */
export interface Answer {
	readonly approved: boolean | null;
	/** The chosen label, for an approval as well. */
	readonly choice: string | null;
	/** What the person wrote. */
	readonly text: string | null;
}

/**
 * Reads the answer out of a message.
 * @param message as the trigger simplifies it
 * @param questionId ID of the message that asked; null if the server did not tell it
 * @param offer `replyOnly`: only a message that quotes the question counts
 * @returns undefined if it does not answer the question
 */
export function understand(
	question: Question,
	questionId: string | null,
	message: IDataObject,
	offer: Offer,
): Answer | undefined {
	if (!saysSomething(message) && !isReactionTo(question, questionId, message)) return undefined;
	const isReply = isReplyTo(questionId, message);
	if (offer === 'replyOnly' && !isReply) return undefined;
	// What quotes something else is about that.
	if (!isReply && quotesOther(questionId, message) && !pressedHere(question, message))
		return undefined;
	// A button or a vote belongs to its own message and to no other.
	if (isPressed(message) && !isReply && !pressedHere(question, message)) return undefined;
	const text = firstText(message.text);
	if (question.responseType === 'freeText') return { ...NOTHING, text };
	const index = findChosen(question, message);
	return index === undefined ? undefined : answerFor(question, index, text);
}

/**
 * Whether a message was meant as an answer, although it is none: it quotes the question, or it comes in the chat with the
 * person, where nothing else is asked.
 * @param prompt what is sent because an answer was not understood: quoting it is quoting the question
 */
export function isAttempt(
	questionId: string | null,
	message: IDataObject,
	offer: Offer,
	prompt: string | undefined,
): boolean {
	// A vote that is taken back asks for nothing.
	if (!saysSomething(message) || isPressed(message)) return false;
	const { quoted, isGroup } = message;
	const isToPrompt = prompt !== undefined && firstText(asRecord(quoted).text) === prompt;
	if (isReplyTo(questionId, message) || isToPrompt) return true;
	return offer === 'alone' && isGroup !== true && !isRecord(quoted);
}

const saysSomething = ({ fromMe, kind, text }: IDataObject) =>
	fromMe !== true &&
	(kind === 'edited' ? text !== null : !NOTHING_SAID.some((nothing) => nothing === kind));

/** A reaction on the question chooses what has the emoji as its label, or as another word for it. */
const isReactionTo = (
	{ labels }: Question,
	id: string | null,
	{ kind, fromMe, targetMessageId }: IDataObject,
) =>
	kind === 'reaction' &&
	fromMe !== true &&
	labels.length > 0 &&
	id !== null &&
	targetMessageId === id;

function isReplyTo(id: string | null, { quoted, targetMessageId }: IDataObject): boolean {
	const quotedId = firstText(asRecord(quoted).id, targetMessageId);
	return quotedId !== null && quotedId === id;
}

/** A server that did not tell the ID of the question leaves open what is quoted. */
const quotesOther = (id: string | null, { quoted }: IDataObject): boolean => {
	const quotedId = firstText(asRecord(quoted).id);
	return id !== null && quotedId !== null && quotedId !== id;
};

/** Whether the message itself says which question it answers: it quotes it, or is a button or a vote of it. */
export const namesQuestion = (
	question: Question,
	questionId: string | null,
	message: IDataObject,
): boolean => isReplyTo(questionId, message) || pressedHere(question, message);

const isPressed = ({ kind }: IDataObject) => /Answer$|^pollVote$/.test(String(kind));

/** The IDs of buttons and rows begin with the mark of the question. */
const pressedHere = (question: Question, { buttonId, rowId }: IDataObject) =>
	(firstText(buttonId, rowId) ?? '').startsWith(`${question.mark}-`);

function findChosen(question: Question, message: IDataObject): number | undefined {
	const { labels, synonyms } = question;
	const pressed = firstText(message.buttonId, message.rowId);
	const byId = labels.findIndex((_label, index) => choiceId(question, index) === pressed);
	if (byId !== -1) return byId;
	if (message.kind !== 'pollVote')
		return findLabel(firstText(message.text) ?? '', labels, synonyms);
	// Empty if the person has withdrawn the vote.
	const [voted] = asTexts(message.selectedOptions);
	const index = labels.findIndex((label) => label === voted);
	return index === -1 ? undefined : index;
}

/** The answer for a chosen label. @param text what the person wrote, if anything */
export const answerFor = (
	{ responseType, labels }: Question,
	index: number,
	text: string | null,
): Answer => ({
	approved: responseType === 'approval' ? index === 0 : null,
	choice: labels[index] ?? null,
	text,
});

export const NOTHING: Answer = { approved: null, choice: null, text: null };

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
type Synonyms = ReadonlyArray<readonly string[]>;

/**
 * Which label a person chose with a text: the label itself, its number, or both (`2. No`). A synonym is as good as the
 * label.
 * @param synonyms for each label; left out: none
 * @returns its index; undefined if it is none of them
 */
function findLabel(
	text: string,
	labels: readonly string[],
	synonyms: Synonyms = [],
): number | undefined {
	const word = comparableAnswer(text.replace(MENTION, ''));
	if (word === '') return undefined;
	const words = labels.map((label, index) =>
		[label, ...(synonyms[index] ?? [])].map(comparableAnswer),
	);
	const found = (said: string) => {
		const same = words.findIndex((own) => own.includes(said));
		if (same !== -1) return same;
		return findNumbered(said, words) ?? findPart(said, labels);
	};
	// To look for the end takes seconds in a long text of commas, which no answer is.
	if (word.length > MOST_SIGNS) return found(word);
	return found(word) ?? found(comparableAnswer(word.replace(COURTESY, '')));
}

/** What people put around an answer, to be polite: `yes please`, `2, por favor` */
const COURTESY =
	/^(?:please|por favor|bitte)[\s,]+|[\s,.!]+(?:please|pls|plz|thanks|thank you|thx|por favor|pf|pfv|obrigad[oa]|gracias|merci|bitte|danke|per favore|grazie)$/g;

/** Whom a message in a group is for: `@5511988887777 yes` */
const MENTION = /^\s*@[^\s@]+(?=\s)|(?<=\s)@[^\s@]+\s*$/gu;

/** `a 2`, `la opción 2`, `the second one` */
const ARTICLE = /^(?:the|o|a|el|la|le)\s+/;

function findNumbered(said: string, words: readonly string[][]): number | undefined {
	const word = said.replace(ARTICLE, '');
	const [, before = '', number, rest = ''] = NUMBERED.exec(word) ?? [];
	// `No 2` where "No" is a label.
	if (before !== '' && words.flat().includes(before)) return undefined;
	const index = number === undefined ? findNumberWord(word) : Number(number) - 1;
	const own = words[index];
	if (own === undefined) return undefined;
	return rest === '' || own.includes(comparableAnswer(rest)) ? index : undefined;
}

/** Numbers from one on, and the ordinals, in the languages that most ask in: as a whole answer. */
const NUMBER_WORDS = [
	'one first um uma primeiro primeira uno una primero primera un une premier ein eins primo satu एक واحد один',
	'two second dois duas segundo segunda dos deux deuxieme zwei due secondo dua दो اثنان اثنين два',
	'three third tres terceiro terceira tercero tercera trois troisieme drei tre terzo tiga तीन ثلاثة три',
	'four fourth quatro quarto quarta cuatro cuarto cuarta quatre vier quattro empat चार اربعة четыре',
	'five fifth cinco quinto quinta cinq funf cinque lima पाँच पांच خمسة пять',
	'six sixth seis sexto sexta sechs sei enam छह छः ستة шесть',
	'seven seventh sete setimo setima siete septimo septima sept sieben sette tujuh सात سبعة семь',
	'eight eighth oito oitavo oitava ocho octavo octava huit acht otto delapan आठ ثمانية восемь',
	'nine ninth nove nono nona nueve noveno novena neuf neun sembilan नौ تسعة девять',
].map((words) => words.split(' ').map(normalizeText));

const BESIDE_NUMBER = /^(?:option|opcao|opcion|number|numero)\s+|\s+(?:one|option|opcao|opcion)$/g;

const findNumberWord = (word: string): number =>
	NUMBER_WORDS.findIndex((own) => own.includes(word.replace(BESIDE_NUMBER, '')));

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
	/^(?:(option|opcao|opcion|opc|opt|op|opzione|opsi|choice|choix|scelta|alternativa|item|answer|resposta|respuesta|antwort|numero|nummer|nomor|number|num|n\.o|no|nr|n)[\s.:]*)?(\d{1,3})(?:o|a|st|nd|rd|th|er|e)?(?:[\s.):,/\p{Pd}]+(.*))?$/su;

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
