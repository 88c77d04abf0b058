import { foldText } from '../core/values/text';

// Finds the choice that a text means. Each word must be known, and all words must mean the same choice. Any other text is an
// invalid answer, because a wrong guess might approve a payment.

/**
 * Words by language. `around`: polite words, which are ignored. `lead`, `want`: words that may precede a choice. `number` and
 * `ordinal`: words for 1, 2, 3 and so on. A slash separates forms of the same word, such as uno/una.
 */
const WORDS = `
en yes:yes,y,yep,yeah,yup,sure,sure thing,of course,ok,okay,okey,agreed,agree,i agree,go ahead,approve,approved,approve it,i approve,accept,accepted,confirm,confirmed,absolutely,definitely,certainly,allow,allowed,do it | no:no,n,nope,nah,no way,of course not,absolutely not,definitely not,decline,declined,i decline,reject,rejected,reject it,i reject,deny,denied,don't,do not,disagree,i disagree,not approved,not agreed,never
en around:please,pls,plz,thanks,many thanks,thanks a lot,thank you,thank you so much,thank you very much,thx,ty,ok,okay,sir,madam,ma'am,hi,hello,hey,good morning,good afternoon,good evening,option,number,nr,num,item,choice,answer,letter | lead:the,it's,it is,i choose,i pick,i select,my answer is,my choice is,i'll go with,i'll take,go with,i want the,i'd like the,i'll take the,i'll go with the | want:i want,i'd like,i would like,i prefer,give me | number:one,two,three,four,five,six,seven,eight,nine | ordinal:first/first one,the second/the second one/second one/second option,third/third one,fourth/fourth one,fifth,sixth,seventh,eighth,ninth | last:last,last one
pt yes:sim,s,claro,claro que sim,com certeza,positivo,pode,pode sim,aprovado,aprovo,aprovar,aceito,confirmo,confirmado,autorizo,autorizado | no:não,claro que não,com certeza não,de jeito nenhum,não pode,nem pensar,negativo,recuso,recusado,rejeito,rejeitado,reprovado,não aprovo,não aceito,não autorizo
pt around:por favor,por gentileza,pf,pfv,obrigado,obrigada,muito obrigado,muito obrigada,obg,vlw,valeu,oi,olá,bom dia,boa tarde,boa noite,beleza,blz,certo,perfeito,opção,opc,opt,op,número,resposta,alternativa,letra | lead:a,o,é,eh,é a,eh a,é o,quero a,quero o,prefiro a,prefiro o,escolho,escolho a,escolho o,fico com a,fico com o,pode ser a,pode ser o,minha resposta é | want:quero,queria,prefiro,gostaria de | number:uma,dois/duas,três,quatro,cinco,seis,sete,oito,nove | ordinal:primeiro/primeira,segundo/segunda,terceiro/terceira,quarto/quarta,quinto/quinta,sexto/sexta,sétimo/sétima,oitavo/oitava,nono/nona | last:último,última
es yes:sí,claro,claro que sí,por supuesto,por supuesto que sí,dale,vale,de acuerdo,ya,apruebo,aprobado,aprobar,acepto,aceptado,autorizado,obvio | no:no,claro que no,por supuesto que no,para nada,de ninguna manera,rechazo,rechazado,rechazar,denegado,no apruebo,no acepto
es around:gracias,muchas gracias,por favor,hola,buenos días,buen día,buenas,buenas tardes,buenas noches,señor,señora,amigo,amiga,opción | lead:la,el,es la,es el,quiero la,quiero el,prefiero la,prefiero el,elijo,elijo la,elijo el,me quedo con la,me quedo con el,mi respuesta es | want:quiero,quisiera,prefiero | number:uno/una,dos,tres,cuatro,cinco,seis,siete,ocho,nueve | ordinal:primero/primera,,tercero/tercera,cuarto/cuarta,,,séptimo,octavo,noveno | last:último,última
de yes:ja,klar,na klar,ja klar,jawohl,einverstanden,genehmigt,natürlich,gerne,in ordnung | no:nein,nee,nö,auf keinen fall,natürlich nicht,abgelehnt,nicht einverstanden,nicht genehmigt
de around:bitte,danke,vielen dank,hallo,guten tag,guten morgen,nummer,antwort | lead:die,der,das,ich nehme,ich nehme die,ich wähle,ich wähle die | want:ich möchte,ich will | number:eins,zwei,drei,vier,fünf,sechs,sieben,acht,neun | ordinal:erste,zweite,dritte,vierte,fünfte | last:letzte
fr yes:oui,ouais,d'accord,bien sûr,bien sûr que oui,approuvé,j'approuve,accepté,j'accepte,validé,certainement | no:non,bien sûr que non,pas d'accord,pas question,refusé,je refuse,rejeté,certainement pas
fr around:merci,merci beaucoup,s'il vous plaît,s'il te plaît,svp,bonjour,bonsoir,salut,choix,réponse,numéro | lead:le,c'est le,c'est la,je prends,je prends la,je choisis,je choisis la | want:je veux,je voudrais | number:un,deux,trois,quatre,cinq,,sept,huit,neuf | ordinal:premier/première,deuxième,troisième,quatrième,cinquième | last:dernier,dernière
it yes:sì,certo,certo che sì,va bene,d'accordo,approvo,approvato,accetto,certamente | no:no,certo che no,rifiuto,rifiutato,non approvo,non approvato,non accetto,non sono d'accordo
it around:grazie,grazie mille,per favore,per piacere,ciao,buongiorno,buonasera,opzione,scelta,risposta | lead:il,è la,scelgo,scelgo la,scelgo il,prendo la,prendo il | want:voglio,vorrei | number:,due,tre,quattro,cinque,,sette,otto,nove | ordinal:primo,secondo,terzo | last:ultimo,ultima
id yes:ya,iya,setuju,saya setuju,boleh,oke,disetujui,tentu,tentu saja | no:tidak,gak,nggak,enggak,ga,jangan,tidak setuju,gak setuju,tidak boleh,gak boleh,ditolak,tolak,tentu tidak
id around:terima kasih,makasih,tolong,pak,bu,kak,halo,selamat pagi,selamat siang,opsi,pilihan,nomor | lead:saya pilih,pilih | want:saya mau,mau | number:satu,dua,tiga,empat,lima,enam,tujuh,delapan,sembilan | ordinal:pertama,kedua,ketiga,keempat,kelima | last:terakhir
hi yes:हाँ,हां,जी हाँ,ठीक है,haan,han,theek hai,thik hai | no:नहीं,नही,nahi,nahin,bilkul nahi
hi around:जी,ji,bhai,धन्यवाद,shukriya,dhanyavaad,namaste,कृपया,विकल्प,नंबर | want:मुझे,mujhe | number:एक/ek,दो/do,तीन/teen,चार/char,पाँच/पांच,छह,सात,आठ,नौ | ordinal:पहला/पहली/pehla/pehli,दूसरा/दूसरी/dusra/dusri,तीसरा/तीसरी/teesra/teesri,चौथा/चौथी | last:आखिरी
ar yes:نعم,أجل,ايوه,موافق,أوافق,تمام,حسنا,بالتأكيد | no:لا,كلا,غير موافق,لا أوافق,أرفض,مرفوض
ar around:شكرا,من فضلك,لو سمحت,مرحبا,رقم,الخيار,خيار | want:أريد | number:واحد,اثنان,ثلاثة,أربعة,خمسة,ستة,سبعة,ثمانية,تسعة | ordinal:الأول,الثاني,الثالث,الرابع | last:الأخير
more yes:evet,да,是,はい | no:hayır,нет,否,いいえ`;

