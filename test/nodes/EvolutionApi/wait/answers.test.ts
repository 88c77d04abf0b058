import { findLabel, type Menu } from '../../../../nodes/EvolutionApi/wait/findLabel';

// Tests people's answers, and which choices they mean. Many rows come from public reports about other bots. test/world/README.md lists
// the sources.

/** The line with `?` lists the choices. Each line below has a choice, or `-` for none, and after the colon all texts that mean it. */
const TABLE = `
? Approve | Decline [approval]
Approve: approve | Approved | approve it | APPROVED! | yes | Y | yep | yup | yeah | of course | ok | okay | sure | agreed | go ahead
Approve: sim | sim sim | s | claro que sim | com certeza | aprovado | pode sim | Sim, por favor | sim, obrigado
Approve: sí | si | por supuesto | dale | vale | claro | de acuerdo | sí, gracias
Approve: ja | ja bitte | Ja, danke | klar | oui | Oui, merci | d’accord | sì | va bene | certo
Approve: iya | ya | setuju | theek hai | haan ji | haan | ठीक है | हाँ | जी हाँ | موافق | نعم | 是 | да | evet
Approve: 1 | 1. | option 1 | 1️⃣ | 👍 | 👍🏽 | 👍👍 | 👍🏿! | yes 👍 | yes please | yes sir | ok, yes | 1 approve | yes!!!! | yes 😊
Decline: decline | declined | reject | rejected | no | N | nope | no way | of course not | No, thanks | no thank you so much
Decline: não | nao | claro que não | não, obrigado | recuso | no, gracias | rechazado | claro que no
Decline: nein | nein danke | Non | pas d’accord | non, merci | gak | tidak | nggak | nahi | nahi ji | नहीं | لا | 否 | нет | hayır
Decline: 2 | 2. | opc 2 | 👎 | 👎🏿 | no 👎 | no 2 | 2. no | not approved | don’t | tidak setuju | غير موافق
-: yes 👎 | approve ❌ | yes ❓ | ok? | sure? | yes? | sim? | no 👍 | 👍👎 | 👍 👎 | yes 🚫 | approve 🤔 | ~yes~ | ❌ | 🎉 | ✅ ❌
-: not yet | wait | first check the price | no problem | um momento | yes no | no yes | ok no | no, ok | maybe | maybe later
-: not sure | not ok | not yes | not okay | don’t approve | no, don’t approve | do not approve | cannot approve this yet
-: no worries | no doubt | no issue | sin problema | no hay problema | kein problem | pas de problème | gak masalah
-: tidak apa apa | लेकिन | لا بأس | لا مانع | nahi theek hai | ya no | si no | dale no | theek nahi hai | não sei | no sé
-: yes but later | yes, but not tomorrow | sim, mas amanhã | ok wait | yes tomorrow | what does that do? | disallow
-: I have no preference | um | um... | hmm | one second | a second | no one | yes 2 | no 1 | 1 2 | 3 | 0 | -1 | +1 | R$ 1 | 1% | thanks | hi | 🙏
-: one | first | last | So?\\n\\n1. Approve\\n2. Decline | never mind | yeah right? no | if you say so | approve 2 | deny the request
? Approve | Decline [approval, no numbers]
-: 1 | 2 | option 2 | 2.
Approve: approve | ok | 👍
? Approve [approval]
Approve: yes | ok | 👍 | 1
-: no | 👎 | 2 | nope
? Confirmar | Cancelar [approval]
Confirmar: sim | S | ok | confirmar
Cancelar: Não | cancelar | n
? Okay | Stop [approval]
Okay: sí | okay | yes
Stop: stop | no
-: not okay | okay stop
? No, keep it | Yes [approval]
No, keep it: no, keep it | no keep it
Yes: yes
-: y | 👍 | ok | no
? 👍 Confirm | 👎 No [approval]
👍 Confirm: 👍 | 👍🏽 | confirm | yes
👎 No: 👎 | no | 👎 no
-: confirm 👎 | 👍 no
? Agendar | Resultados | Falar com atendente
Agendar: 1 | 01 | one | primeiro | primeira | the first | first one | 1st | agendar | AGENDAR! | quero agendar | opção 1
Resultados: 2 | ٢ | ۲ | २ | ２ | 2️⃣ | ② | 2) | (2) | [2] | 2. | 2.. | #2 | *2* | \`2\` | 2º | 2ª | 2° | 2nd | nº 2 | N° 2 | n.º2 | Nr. 2 | number 2
Resultados: option 2 | Opção 2 | opción 2. | opc 2 | Opsi 2 | resposta 2 | opção número 2 | विकल्प 2 | 2 ji | second option | 2nd option
Resultados: a 2 | la 2 | é a 2 | eh a 2 | quero a 2 | pode ser a 2 | fico com a 2 | escolho 2 | es la 2 | quiero la 2 | it is 2 | it’s 2
Resultados: my answer is 2 | I choose option 2 | I’ll go with number 2 | I want the second one | la opción 2 | minha resposta é 2
Resultados: the second | the second one | second one | o segundo | a segunda | a segunda opção | elijo la segunda | दूसरा | dusra | दो
Resultados: two | dois | dos | deux | zwei | due | dua | اثنان | opção dois | number two
Resultados: ok 2 | Ok, 2! | oi, 2 | Bom dia, quero a 2 | Hello, option 2 | hola la 2 | 2 por favor | 2, muito obrigado | 2 please sir
Resultados: 2 ok | por favor, a 2 | 2 👍 | 2 🙏 | ✅ 2 | 2, pfv | 2, por favor | @5511999999999 2 | 2 @Bot
Resultados: 2resultados | 2=Resultados | 2 Resultados | 2-Resultados | 2 – resultados | 2) Resultados | Resultados (2) | resultados - 2
Resultados: Resultados | RESULTADOS! | quero resultados | ok, Resultados | Oi! Resultados, por favor | Resultados, por favor
Falar com atendente: 3 | ٣ | 3rd | last | the last | the last one | last one | último | o último | a última opção | falar com atendente
-: 1 or 2? | 1 ou 2 | 1 e 2 | 1, 2 | 1/2 | 1-2 | 1 2 | 2️⃣2️⃣ | 2:00 | 1, 2, 3, 13 | 2.5 | nem 1 nem 2 | 1 e a 2 | o 1 ou o 2
-: not 1 | não 1 | no la 2 | no 2 | none | no one | nenhuma | 2? | a segunda? | Resultados? | ¿la 2? | Resultados ❓ | Resultados 🚫
-: R$ 2 | $2 | 2% | 2 € | ₹2 | quero 2 | I want 2 | só 2 | quero dois | -1 | +1 | −2 | ❌ 2 | 2 👎 | 🚫 1 | ≠ 2 | ~2~ | ~Resultados~ | > 2
-: a second | one second | 1 segundo | um segundo | the one | the two | a 2 não | quero a 2 não | 2 mas com desconto | the last 2
-: 2 or later | na sexta | I have 2 questions | 2 pessoas | 2h | em 2 dias | às 2 | 7 | 0 | 99 | 11111111111111111111
-: Quero atendimento | i want to talk to a human | What is the first day of the week ? | agendar resultados | 1 resultados
-: hello | obrigado | bom dia | 👍 | ❤️ | ok | yes | sim | a | Ⅱ | ❷ | 二 | ... | ? | !! | atendente | falar
? Agendar | Resultados | Falar com atendente [no numbers]
Resultados: quero a 2 | 2 | resultados | a segunda
-: Resultados 👎
? Delivery | Pickup
Delivery: delivery | Delivery please | 1 | delivery 👍
-: Delivery 🚫 | delivery ❌ | no delivery | delivery?
? Yes | No | Call me
Yes: y | 1/yes | ja | 1yes | yes 1
No: não | opc 2 | no 2 | nein danke
-: yes 2 | no 1 | 👍 | call
? a | b | c | d | e | f | g | h | i | j | k | l
l: 12
-: 1e2 | 1a2 | 1st2
? Sim | Não
Sim: sim | claro
Não: 2 não | não | 2
-: a 2 não | sim não | 1 não
? S | N
S: s | 1
N: n
-: yes | no | não
? Ok | Cancel
Ok: ok | OK!
Cancel: 2 | cancel
-: ok 2 | ok cancel
? No | Yes
No: no | 1
Yes: 2. yes
-: No 2 | no yes
? No | Maybe
No: no
-: nomaybe | no maybe | yes
? Like | Dislike
Dislike: dislike | 2
Like: like
? Event | Another choice | Post-Event | Event 2
Event 2: Event 2 | 4 | 4 event 2
Post-Event: post event | postevent
-: 2 | option 2
? Engine | Wing | Cockpit 3 | Tail
Cockpit 3: cockpit 3 | 3
-: cockpit 4 | cockpit
? Send | Cancel
-: No start at 01.01.2022 | send cancel | send it to 2
? Faded by Alan Walker | 7 Years
7 Years: 7 years | 2
-: faded by alan wakjer | 7
? E-mail | Wi-Fi
E-mail: email | e mail | E-MAIL
Wi-Fi: wifi | wi fi
? Segunda-feira | Terça-feira | Quarta-feira
Segunda-feira: segunda | segunda feira | 1
Terça-feira: terça
-: na quarta | primeira | last
? Seg 10/03 | Ter 11/03
Ter 11/03: 2 | ter 11/03
-: segunda | a segunda opção | 10 | 11
? 2 people | 3 people | 4 people | 5 people
2 people: 1 | 2 people
3 people: 3 people | 2 3 people | 2. 3 people
-: two | three | 2 | 3 | 4 | 4 please | option 4 | the 4th | somos 4 | 5
? 1 hour | 2 hours | 3 hours
2 hours: 2 | 2 hours | 2nd
? 08:00 | 09:00 | 10:00 | 11:00 | 12:00 | 13:00 | 14:00 | 15:00 | 16:00 | 17:00
12:00: 5 | 12:00
17:00: 17:00
-: 10 | 9 please | 8 | 9 Uhr | às 3 | 17
? R$ 2 | R$ 5 | R$ 10
-: 2 | 5 | 10
R$ 2: 1
R$ 10: 3
? 03/12 | 04/12 | 05/12
-: 3 | 12
04/12: 2
? 2.5 kg | 3.5 kg | 1.5 kg
-: 1 | 2 | 3
? 2 people | 3 people | 4 people [no numbers]
2 people: 2 people
-: 2 | two | 3
? Second floor | First floor
-: the second | first | second
First floor: 2 | first floor
? Last week | This week
-: last | the last | week
This week: 2
? Two | One
One: one | 2
Two: two
? 2 | 1
2: 2
1: 1
? Sala 1 | Sala 2 | Sala 3
Sala 2: sala 2 | 2
-: sei | sala | dois
? Sí | No | Dónde
Dónde: donde | 3
Sí: si
No: no
? A) lollipop | B) chocolate
A) lollipop: A | a) | lollipop | 1 | letter a
B) chocolate: chocolate | b | B) chocolate
-: a b | c
? A) tea | Other
-: a | tea
A) tea: a) tea | 1
? ✅ Confirm | ❌ Cancel
✅ Confirm: ✅ | confirm | ✅ confirm
❌ Cancel: ❌ | cancel | cancel ❌
-: confirm ❌ | ❓
? ✅ Mon | ✅ Tue
✅ Mon: mon | ✅ mon | mon ✅
-: ✅
? 👍 | 👎
👍: 👍 | 👍🏽 | 👍👍 | 👍🏿! |  👍 
👎: 👎 | 👎🏿
-: 👍👎
? 🖐 | ✊
🖐: 🖐🏾
✊: ✊
? 🇧🇷 Brasil | 🇦🇷 Argentina
🇧🇷 Brasil: brasil | 🇧🇷
🇦🇷 Argentina: ARGENTINA
? ✔️✔️ Je veux adhérer 💵🤗 | Non
✔️✔️ Je veux adhérer 💵🤗: je veux adherer
Non: non | 2
? Need help? | Bye
Need help?: need help? | need help | 1
-: bye?
? Straße | Đà Nẵng | Łódź | Ærø | Kapı
Straße: strasse
Đà Nẵng: da nang
Łódź: LODZ
Ærø: aero
Kapı: kapi
? Yes | Não | 10 | Later today | 👍
10: 10 | 3
Later today: later   TODAY.
Não: 2) não | nao
Yes:  ¡YES!! 
-: later | yes I do | 1. Não | 6 |   
`;

