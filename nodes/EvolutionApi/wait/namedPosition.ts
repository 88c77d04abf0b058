import { normalizeText, plainCircled } from '../core/values/text';

// Which place in a list of choices a text names: `2`, `option 2`, `ok, a segunda`, `I'll go with number two`, `the last one`.
// Texts are lower case and without accents (`normalizeText`).

interface NamedPosition {
	/** From one on. */
	readonly position: number | 'last';
	/** What stands in front of the digits, such as `option`. */
	readonly before: string;
	/** What the choice at that place has to be called; empty if the place is all that is said. */
	readonly label: string;
	/** The word that says it, where it is no digit. */
	readonly word?: string;
	/** Whether the word stands beside `option` or `number`, so that it is no day of the week. */
	readonly isOption: boolean;
}

/** What a sentence does with the number behind it: who says `I want 2` may want two of something. */
export type Lead = 'none' | 'names' | 'wants';

const DIGITS_BEFORE =
	'option|opcao|opcion|opc|opt|op|opzione|opsi|choice|choix|scelta|alternativa|item|answer|resposta|respuesta|antwort|numero|nummer|nomor|number|num|n\\.o|no\\.|nr|n|r[:.]|विकल्प|नंबर';

/** With the number that it stands beside. */
const OPTION = '(?:option|opcao|opcion|choice|alternativa|number|numero|nummer|विकल्प|नंबर)';

/** `no` alone is a number only where it has its dot, or `option` in front: `no 2` may be a refusal. */
const NUMBERED = new RegExp(
	String.raw`^((?:option no\s+)?(?:(?:${DIGITS_BEFORE})[\s.:]*){0,2})(\d{1,3})(?!\d)(.*)$`,
	'su',
);

/** `2nd`, `2º`, `2ª opção`, `2 number`, `2nd one` */
const ORDINAL_SIGN = '(?:o|a|st|nd|rd|th|er|e)';
const BEHIND_DIGITS = new RegExp(
	String.raw`^(?:${ORDINAL_SIGN}?(?:\s+${OPTION})?|${ORDINAL_SIGN}\s+one)$`,
	'u',
);
const SIGN_BEFORE_LABEL = new RegExp(String.raw`^${ORDINAL_SIGN}(?=[\s.):,/\p{Pd}])`, 'u');