/** A token: a word, consecutive digits, or consecutive emoji. */
const TOKEN = /[\p{L}\p{M}]+|\d+|[\p{Extended_Pictographic}\p{RI}]+/gu;
/** Signs of a refusal, a question or an amount. A text with such a sign only matches a label with the same sign. */
const AGAINST =
	/[\p{Sc}%‰?？؟❓❔❌✖✗✘🚫⛔👎🙅🤷🤔]|(?!=)\p{Sm}|(?<![\p{L}\p{N}]\s?)[-–—](?=\d)/gu;
/** Matches labels with a number, or with a weekday that Portuguese names by an ordinal: Monday is "segunda" (second). */
const DATE_WORDS =
	/\d|\b(?:segunda|terca|quarta|quinta|sexta|(?:seg|ter|qua|qui|sex|sab|sabado|dom|domingo|hoje|amanha)\b)/;
const LONGEST_ANSWER = 200;

function tokenize(text: string): string[] {
	const plain = foldText(text.normalize('NFC').replace(/\bn\s?\.?\s?[º°]/giu, 'numero '))
		.replace(/\p{Emoji_Modifier}/gu, '')
		.replace(/(?<=\d)(?:st|nd|rd|th|er|[oae])(?![\p{L}\p{M}\p{N}])/gu, '');
	const tokens = plain.match(TOKEN) ?? [plain.trim()];
	return tokens.map((token) => token.replace(/^(\p{Extended_Pictographic})\1+$/u, '$1'));
}