interface Row extends Menu {
	readonly text: string;
	/** The label of the choice that the text means; undefined: the person is asked again. */
	readonly chosen: string | undefined;
}

const ROWS = TABLE.split('\n? ').flatMap((block): Row[] => {
	const [head = '', ...lines] = block.trim().split('\n');
	const [, listed = '', flags = ''] = /^(.*?)(?: \[(.*)\])?$/.exec(head) ?? [];
	const labels = listed.split(' | ');
	const shown = {
		labels,
		responseType: flags.includes('approval') ? 'approval' : 'choice',
		showsNumbers: !flags.includes('no numbers'),
	} as const;
	return lines.flatMap((line) => {
		const [, chosen = '', texts = ''] = /^(.*?): (.*)$/.exec(line) ?? [];
		return texts.split(' | ').map((text) => ({
			...shown,
			text: text.replaceAll('\\n', '\n'),
			chosen: chosen === '-' ? undefined : chosen,
		}));
	});
});

it('misreads no answer, and asks again if one is not clear', () => {
	const found = ROWS.map(({ text, ...shown }) => {
		const { labels } = shown;
		const index = findLabel(text, shown);
		return { labels, text, chosen: index === undefined ? undefined : (labels[index] ?? 'another') };
	});
	expect(found).toEqual(ROWS.map(({ labels, text, chosen }) => ({ labels, text, chosen })));
	expect(ROWS.length).toBeGreaterThan(300);
});

it.each([
	['Claro!', 0],
	['2. agora não', 1],
	['depois', 2],
	['1. agora não', undefined],
])('takes a synonym for its choice: %s', (text, index) => {
	const labels = ['Yes', 'No', 'Later'];
	const synonyms = [['claro'], ['agora não'], ['depois']];
	const shown = { labels, synonyms, responseType: 'choice', showsNumbers: true } as const;
	const found = findLabel(text, shown);
	expect(found).toBe(index);
});

it.each([',', 'ok ', '2 ', '(', '. please', 'option ', '👍', '!'])(
	'finds no choice in a long text of "%s"',
	(part) => {
		const text = `x${part.repeat(100_000)}x`;
		const shown = { labels: ['Yes', 'No'], responseType: 'approval', showsNumbers: true } as const;
		expect(findLabel(text, shown)).toBeUndefined();
	},
);