/** `Results 2`, `results (2)` */
const LABEL_FIRST = /^(.+?)[\s([:,.#\p{Pd}]+(\d{1,3})$/su;

/** `a 2`, `la opción 2`, `the second one` */
const ARTICLE = /^(?:the|(?:com |con |por )?(?:o|a|el|la)|le|na|pela|en (?:el|la))\s+/;

/** Numbers from one on, then the ordinals, in the languages that most ask in. The Italian six is left out: a Brazilian "knows". */
const NUMBER_WORDS = (
	[
		[
			'one um uma uno una un une ein eins satu ek एक واحد один 一',
			'first primeiro primeira primero primera primer premier primo pehla pehli पहला पहली',
		],
		[
			'two dois duas dos deux zwei due dua दो اثنان اثنين два 二',
			'second segundo segunda deuxieme secondo dusra dusri doosra doosri दूसरा दूसरी',
		],
		[
			'three tres trois drei tre tiga तीन ثلاثة три 三',
			'third terceiro terceira tercero tercera troisieme terzo teesra teesri tisra तीसरा तीसरी',
		],
		[
			'four quatro cuatro quatre vier quattro empat चार اربعة четыре 四',
			'fourth quarto quarta cuarto cuarta chautha chauthi चौथा चौथी',
		],
		[
			'five cinco cinq funf cinque lima पाँच पांच خمسة пять 五',
			'fifth quinto quinta पाँचवाँ पांचवां',
		],
		['six seis sechs enam छह छः ستة шесть 六', 'sixth sexto sexta'],
		[
			'seven sete siete sept sieben sette tujuh सात سبعة семь 七',
			'seventh setimo setima septimo septima',
		],
		[
			'eight oito ocho huit acht otto delapan आठ ثمانية восемь 八',
			'eighth oitavo oitava octavo octava',
		],
		['nine nove nueve neuf neun sembilan नौ تسعة девять 九', 'ninth nono nona noveno novena'],
	] as const
).map((forms) => forms.map((words) => words.split(' ').map(normalizeText)));

const ENGLISH = new Set(NUMBER_WORDS.flatMap((forms) => forms.map(([english]) => english)));

const LAST = /^(?:last|ultim[oa]|derniere?)$/;

const WORDED = new RegExp(
	String.raw`^((?:${OPTION}[\s.:]+){0,2})([\p{L}\p{M}]+)(?:\s+(?:(one)|(${OPTION})))?$`,
	'u',
);

/**
 * @param said without the lead, which tells what is done with the number
 * @returns every place that the text may name, the likelier first
 */
export function findPositions(said: string, lead: Lead): NamedPosition[] {
	const rest = said.replace(ARTICLE, '');
	const article = said.slice(0, said.length - rest.length).trim();
	const positions: NamedPosition[] = [];
	const [, before = '', digits, behind = ''] = NUMBERED.exec(rest) ?? [];
	if (digits !== undefined) {
		const isPlace = lead !== 'wants' || before !== '' || !['', 'the'].includes(article);
		const label = BEHIND_DIGITS.test(behind) ? '' : behind;
		// "A 2 não": no label stands behind an article.
		if (label !== '' && article !== '') return positions;
		const labels =
			label === '' ? (isPlace ? [''] : []) : [label, label.replace(SIGN_BEFORE_LABEL, '')];
		const number = { position: Number(digits), before: before.trim(), isOption: before !== '' };
		positions.push(...labels.map((named) => ({ ...number, label: named })));
	}
	const [, label, number] = LABEL_FIRST.exec(said) ?? [];
	if (label !== undefined) {
		positions.push({ position: Number(number), before: '', label, isOption: false });
	}
	const worded = readWord(rest, article, lead);
	return worded === undefined ? positions : [...positions, worded];
}

function readWord(rest: string, article: string, lead: Lead): NamedPosition | undefined {
	const [, before = '', word = '', one, behind] = WORDED.exec(rest) ?? [];
	const isOption = before !== '' || behind !== undefined;
	const named = { before: '', label: '', word, isOption };
	if (LAST.test(word)) return { ...named, position: 'last' };
	const row = NUMBER_WORDS.findIndex((forms) => forms.some((own) => own.includes(word)));
	if (row === -1) return undefined;
	const isOrdinal = NUMBER_WORDS[row]?.[1]?.includes(word) === true;
	// "No one", "number one one".
	if (one !== undefined && !isOrdinal) return undefined;
	const isPlace = isOption || namesPlace(word, { isOrdinal, article, lead });
	return isPlace ? { ...named, position: row + 1 } : undefined;
}

interface Said {
	readonly isOrdinal: boolean;
	readonly article: string;
	readonly lead: Lead;
}

/** Whether a word for a number names a place, with nothing beside it that says so. */
function namesPlace(word: string, { isOrdinal, article, lead }: Said): boolean {
	// "The one" and "the two" are no places, and "a second" is a while.
	if (article === 'the') return isOrdinal;
	// "Na sexta" is on Friday.
	if (article !== '') return !ENGLISH.has(word) && !(article === 'na' && isOrdinal);
	// "It is one", "ok one", "quero dois".
	return lead === 'none' || (isOrdinal && lead === 'names');
}

/** The digits that a text is, with nothing but `option` and the like around them. */
export function findNumber(
	word: string,
): { readonly before: string; readonly number: number } | undefined {
	const [, before = '', digits, behind = ''] = NUMBERED.exec(word) ?? [];
	if (digits === undefined || !BEHIND_DIGITS.test(behind)) return undefined;
	return { before: before.trim(), number: Number(digits) };
}

const BETWEEN = String.raw`[^\p{L}\p{N}\p{M}]+`;

const behind = (words: string) => new RegExp(`${BETWEEN}(?:${words})$`, 'u');
const inFront = (words: string) => new RegExp(`^(?:${words})${BETWEEN}(?=.)`, 'su');

/** What people put behind an answer, to be polite: `2, por favor`, `yes sir` */
const COURTESY_BEHIND = behind(
	'please|pls|plz|(?:many )?thanks(?: a lot)?|thank you(?: so much| very much)?|thx|ty|por (?:favor|gentileza)|pf|pfv|pfvr|(?:muito )?(?:obrigad[oa]|obg|brigad[oa])|vlw|valeu|(?:muchas )?gracias|merci|bitte|danke|per favore|grazie|ok|okay|sir|madam|ma\\Wam|mam|ji|bhai|bro|amig[oa]|moc[oa]|senor(?:a|ita)?',
);

/** A greeting, or a word that says no more than that the question was read. */
const OPENING = inFront(
	'please|por favor|bitte|ok|okay|okey|oi+|ola|hi+|hello|hey|hola|bom dia|boa (?:tarde|noite)|buen dia|buenos dias|buenas(?: tardes| noches)?|good (?:morning|afternoon|evening)|namaste|certo|beleza|blz|perfeito|perfecto|entao|tudo bem',
);

/** What says that the choice follows. */
const NAMING = inFront(
	'it\\W?s|it is|i (?:choose|pick|select|vote(?: for)?)|(?:i )?chose|select|(?:my|the) (?:answer|choice|option|pick|vote) is|(?:eu )?(?:escolho|escolhi|opto por|voto)|(?:a )?(?:minha )?(?:resposta|opcao|escolha) eh?|eh|elijo|escojo|(?:la |mi )(?:respuesta|opcion|eleccion) es|es|seria',
);

/** What says that somebody wants what follows, of which there may be two. */
const WANTING = inFront(
	'(?:eu )?(?:quero|queria|prefiro|desejo|escolheria|gostaria(?: de)?|gostei da)|pode ser|vou(?: querer| de)?|fico(?: com)?|(?:me )?(?:manda|coloca|marca)|(?:yo )?(?:quiero|quisiera|prefiero|deseo)|me quedo(?: con)?|dame|i want|i would like|i\\W?d like|i\\W?ll (?:take|have|go with|choose)|i\\W?ll go for|go with|let\\W?s go with|i prefer|i like|give me|so|somente|apenas|solo|only|just',
);

interface WithoutFiller {
	readonly rest: string;
	readonly lead: Lead;
	/** The words that were left out at the beginning. */
	readonly leads: readonly string[];
}

/** More than anybody writes around an answer. */
const MOST_FILLERS = 4;

/** A text without politeness, greetings, and the beginning of a sentence. */
export function withoutFiller(said: string): WithoutFiller {
	let rest = said;
	let lead: Lead = 'none';
	const leads: string[] = [];
	for (let count = 0; count < MOST_FILLERS; count += 1) {
		const polite = normalizeText(rest.replace(COURTESY_BEHIND, ''));
		const kind = ([OPENING, NAMING, WANTING] as const).find((words) => words.test(polite));
		const next = kind === undefined ? polite : normalizeText(polite.replace(kind, ''));
		if (next === rest || next === '') break;
		if (kind !== undefined) {
			leads.push(normalizeText(polite.slice(0, polite.length - polite.replace(kind, '').length)));
			if (kind === WANTING) lead = 'wants';
			else if (lead === 'none') lead = 'names';
		}
		rest = next;
	}
	return { rest, lead, leads };
}

/** `Ⅱ` as a sign of its own; letters may be a word. */
const ROMAN = /^[^\p{L}\p{N}]*([\u2160-\u216b\u2170-\u217b])[^\p{L}\p{N}]*$/u;

/** Digits in place of the signs that stand for them: `❷`, `Ⅱ`. */
export function plainNumbers(text: string): string {
	const roman = ROMAN.exec(text)?.[1]?.codePointAt(0);
	if (roman !== undefined) return String(((roman - 0x2160) % 16) + 1);
	return plainCircled(text);
}