/** Joins tokens so that `e-mail`, `e mail` and `email` become equal, but `1 2` and `12` don't. */
const join = (tokens: readonly string[]) => tokens.join(/\p{L}/u.test(tokens.join('')) ? '' : ' ');

export const comparableWord = (words: string): string => join(tokenize(words));

/** Returns the zero-based index of a choice that the text names by number: 1 for `2` or `option 2`. Otherwise returns -1. */
export function placeOf(text: string): number {
	const [place = '', ...more] = tokenize(text).filter((token) => !COMMON.has(token));
	return /^\d+$/.test(place) && more.length === 0 ? Number(place) - 1 : -1;
}

interface Meaning {
	readonly kind: string;
	/** Index of the choice; -1 for the last one. */
	readonly index?: number;
}

/** `COMMON`: words whose meaning doesn't depend on the choices. `DECISIONS`: words for yes (0) and no (1). */
const COMMON = new Map<string, Meaning>();
const DECISIONS = new Map([...'👍👎'].map((thumb, index) => [thumb, index]));

for (const [, kind = '', words = ''] of WORDS.matchAll(/(\w+):([^|\n]*)/g))
	for (const [place, forms] of words.trim().split(',').entries())
		for (const word of forms.split('/').map(comparableWord)) {
			const index = { number: place, ordinal: place, last: -1 }[kind];
			if (kind === 'yes' || kind === 'no') DECISIONS.set(word, kind === 'yes' ? 0 : 1);
			else if (word !== '') COMMON.set(word, { kind, index });
		}

/** Plain JSON. */
export interface Menu {
	readonly responseType: string;
	/** Labels of the choices. An approval has one for yes, and perhaps one for no. Free text and forms have none. */
	readonly labels: readonly string[];
	/** Other words for each label, in the order of the labels. */
	readonly synonyms?: ReadonlyArray<readonly string[]>;
	readonly showsNumbers?: boolean;
}

/** Maps each word that belongs to only one choice to that choice's index. A word is a label, a synonym, or a part of a label. */
function findOwners({ labels, synonyms = [] }: Menu): Map<string, number> {
	const isLettered = labels.every((label) => /^[a-z][).:]\s*\S/u.test(foldText(label)));
	const owners = new Map<string, Set<number>>();
	for (const [index, label] of labels.entries()) {
		const tokens = tokenize(label);
		const words = tokens.filter((token) => /[\p{L}\d]/u.test(token));
		const parts = [tokens, words, words.filter((word) => word !== 'feira')];
		parts.push(...tokens.filter((token) => !words.includes(token)).map((sign) => [sign]));
		if (isLettered) parts.push(words.slice(0, 1), words.slice(1));
		for (const word of [...parts.map(join), ...(synonyms[index] ?? []).map(comparableWord)])
			owners.set(word, (owners.get(word) ?? new Set()).add(index));
	}
	const only = [...owners].filter(([word, { size }]) => word !== '' && size === 1);
	return new Map(only.map(([word, [owner = 0]]) => [word, owner]));
}

/** Maps yes (0) and no (1) to the indexes of their choices. Empty unless exactly one choice means yes, and one means no. */
function findDecided(isApproval: boolean, owners: Map<string, number>): Map<number, number> {
	const decisions = [...owners].flatMap(([word, owner]): Array<[number, number]> => {
		const decision = DECISIONS.get(word);
		return decision === undefined || (word.length < 2 && !isApproval) ? [] : [[decision, owner]];
	});
	const ownersByDecision = new Map(isApproval ? [0, 1].entries() : decisions);
	const isSame = decisions.every(([decision, owner]) => ownersByDecision.get(decision) === owner);
	return isSame && new Set(ownersByDecision.values()).size === 2 ? ownersByDecision : new Map();
}

function explain(menu: Menu): (tokens: readonly string[]) => Meaning | undefined {
	const { labels, showsNumbers = false } = menu;
	const isApproval = menu.responseType === 'approval';
	const owners = findOwners(menu);
	const decisionOwners = findDecided(isApproval, owners);
	const inLabels = new Set(labels.flatMap(tokenize));
	const hasThumbs = !isApproval || inLabels.has('👍') || inLabels.has('👎');
	const countsWords = !isApproval && !labels.some((label) => DATE_WORDS.test(foldText(label)));
	const numbersInLabels = labels.map((label) =>
		tokenize(label).map(Number).filter(Number.isInteger),
	);
	const countsDigits = showsNumbers || (!isApproval && !labels.some((one) => /\p{N}/u.test(one)));
	return (tokens) => {
		const word = join(tokens);
		const isSign = !/[\p{L}\d]/u.test(word);
		const decision = isSign && hasThumbs ? undefined : DECISIONS.get(word);
		const index = owners.get(word) ?? decisionOwners.get(decision ?? -1);
		if (index !== undefined) return { kind: 'choice', index };
		if (/^\d+$/.test(word))
			return countsDigits ? readPlace(Number(word), numbersInLabels) : undefined;
		if (isSign) return { kind: 'sign' };
		const common = COMMON.get(word);
		if (common?.index === undefined) return common;
		if (!countsWords || tokens.some((token) => inLabels.has(token))) return undefined;
		return common.index === -1 ? { ...common, index: labels.length - 1 } : common;
	};
}

/** With the choices `2 people` to `5 people`, the kind of `4` is `vague`: four people, or the fourth choice? */
function readPlace(place: number, numbersInLabels: readonly number[][]): Meaning {
	const isOwn = numbersInLabels[place - 1]?.[0] === place;
	const isVague = !isOwn && numbersInLabels.some((numbers) => numbers.includes(place));
	return { kind: isVague ? 'vague' : 'digits', index: place - 1 };
}

/** Splits an answer into known words and phrases, and returns their meanings; none if it also contains an unknown word. */
function read(text: string, menu: Menu): Meaning[] {
	const meaningOf = explain(menu);
	const meanings: Meaning[] = [];
	// In a group, a mention only addresses someone, and isn't a part of the answer.
	let rest = tokenize(text.replace(/(?<=^|\s)@[^\s@]+(?=\s|$)/gu, ' '));
	for (let end = rest.length; end > 0; end--) {
		const meaning = meaningOf(rest.slice(0, end));
		if (meaning === undefined) continue;
		meanings.push(meaning);
		rest = rest.slice(end);
		end = rest.length + 1;
	}
	return rest.length === 0 ? meanings : [];
}

/**
 * Finds the label that a person chose. The text is a label or synonym, its number, or both (`2. No`), maybe with polite words.
 * @returns the label's index; undefined if the text doesn't clearly name one label
 */
export function findLabel(text: string, menu: Menu): number | undefined {
	const forms = menu.labels.map((label, index) => [label, ...(menu.synonyms?.[index] ?? [])]);
	const plain = foldText(text).trim();
	const exact = forms.findIndex((form) => form.some((word) => foldText(word).trim() === plain));
	if (exact !== -1) return exact;
	const meanings = text.length > LONGEST_ANSWER ? [] : read(text, menu);
	const count = (...kinds: string[]) => meanings.filter(({ kind }) => kinds.includes(kind)).length;
	const [index = -1, ...others] = new Set(meanings.flatMap((meaning) => meaning.index ?? []));
	const places = count('digits', 'vague', 'number', 'ordinal', 'last');
	const words = forms[index];
	if (words === undefined || others.length > 0 || places > 1) return undefined;
	if (count('vague') > count('choice')) return undefined;
	// Ambiguous: "I want 2" (two pieces), "the one" (which one?), and "a 2 não" (Portuguese: not 2).
	if (places > 0 && count('want') > 0) return undefined;
	if (places > 0 && count('lead') > 0 && count('number', 'choice') > 0) return undefined;
	const signs = words.join(' ') + (menu.responseType === 'approval' && index === 1 ? '👎' : '');
	return [...text.matchAll(AGAINST)].every(([sign]) => signs.includes(sign)) ? index : undefined;
}
